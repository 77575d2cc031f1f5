import { type DomainName, domainName, type ListedDomain } from '../../../src/model/domain.ts';
import type { TaskDetail, TaskInfo, TaskNo } from '../../../src/model/task.ts';
import type { HoldBack, RenewOrder, SubmitReply } from '../../../src/submission/submitter.ts';
import { aListedDomain } from '../../builders/domains.ts';
import { liveClaimOf } from './promises.ts';
import type { Order, Task } from './registrar.ts';
import type { Universe, World, Write } from './world.ts';

/**
 * What a process asks of the world: each is one step. `place` counts writes of the log. `holdBack` is the product's own last look,
 * asked with the sending in one step, as the adapter does it: it reads the process's clock, and readings that no later step changes.
 */
export type Operation =
  | { readonly what: 'start' }
  | { readonly what: 'sleep'; readonly durationMs: number }
  | { readonly what: 'read'; readonly place: number }
  | { readonly what: 'claim'; readonly write: Write; readonly append: number }
  | { readonly what: 'append'; readonly write: Write }
  | { readonly what: 'list' }
  | { readonly what: 'details'; readonly instanceId: string }
  | { readonly what: 'submit'; readonly orders: readonly RenewOrder[]; readonly holdBack: HoldBack }
  | { readonly what: 'task-details'; readonly taskNo: TaskNo }
  | { readonly what: 'tasks'; readonly sinceMs: number };

/**
 * How a step fares: `done` · `late` the request is on its way when the process is told that no answer came · `doubled` written twice ·
 * `unseen` a read that does not see yet what was written · `died` the process dies before it · `died-sending` it dies with the request on its way.
 */
export type Fate = 'done' | 'late' | 'doubled' | 'unseen' | 'died' | 'died-sending';

export interface Performed {
  readonly world: World;
  /** What the process is told; its form depends on the operation. */
  readonly answer: unknown;
  /** The same answer has the same text, another has another. */
  readonly text: string;
}

/** Who acts, and the clock that it reads: the world's. */
export interface Actor {
  readonly name: string;
  readonly clock: { nowMs: number };
}

/** The effect of one step on the world, and what the process hears of it. */
export function perform(universe: Universe, world: World, actor: Actor, [step, fate]: [Operation, Fate]): Performed {
  switch (step.what) {
    case 'start':
      return { world, answer: null, text: '' };
    case 'sleep':
      return { world: universe.at(world, world.nowMs + step.durationMs), answer: null, text: '' };
    case 'read': {
      const answer = fate === 'unseen' ? [] : world.log.writes.slice(step.place);
      return { world, answer, text: answer.map(({ id }) => id).join(',') };
    }
    case 'claim':
      return claim(universe, world, step, fate);
    case 'append':
      return append(universe, world, step.write, fate);
    case 'submit':
      return submit(universe, world, actor, [step, fate]);
    case 'list': {
      const answer = world.registrar.domains.map(listed);
      return { world, answer, text: world.registrar.domains.map(({ expiryMs }) => expiryMs).join(',') };
    }
    case 'details': {
      const answer = world.registrar.domains.map(listed).find(({ instanceId }) => instanceId === step.instanceId);
      return { world, answer: answer ?? null, text: String(answer?.expiryMs) };
    }
    case 'task-details': {
      const task = world.registrar.tasks.find((one) => one.taskNo === step.taskNo);
      return told(world, task === undefined || isHidden(universe, task) ? [] : detailsOf(task));
    }
    case 'tasks':
      return told(world, infosOf(universe, world, step.sinceMs));
  }
}

function claim(
  universe: Universe,
  world: World,
  { write, append }: Extract<Operation, { what: 'claim' }>,
  fate: Fate,
): Performed {
  if (fate === 'late' || fate === 'died-sending') {
    const flown = universe.withFlight(world, { what: 'claims', write, append });
    return { world: flown, answer: 'unknown', text: 'unknown' };
  }
  const claimed = universe.claimed(world, write, append);
  if (claimed === null) return { world, answer: 'conflict', text: 'conflict' };
  const after = fate === 'doubled' ? universe.appended(claimed, write) : claimed;
  return { world: after, answer: 'appended', text: 'appended' };
}

function append(universe: Universe, world: World, write: Write, fate: Fate): Performed {
  if (fate === 'late' || fate === 'died-sending') {
    return { world: universe.withFlight(world, { what: 'facts', write }), answer: false, text: 'no answer' };
  }
  const appended = universe.appended(world, write);
  const after = fate === 'doubled' ? universe.appended(appended, write) : appended;
  return { world: after, answer: true, text: 'stored' };
}

function submit(
  universe: Universe,
  world: World,
  { name, clock }: Actor,
  [{ orders, holdBack }, fate]: [Extract<Operation, { what: 'submit' }>, Fate],
): Performed {
  clock.nowMs = world.nowMs;
  const why = holdBack();
  if (why !== null) return told(world, { kind: 'not-sent', why } satisfies SubmitReply);
  const sent = orders.map((order) => sentOrder(order, world, name));
  if (fate === 'late' || fate === 'died-sending') {
    const flown = universe.withFlight(world, { what: 'order', by: name, orders: sent, sentMs: world.nowMs });
    const reply: SubmitReply = { kind: 'no-answer', code: 'TimedOut', detail: 'no answer' };
    return told(flown, reply);
  }
  const taken = universe.ordered(world, name, sent);
  const { taskNo } = taken.registrar.tasks.at(-1) ?? { taskNo: '' };
  return told(taken, { kind: 'reply', taskNo, requestId: 'request-1' } satisfies SubmitReply);
}

function sentOrder({ domainName: listedName, expiryMs, years }: RenewOrder, world: World, by: string): Order {
  const domain = domainName(listedName) ?? ('?' as DomainName);
  return { domain, expiryMs, years, claimId: liveClaimOf(world.log, { domain, expiryMs, by }) };
}

function listed({ name, expiryMs }: { name: string; expiryMs: number }): ListedDomain {
  return aListedDomain({ name, expiryMs });
}

function isHidden({ rules }: Universe, { ends }: Task): boolean {
  return rules.tasks === 'hidden' && ends === null;
}

function detailsOf({ taskNo, orders, ends }: Task): TaskDetail[] {
  return orders.map(({ domain }, index) => {
    const end = ends?.[index];
    const [status, statusText] =
      end === undefined
        ? (['executing', 'EXECUTING'] as const)
        : end === 'paid'
          ? (['succeeded', 'EXECUTE_SUCCESS'] as const)
          : (['failed', 'EXECUTE_FAILURE'] as const);
    return { taskNo, domain, taskType: 'ORDER_RENEW', status, statusText, reason: 'the registrar says so' };
  });
}

function infosOf(universe: Universe, { registrar }: World, sinceMs: number): TaskInfo[] {
  return registrar.tasks
    .filter((task) => task.takenMs >= sinceMs && !isHidden(universe, task))
    .map(({ taskNo, takenMs, orders, ends }) => ({
      taskNo,
      taskType: 'ORDER_RENEW',
      createdMs: takenMs,
      zoneAssumed: false,
      domainCount: orders.length,
      isComplete: ends !== null,
    }));
}

function told(world: World, answer: unknown): Performed {
  return { world, answer, text: JSON.stringify(answer) };
}
