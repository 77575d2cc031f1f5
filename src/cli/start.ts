import { fileLedger } from '../adapters/file-ledger.ts';
import { systemClock, systemId } from '../adapters/system.ts';
import { makeTemporaryFolder } from '../adapters/temporary-folder.ts';
import { readSettings } from '../config/settings.ts';
import type { ChaosLevel } from '../sandbox/options.ts';
import { type SandboxServer, startSandbox } from '../sandbox/serve.ts';
import { type Command, type ExitCode, type Given, type Host, JSON_FLAG } from './command.ts';
import { DEFAULT_DOMAIN_COUNT, DEFAULT_SEED, SEED_MAX } from './sandbox.ts';
import { auditShow, endOfShow, introduction } from './start-frame.ts';
import { playRounds } from './start-rounds.ts';
import type { Stage } from './start-stage.ts';
import { narrator } from './start-tell.ts';

export const startCommand: Command = {
  name: 'start',
  does: 'play the whole way on a made-up account: list, plan, renew, check, audit',
  about: [
    'Starts a sandbox on this machine with some hundred domains and a ledger in a fresh temporary folder, makes one renewal run, and then check runs and further renewal runs until every claim is settled. Days pass in seconds: the clock is stepped. It reads no settings and no keys, and calls nothing outside this machine.',
    'It ends with 0 when every claim is settled, no domain was paid twice, and our ledger agrees with the books of the sandbox; else with 1.',
    '--json prints {"sandbox", "ledger", "runs", "audit", "settled"}: the result of every run in order, and the comparison with the books of the sandbox.',
  ],
  takesNames: false,
  flags: [
    { name: 'seed', kind: 'integer', min: 0, max: SEED_MAX, does: `what chance comes from (else ${DEFAULT_SEED})` },
    JSON_FLAG,
  ],
  run: start,
};

const CHAOS: ChaosLevel = 'mild';
/** Small batches, so that there is more than one submission to look at. */
const BATCH_SIZE = 6;
/** More orders that fail than a mild sandbox has: the retry on a later day is part of the show. */
const ORDER_FAILS_CHANCE = 0.1;

async function start({ integers, switches }: Given, { terminal }: Host): Promise<ExitCode> {
  const seed = integers.get('seed') ?? DEFAULT_SEED;
  const server = await startShowSandbox(seed);
  try {
    const stage = await setStage(server, seed);
    const isJson = switches.has('json');
    const voice = narrator(terminal, isJson ? 'silent' : 'aloud', stage);
    voice.say(introduction(stage, terminal.outView));
    const runs = await playRounds(stage, voice);
    const found = await auditShow(stage);
    const settled = found.openCount === 0 && found.paidTwice.length === 0 && found.disagree.length === 0;
    if (isJson) {
      const sandbox = { url: server.url, seed, chaos: CHAOS, domains: DEFAULT_DOMAIN_COUNT };
      terminal.print([JSON.stringify({ sandbox, ledger: stage.ledgerPath, runs, audit: found, settled })]);
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
async function setStage({ url, sandbox }: SandboxServer, seed: number): Promise<Stage> {
  const ledgerPath = `${await makeTemporaryFolder('domain-renew-')}/ledger.jsonl`;
  const settings = { RENEW_MODE: 'renew', RENEW_BATCH_SIZE: String(BATCH_SIZE) };
  const environment = { ...settings, DOMAIN_ENDPOINT: url, LEDGER: `file:${ledgerPath}` };
  // One clock for the program and the registrar: real time, and what was stepped over.
  const clock = { now: () => sandbox.now(), sleep: systemClock.sleep };
  return {
    url,
    seed,
    sandbox,
    clock,
    settings,
    ledgerPath,
    config: readSettings(environment, 'command-line'),
    ledger: fileLedger(ledgerPath, clock, systemId),
  };
}
