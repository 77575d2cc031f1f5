import { systemClock } from '../adapters/system.ts';
import type { Config } from '../config/config.ts';
import { InputError } from '../config/fault.ts';
import { type Environment, readCredentials, readSettings } from '../config/settings.ts';
import { LedgerError } from '../ledger/ledger.ts';
import { type Claim, isOpen, type LedgerState } from '../ledger/state.ts';
import { readLedger } from '../ledger/view.ts';
import { CloudError } from '../model/cloud-error.ts';
import { DAY_MS, MINUTE_MS } from '../model/time.ts';
import { type NextExpiries, renderStatus, type Status } from '../report/render-status.ts';
import { counted } from '../report/render-text.ts';
import { spendingStatus } from '../report/spending-status.ts';
import { tellSilentCheck, tellSilentRenewal } from '../runs/silence.ts';
import { type Command, type ExitCode, type Given, type Host, JSON_FLAG } from './command.ts';
import { createServices, openLedgerFor, placeText } from './parts.ts';
import { statusJson } from './status-json.ts';
import { printLedgerTrouble } from './trouble.ts';

export const statusCommand: Command = {
  name: 'status',
  does: 'show open claims, the last runs and the next expiries; never spends',
  about: [
    'Reads the ledger: which claims are open and for how long, what was spent and is committed of each cap, and what the last renewal run and the last check run counted. For a ledger in a file that needs no keys, for one in the log service (LEDGER=sls) it does. With keys it also asks the account (one call) what expires next.',
    'It ends with 1 when a person should look: a claim open for more than a day, a run that its timer no longer starts, or stops and problems in the last runs.',
    '--json prints {"status", "ledger", "open", "money", "lastRuns", "nextExpiries", "attention"}; amounts in minor units.',
  ],
  takesNames: false,
  flags: [JSON_FLAG],
  run: status,
};

/** A claim that is open for longer is worth a look. */
const OPEN_TOO_LONG_MS = DAY_MS;

async function status({ switches }: Given, { terminal, environment }: Host): Promise<ExitCode> {
  const config = readSettings(environment, 'command-line');
  const ledger = placeText(config.ledger, terminal);
  try {
    const read = await readStatus(config, environment, ledger);
    terminal.print(switches.has('json') ? [JSON.stringify(statusJson(read))] : renderStatus(read, terminal.outView));
    return read.attention.length > 0 ? 1 : 0;
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error;
    return printLedgerTrouble(error, terminal);
  }
}

async function readStatus(config: Config, environment: Environment, ledger: string): Promise<Status> {
  const { state } = await readLedger(openLedgerFor(config, environment));
  const open = [...state.claims.values()].filter(isOpen).sort((a, b) => a.claimedMs - b.claimedMs);
  const next = await readNext(config, environment);
  const nowMs = systemClock.now();
  const { ledgerId, lastFinished: lastRuns, lastTimed } = state;
  const attention = attentionTo({ open, lastRuns, lastTimed, next, nowMs });
  const spending = spendingStatus(state, config.money, nowMs);
  return { nowMs, ledger, ledgerId, open, lastRuns, spending, next, attention };
}

/** One call: the list comes with the soonest expiry first. */
async function readNext(config: Config, environment: Environment): Promise<NextExpiries> {
  try {
    const { services } = createServices(config, readCredentials(environment), systemClock.now() + MINUTE_MS);
    const page = await services.listPage({ pageNum: 1, pageSize: 100 });
    return { kind: 'listed', domains: page.domains, totalCount: page.totalCount };
  } catch (error) {
    if (error instanceof InputError) return { kind: 'no-credentials' };
    if (error instanceof CloudError) return { kind: 'unreadable', why: error.message };
    throw error;
  }
}

/** What a person has to look at, one sentence each. Pure. */
export function attentionTo({
  open,
  lastRuns,
  lastTimed,
  next,
  nowMs,
}: Pick<Status, 'open' | 'lastRuns' | 'next' | 'nowMs'> & Pick<LedgerState, 'lastTimed'>): string[] {
  const attention: string[] = [];
  const old = open.filter(({ claimedMs }) => nowMs - claimedMs > OPEN_TOO_LONG_MS);
  if (old.length > 0) {
    attention.push(
      `${namesOf(old)}: claimed more than a day ago and not settled. Run \`domain-renew check\`; it says why`,
    );
  }
  for (const kind of ['renew', 'check'] as const) {
    const counts = lastRuns[kind]?.counts ?? {};
    const told = (['stop', 'problem'] as const).flatMap((noun) => {
      const count = counts[`${noun}s`] ?? 0;
      return count > 0 ? [counted(count, noun)] : [];
    });
    if (told.length === 0) continue;
    const again = kind === 'renew' ? 'plan' : 'check';
    attention.push(
      `the last ${kind} run told of ${told.join(' and ')}: \`domain-renew ${again}\` shows what they are now`,
    );
  }
  const state = { claims: new Map(open.map((claim) => [claim.claimId, claim])), lastTimed };
  // That no check run was ever made is told with the old claims above.
  const silentCheck = lastTimed.check === null ? [] : tellSilentCheck(state, nowMs);
  const silent = [...tellSilentRenewal(state, nowMs), ...silentCheck];
  attention.push(...silent.map(({ message }) => message));
  if (next.kind === 'unreadable') attention.push('the account could not be read, so nothing would be renewed either');
  return attention;
}

function namesOf(claims: readonly Claim[]): string {
  const names = claims.slice(0, 3).map(({ domain }) => domain);
  return claims.length <= 3 ? names.join(', ') : `${claims.length} domains (${names.join(', ')}, …)`;
}
