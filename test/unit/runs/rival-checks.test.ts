import { describe, expect, it } from 'vitest';
import type { TaskDetail } from '../../../src/model/task.ts';
import { aListedDomain, aName, DAY, HOUR, NOW_MS, SECOND } from '../../builders/domains.ts';
import { aDetail, aTaskInfo } from '../../builders/evidence.ts';
import { aClaimedEntry, aDoubted, anAccepted, anOpened, aTaskNo } from '../../builders/ledger.ts';
import { aWorld, type World } from '../../builders/runs.ts';

const MONTHS_LATER = NOW_MS + 375 * DAY;

/** Two open claims: the task of a.com is known, that of b.com was looked for once. */
function twoOpenClaims(): World {
  const world = aWorld([aListedDomain({ name: 'a.com' }), aListedDomain({ name: 'b.com' })]);
  world.log.write([
    anOpened(),
    aClaimedEntry({ claim: 'claim-a', domain: aName('a.com') }),
    aClaimedEntry({ claim: 'claim-b', domain: aName('b.com') }),
    anAccepted({ claim: 'claim-a', domain: aName('a.com'), taskNo: aTaskNo('task-a') }),
    aDoubted({ claim: 'claim-b', domain: aName('b.com'), looked: true, atMs: NOW_MS + HOUR }),
  ]);
  world.clock.advance(3 * HOUR);
  return world;
}

describe('a check run beside another one that finds the task of a claim first', () => {
  const theirs = anAccepted({ claim: 'claim-b', domain: aName('b.com'), taskNo: aTaskNo('task-b') });

  it.each<[name: string, others: string[]]>([
    ['there is no other task', []],
    ['somebody else tried too, and failed', ['task-of-others']],
  ])('leaves that claim to the next run: %s', async (_name, others) => {
    const world = twoOpenClaims();
    const details: Readonly<Record<string, TaskDetail[]>> = {
      'task-a': [aDetail({ task: 'task-a', domain: 'a.com', status: 'succeeded' })],
      'task-b': [aDetail({ task: 'task-b', domain: 'b.com', status: 'executing' })],
      'task-of-others': [aDetail({ task: 'task-of-others', domain: 'b.com', status: 'failed' })],
    };
    const services = {
      ...world.parts().services,
      tasksSince: async () => {
        const infos = ['task-b', ...others].map((task) => aTaskInfo(task, { domainCount: 1 }));
        return await Promise.resolve(infos);
      },
      taskDetails: async (taskNo: string) => await Promise.resolve(details[taskNo] ?? []),
      domainDetails: async (instanceId: string) => {
        const isFirst = instanceId === 'S-a.com';
        // So slow that what was found of a.com is written, and the ledger read again, before b.com is looked at.
        world.clock.advance(11 * SECOND);
        if (isFirst) world.log.write([theirs]);
        const name = aName(isFirst ? 'a.com' : 'b.com');
        const expiryMs = isFirst ? MONTHS_LATER : NOW_MS + 10 * DAY;
        return await Promise.resolve({ ...(await detailsLike(world)), name, expiryMs });
      },
    };
    const result = await world.check({}, { services });
    expect(result.settled).toEqual([{ domain: 'a.com', outcome: 'renewed', taskNo: 'task-a' }]);
    expect(result.open.map(({ domain }) => domain)).toEqual(['b.com']);
    const about = world.log.entries.filter((entry) => 'claimId' in entry && entry.claimId === theirs.claimId);
    expect(about.map(({ kind }) => kind)).toEqual(['claimed', 'doubted', 'accepted']);
  });
});

async function detailsLike(world: World) {
  const details = await world.registrar.domainDetails(aListedDomain({ name: 'a.com' }).instanceId);
  if (details === null) throw new TypeError('the registrar has no a.com');
  return details;
}
