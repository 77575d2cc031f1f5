import { domainToASCII } from 'node:url';
import type { Mode } from '../../src/config/config.ts';
import { NO_OPTIONS, type RunEvent } from '../../src/config/event.ts';
import type { DomainName } from '../../src/model/domain.ts';
import { type Chance, createChance } from '../../src/sandbox/chance.ts';
import type { DomainSandbox } from '../../src/sandbox/domain-api.ts';
import type { Start } from './timers.ts';

export interface AskingWorld {
  readonly seed: number;
  readonly mode: Mode;
  readonly sandbox: DomainSandbox;
  /** The digests of the plans that runs told, the last one last. */
  readonly digests: readonly string[];
}

/** What a run is asked to do: by its timer, always the same, or by a person. The chance is that of the run's process. */
export function drawAsked({ byHand, approves }: Start, id: string, chance: Chance, world: AskingWorld): RunEvent {
  if (approves !== undefined) return approving(approves, chance, world);
  return byHand ? askedByHand(id, chance, world) : askedByTimer(world);
}

/** A timer may only narrow: where its payload asks for more than the settings, the run goes by the settings. */
function askedByTimer({ seed }: AskingWorld): RunEvent {
  const isWide = createChance(seed, 'payload of the timers').happens(0.08);
  return { trigger: 'timer', options: isWide ? { ...NO_OPTIONS, mode: 'renew', windowDays: 400 } : NO_OPTIONS };
}

/** A person renews all that is due, or one domain by its name, or only looks. */
function askedByHand(id: string, chance: Chance, { seed, mode, sandbox }: AskingWorld): RunEvent {
  const domain = chance.pick([null, ...sandbox.domains()]);
  const domains = domain === null ? null : [domainToASCII(domain.name) as DomainName];
  const rare = createChance(seed, `asked of ${id}`);
  // Against the settings a person may renew only what is named: anything else is refused before the run.
  const mayRenew = (mode === 'renew' || domains !== null) && !rare.happens(0.15);
  const windowDays = rare.pick([null, null, null, null, 7, 60]);
  return { trigger: 'command', options: { ...NO_OPTIONS, mode: mayRenew ? 'renew' : 'plan', domains, windowDays } };
}

/** A person approves a plan that a run told, or looks at one where nobody was told any. */
function approving(which: 'last' | 'stale', { pick, happens }: Chance, { digests }: AskingWorld): RunEvent {
  const last = digests.at(-1);
  if (last === undefined || happens(0.2)) return { trigger: 'command', options: { ...NO_OPTIONS, mode: 'plan' } };
  const approve = which === 'last' ? last : pick(digests);
  return { trigger: 'command', options: { ...NO_OPTIONS, mode: 'renew', approve } };
}
