import { LEDGER_HASH_KEY, logServiceLedger } from '../../../src/adapters/log-service-ledger.ts';
import type { SlsAnswer } from '../../../src/adapters/sls-answer.ts';
import type { SlsClient, SlsRoute } from '../../../src/adapters/sls-client.ts';
import type { SlsLogGroup } from '../../../src/adapters/sls-protobuf.ts';
import { decodeEntry } from '../../../src/ledger/codec.ts';
import type { ClaimsAppended, Ledger } from '../../../src/ledger/ledger.ts';
import { assert } from '../../../src/lib/assert.ts';
import { CloudError, type CloudErrorFields } from '../../../src/model/cloud-error.ts';
import { DAY, NOW_MS } from '../../builders/domains.ts';
import type { FrontParts } from './parts.ts';
import type { Write } from './world.ts';

/**
 * The ledger's own adapter over a log service in memory. What never changes (the logstore, its one shard, its first cursor) is
 * answered without a step: it is the same in every order. A pull takes the whole rest of the log.
 */
export function logServiceFront({ universe, ask, clock }: FrontParts): Ledger {
  const writeOf = (group: SlsLogGroup, { hashKey }: SlsRoute): Write => {
    assert(hashKey === LEDGER_HASH_KEY, 'all writes of a ledger have one hash key');
    const entries = group.logs.map(({ contents }) => decodeEntry(contents));
    return universe.write(entries, group);
  };
  const client: SlsClient = {
    async putLogsOnce(group, route): Promise<SlsAnswer> {
      assert(route.sequenceId !== undefined, 'what is written once has a sequence id');
      const write = writeOf(group, route);
      return answerOf(await ask<ClaimsAppended>({ what: 'claim', write, append: route.sequenceId }));
    },
    async putLogs(group, route) {
      assert(route.sequenceId === undefined, 'what may be written twice has no sequence id');
      const isStored = await ask<boolean>({ what: 'append', write: writeOf(group, route) });
      if (!isStored) throw new CloudError(trouble('TimedOut', 0));
    },
    listShards: async () =>
      await Promise.resolve([{ shardId: 0, status: 'readwrite', createdMs: NOW_MS - 365 * DAY }] as const).then(
        (all) => [...all],
      ),
    getLogStore: async () => await Promise.resolve({ ttlDays: 3650, serverMs: clock.now() }),
    // Every write is younger than the horizon, so both cursors are the first.
    getCursor: async () => await Promise.resolve('0'),
    cursorTimeMs: async () => await Promise.resolve(NOW_MS),
    async pullLogs(_shardId, cursor) {
      const place = Number(cursor);
      const writes = await ask<readonly Write[]>({ what: 'read', place });
      const groups = writes.flatMap(({ group }) => group ?? []);
      assert(groups.length === writes.length, 'every write of a log service is a group');
      return { groups, nextCursor: String(place + writes.length), byteCount: 1, saysEnd: true };
    },
  };
  return logServiceLedger({ client, clock, horizonDays: 400, place: 'p-1/renewals' });
}

function answerOf(appended: ClaimsAppended): SlsAnswer {
  switch (appended) {
    case 'appended': {
      const reply = { headers: {}, body: Buffer.alloc(0), requestId: 'request-1', serverMs: null };
      return { ok: true, reply };
    }
    case 'conflict':
      return { ok: false, fields: trouble('InvalidSequenceId', 400), named: true, sent: true, serverMs: null };
    case 'unknown':
      return { ok: false, fields: trouble('TimedOut', 0), named: false, sent: true, serverMs: null };
  }
}

function trouble(code: string, httpStatus: number): CloudErrorFields {
  const kind = httpStatus === 0 ? 'no-answer' : 'rejected';
  return { kind, action: 'PutLogs', code, httpStatus, requestId: '', detail: '', ramAction: '' };
}
