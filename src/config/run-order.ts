import type { DomainName } from '../model/domain.ts';
import { toIso } from '../model/time.ts';
import type { Config, Mode } from './config.ts';
import type { RunEvent, Trigger } from './event.ts';
import { InputError, shown } from './fault.ts';
import { windowDaysMax } from './horizon.ts';

/** What one run may do: the settings, narrowed or asked for by its event. */
export interface RunOrder {
  readonly trigger: Trigger;
  readonly mode: Mode;
  readonly windowDays: number;
  /** Its event asked for that window: it holds for every domain, whatever the policy says; a timer's only narrows. */
  readonly isWindowAsked?: true;
  /** Only these; null for all. */
  readonly domains: readonly DomainName[] | null;
  /** The digest of the plan that a person has approved; null when nobody has. */
  readonly approve: string | null;
  /** The lines of that plan (`planLine`), where the person gave the plan itself: a drifted one is compared with them. */
  readonly approvedLines?: readonly string[];
  /** What a timer asked for beyond the settings and did not get, for people. */
  readonly ignored: readonly string[];
}

/**
 * A timer acts in the settings' mode and may only narrow: what would widen is not done and is told. A direct event plans unless
 * it says otherwise; where the settings say `plan`, a person must name the domains to spend on.
 * @throws InputError when a direct event asks to renew everything against the settings, or for a window that the ledger's horizon
 * does not cover.
 */
export function orderRun(config: Config, { trigger, options }: RunEvent): RunOrder {
  if (trigger === 'timer') return narrowed(config, options);
  const mode = options.mode ?? 'plan';
  if (mode === 'renew' && config.mode === 'plan' && !isNamed(options)) {
    throw new InputError(trigger === 'command' ? 'arguments' : 'event', [
      {
        field: 'mode',
        value: shown(mode),
        allowed:
          trigger === 'command'
            ? 'plan, because RENEW_MODE is plan. Name the domains to renew just these, or set RENEW_MODE=renew to renew all that is due'
            : '"plan", because RENEW_MODE is plan; "renew" only together with "domains", or after RENEW_MODE is set to renew',
      },
    ]);
  }
  checkWindow(config, trigger, options.windowDays);
  return {
    trigger,
    mode,
    windowDays: options.windowDays ?? config.windowDays,
    ...(options.windowDays === null ? {} : { isWindowAsked: true }),
    domains: options.domains,
    approve: options.approve,
    ignored: [],
  };
}

/** Who approves one plan has seen the names in it. */
function isNamed({ domains, approve }: RunEvent['options']): boolean {
  return domains !== null || approve !== null;
}

/** A check never spends: whatever its event says of mode and window means nothing, the names of domains narrow what is looked at. */
export function orderCheck(config: Config, { trigger, options }: RunEvent): RunOrder {
  return {
    trigger,
    mode: config.mode,
    windowDays: config.windowDays,
    domains: options.domains,
    approve: null,
    ignored: [],
  };
}

function checkWindow({ ledger }: Config, trigger: Trigger, windowDays: number | null): void {
  if (ledger.kind === 'file' || windowDays === null || windowDays <= windowDaysMax(ledger)) return;
  const allowed = `at most ${windowDaysMax(ledger)}, because LEDGER_HORIZON_DAYS is ${ledger.horizonDays}: older claims are not read`;
  throw new InputError(trigger === 'command' ? 'arguments' : 'event', [
    { field: 'windowDays', value: shown(windowDays), allowed },
  ]);
}

function narrowed(config: Config, options: RunEvent['options']): RunOrder {
  const ignored: string[] = [];
  if (options.mode === 'renew' && config.mode === 'plan') {
    ignored.push('the timer\'s payload says mode "renew", but RENEW_MODE is plan: a timer cannot widen the settings');
  }
  if (options.windowDays !== null && options.windowDays > config.windowDays) {
    ignored.push(
      `the timer's payload says windowDays ${options.windowDays}, but RENEW_WINDOW_DAYS is ${config.windowDays}: a timer cannot widen the settings`,
    );
  }
  if (options.approve !== null) {
    ignored.push("the timer's payload approves a plan: only a person can, and a timer is none");
  }
  return {
    trigger: 'timer',
    mode: options.mode === 'plan' ? 'plan' : config.mode,
    windowDays: Math.min(options.windowDays ?? config.windowDays, config.windowDays),
    ...(options.windowDays === null || options.windowDays > config.windowDays ? {} : { isWindowAsked: true }),
    domains: options.domains,
    approve: null,
    ignored,
  };
}

/** An id for a run that sorts by time and cannot repeat. */
export function runId(kind: 'renew' | 'check', startedMs: number, unique: string): string {
  return `${kind}-${toIso(startedMs).replace(/[-:]|\.\d+/g, '')}-${unique.slice(0, 8)}`;
}
