import { openLedgerPlace } from '../adapters/ledger-place.ts';
import { systemClock, systemId, systemRandom } from '../adapters/system.ts';
import { makeTemporaryFolder } from '../adapters/temporary-folder.ts';
import { readSettings } from '../config/settings.ts';
import { MINUTE_MS } from '../model/time.ts';
import type { ChaosLevel } from '../sandbox/options.ts';
import { SANDBOX_LOGSTORE, SANDBOX_PROJECT, type SandboxServer, startSandbox } from '../sandbox/serve.ts';
import { type Command, type ExitCode, type Given, type Host, JSON_FLAG } from './command.ts';
import { DEFAULT_DOMAIN_COUNT, DEFAULT_SEED, SANDBOX_KEYS, SEED_MAX, sandboxLedgerSettings } from './sandbox.ts';
import { auditShow, endOfShow, introduction } from './start-frame.ts';
import { playRounds } from './start-rounds.ts';
import type { Stage } from './start-stage.ts';
import { narrator } from './start-tell.ts';

type LedgerKind = 'file' | 'sls';
const LEDGER_KINDS: readonly LedgerKind[] = ['file', 'sls'];

export const startCommand: Command = {
  name: 'start',
  does: 'play the whole way on a made-up account: list, plan, renew, check, audit',
  about: [
    'Starts a sandbox on this machine with some hundred domains and a ledger in a fresh temporary folder, makes one renewal run, and then check runs and further renewal runs until every claim is settled. Days pass in seconds: the clock is stepped. It reads no settings and no keys, and calls nothing outside this machine.',
    'With --ledger sls the ledger is in the log service of the sandbox instead, as it is for the functions: over the real protocol, with lost answers and entries that are seen late.',
    'It ends with 0 when every claim is settled, no domain was paid twice, and our ledger agrees with the books of the sandbox; else with 1.',
    '--json prints {"sandbox", "ledger", "runs", "audit", "settled"}: the result of every run in order, and the comparison with the books of the sandbox.',
  ],
  takesNames: false,
  flags: [
    { name: 'seed', kind: 'integer', min: 0, max: SEED_MAX, does: `what chance comes from (else ${DEFAULT_SEED})` },
    { name: 'ledger', kind: 'choice', allowed: LEDGER_KINDS, does: 'where the ledger is (else file)' },
    JSON_FLAG,
  ],
  run: start,
};

const CHAOS: ChaosLevel = 'mild';
/** Small batches, so that there is more than one submission to look at. */
const BATCH_SIZE = 6;
/** CNY: less than all that is due costs, so that the cap is seen at work: what is dear or far from its expiry waits for the next day. */
const MAX_DAY_COST = 1200;
/** More orders that fail than a mild sandbox has: the retry on a later day is part of the show. */
const ORDER_FAILS_CHANCE = 0.1;
/** Of real time: the show takes seconds. */
const LASTS_MAX_MS = 10 * MINUTE_MS;

async function start({ integers, switches, choices }: Given, { terminal }: Host): Promise<ExitCode> {
  const seed = integers.get('seed') ?? DEFAULT_SEED;
  const server = await startShowSandbox(seed);
  try {
    const kind = LEDGER_KINDS.find((one) => one === choices.get('ledger')) ?? 'file';
    const stage = await setStage(server, seed, kind);
    const isJson = switches.has('json');
    const voice = narrator(terminal, isJson ? 'silent' : 'aloud', stage);
    voice.say(introduction(stage, terminal.outView));
    const runs = await playRounds(stage, voice);
    const found = await auditShow(stage);
    const settled = found.openCount === 0 && found.paidTwice.length === 0 && found.disagree.length === 0;
    if (isJson) {
      const sandbox = { url: server.url, seed, chaos: CHAOS, domains: DEFAULT_DOMAIN_COUNT };
      terminal.print([JSON.stringify({ sandbox, ledger: stage.ledgerPlace, runs, audit: found, settled })]);
    }
    voice.say(endOfShow(stage, found, terminal.outView));
    return settled ? 0 : 1;
  } finally {
    await server.close();
  }
}

/** The worse of the two worlds: an order sent twice would be charged twice. The second submission loses its answer. */
async function startShowSandbox(seed: number): Promise<SandboxServer> {
  const server = await startSandbox({
    seed,
    chaos: CHAOS,
    staleDate: 'charged',
    domainCount: DEFAULT_DOMAIN_COUNT,
    profile: { orderFailsChance: ORDER_FAILS_CHANCE },
    now: () => systemClock.now(),
  });
  server.sandbox.fault({ action: 'SaveBatchTaskForCreatingOrderRenew', times: 1, skip: 1, kind: 'lost-reply' });
  return server;
}

/** Settings written out here and nowhere else: whatever the environment holds, nothing real can be reached. */
async function setStage({ url, sandbox }: SandboxServer, seed: number, kind: LedgerKind): Promise<Stage> {
  const place = kind === 'sls' ? logServiceSettings(url) : await fileSettings();
  const settings = {
    RENEW_MODE: 'renew',
    RENEW_BATCH_SIZE: String(BATCH_SIZE),
    RENEW_MAX_DAY_COST: String(MAX_DAY_COST),
  };
  const config = readSettings({ ...settings, ...place.settings, DOMAIN_ENDPOINT: url }, 'command-line');
  // One clock for the program and the registrar: real time, and what was stepped over.
  const clock = { now: () => sandbox.now(), sleep: systemClock.sleep };
  const ledger = openLedgerPlace(config, {
    // The log service compares a client's clock with its own, and both are the real one there.
    clock: kind === 'sls' ? systemClock : clock,
    makeId: systemId,
    random: systemRandom,
    credentials: () => SANDBOX_KEYS,
    deadlineMs: systemClock.now() + LASTS_MAX_MS,
  });
  return { url, seed, sandbox, clock, settings, ledgerPlace: place.text, config, ledger };
}

interface ShownPlace {
  readonly text: string;
  readonly settings: Readonly<Record<string, string>>;
}

async function fileSettings(): Promise<ShownPlace> {
  const path = `${await makeTemporaryFolder('domain-renew-')}/ledger.jsonl`;
  return { text: path, settings: { LEDGER: `file:${path}` } };
}

function logServiceSettings(url: string): ShownPlace {
  const text = `log service ${SANDBOX_PROJECT}/${SANDBOX_LOGSTORE}, in the sandbox`;
  return { text, settings: sandboxLedgerSettings(url) };
}
