import { createBssApi } from '../../src/adapters/bss-api.ts';
import { createDomainApi } from '../../src/adapters/domain-api.ts';
import type { PopClient } from '../../src/adapters/pop-core-client.ts';
import type { Config } from '../../src/config/config.ts';
import type { RunEvent } from '../../src/config/event.ts';
import { orderCheck, orderRun } from '../../src/config/run-order.ts';
import type { LedgerEntry } from '../../src/ledger/entry.ts';
import type { Ledger } from '../../src/ledger/ledger.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../src/model/time.ts';
import type { RunNews } from '../../src/report/progress.ts';
import { renderCheck } from '../../src/report/render-check.ts';
import { renderRenewal } from '../../src/report/render-renewal.ts';
import type { CheckResult, RenewalResult } from '../../src/report/result.ts';
import { checkRun } from '../../src/runs/check-run.ts';
import { renewalRun } from '../../src/runs/renewal-run.ts';
import { type Chance, createChance } from '../../src/sandbox/chance.ts';
import { drawAsked } from './asked.ts';
import type { HeardAnswer } from './auditor-heard.ts';
import type { Faults } from './faults.ts';
import type { SimLedger } from './sim-ledger.ts';
import { SimProcess, WORST_PAUSE_CHANCE } from './sim-process.ts';
import { type RegistrarParts, simRegistrar } from './sim-registrar.ts';
import type { Start } from './timers.ts';

/** What every run of a world shares. */
export interface RunWorld extends RegistrarParts {
  readonly seed: number;
  readonly config: Config;
  readonly ledger: SimLedger;
  /** The digests of the plans that were told so far. */
  readonly digests: readonly string[];
  /** An answer that this process got. */
  readonly onAnswer: (processId: string, answer: HeardAnswer) => void;
  /** What a run tells while it works, and what a terminal shows of its result. */
  readonly onText: (text: string) => void;
}

/** A run that has begun. */
export interface SimRun {
  readonly process: SimProcess;
  /** What it was asked to do. */
  readonly asked: RunEvent;
  readonly ended: Promise<RenewalResult | CheckResult | 'died'>;
}

/** Begins a run in a process of its own, on the platform with its time limit, or by hand on somebody's machine. */
export function beginRun(start: Start, id: string, world: RunWorld): SimRun {
  const { kind, byHand } = start;
  const { time, faults } = world;
  const isLimited = world.ledger.isOnPlatform && !byHand;
  const limitMs = isLimited ? drawLimitMs(kind, faults) : HOUR_MS;
  const killedAtMs = isLimited ? time.nowMs + limitMs : null;
  const process = new SimProcess(time, faults, { id, killedAtMs, skewMs: drawSkewMs(faults) });
  planClockStep(process, world);
  const chance = createChance(world.seed, `process ${id}`);
  const asked = drawAsked(start, id, chance, {
    seed: world.seed,
    mode: world.config.mode,
    sandbox: world.sandbox,
    digests: world.digests,
  });
  const work = doRun({ kind, asked, chance }, process, process.clock.now() + limitMs, world);
  return { process, asked, ended: Promise.race([work, process.died]) };
}

async function doRun(
  { kind, asked, chance }: Pick<Start, 'kind'> & Pick<SimRun, 'asked'> & { readonly chance: Chance },
  process: SimProcess,
  deadlineMs: number,
  world: RunWorld,
): Promise<RenewalResult | CheckResult> {
  const { config, keys } = world;
  const { clock, makeId } = process;
  const client = overheard(simRegistrar(process, world), process, world);
  const services = createDomainApi({
    endpoint: 'https://domain.aliyuncs.com',
    apiVersion: '2018-01-29',
    credentials: keys,
    lang: 'en',
    userClientIp: '127.0.0.1',
    deadlineMs,
    clock,
    random: () => chance.next(),
    client,
  });
  // A row of its own: what it draws changes nothing for the other calls.
  const atBank = createChance(world.seed, `account of ${process.id}`);
  const account = createBssApi({
    endpoint: 'https://business.aliyuncs.com',
    currency: config.money.currency,
    credentials: keys,
    deadlineMs,
    clock,
    random: () => atBank.next(),
    client,
  });
  const ledger = drowsy(world.ledger.open(process, deadlineMs), process);
  const parts = {
    ledger,
    services,
    account,
    clock,
    makeId,
    deadlineMs,
    tell: (news: RunNews) => world.onText(JSON.stringify(news)),
  };
  const result =
    kind === 'renew'
      ? await renewalRun(config, orderRun(config, asked), parts)
      : await checkRun(orderCheck(config, asked), parts);
  if (Number.parseInt(process.id, 36) % SHOWN_EVERY === 0) world.onText(shown(result, clock.now()));
  return result;
}

/** To show every result costs a fifth of the rate. */
const SHOWN_EVERY = 16;
/** Nothing is cut off. */
const WIDE = { columns: 1000, colour: false } as const;

/** As a terminal shows it. */
function shown(result: RenewalResult | CheckResult, nowMs: number): string {
  if ('settled' in result) return renderCheck(result, '', WIDE).join('\n');
  return renderRenewal({ result, at: { nowMs, windowDays: null }, ledger: '' }, WIDE).join('\n');
}

function overheard(client: PopClient, { id }: SimProcess, { onAnswer }: RunWorld): PopClient {
  return {
    ...client,
    async attempt(call) {
      const answer = await client.attempt(call);
      onAnswer(id, { action: call.action, body: answer.kind === 'body' ? answer.body : null });
      return answer;
    },
  };
}

/** A process may fall asleep just when it has read its claims back. */
function drowsy(ledger: Ledger, process: SimProcess): Ledger {
  let hasClaimed = false;
  return {
    reader() {
      const reader = ledger.reader();
      const next = async (): Promise<LedgerEntry[]> => {
        const entries = await reader.next();
        const isReadBack = hasClaimed && entries.length === 0;
        hasClaimed &&= !isReadBack;
        const sleep = isReadBack ? process.border(WORST_PAUSE_CHANCE) : null;
        if (sleep !== null) await sleep;
        return entries;
      };
      return { ...reader, next };
    },
    async appendClaims(claims, append) {
      hasClaimed = true;
      return await ledger.appendClaims(claims, append);
    },
    append: async (entries) => await ledger.append(entries),
  };
}

function drawLimitMs(kind: Start['kind'], faults: Faults): number {
  if (faults.strikes('time-limit', 0.08)) return faults.row('time-limit').between(20, 120) * SECOND_MS;
  return (kind === 'renew' ? 10 : 5) * MINUTE_MS;
}

/** Beyond 15 minutes every service refuses every call. */
function drawSkewMs(faults: Faults): number {
  if (!faults.strikes('clock-skew', 0.12)) return 0;
  const row = faults.row('clock-skew');
  const most = row.pick([5, 14, 14, 20]) * MINUTE_MS;
  return row.between(-most, most);
}

function planClockStep(process: SimProcess, { time, faults }: RunWorld): void {
  if (!faults.strikes('clock-step', 0.08)) return;
  const row = faults.row('clock-step');
  const most = row.pick([30 * SECOND_MS, 10 * MINUTE_MS, 2 * HOUR_MS]);
  time.at(time.nowMs + row.between(50, 5000), () => {
    process.skewMs += row.between(-most, most);
  });
}
