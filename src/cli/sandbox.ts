import { type StateFile, stateFile } from '../adapters/state-file.ts';
import { systemClock } from '../adapters/system.ts';
import type { Credentials } from '../config/config.ts';
import { InputError, shown } from '../config/fault.ts';
import { headline, paint, paragraph, type View } from '../report/render-text.ts';
import type { SeqidWorld } from '../sandbox/log-service-options.ts';
import type { ChaosLevel, StaleDateWorld } from '../sandbox/options.ts';
import {
  SANDBOX_LOGSTORE,
  SANDBOX_PROJECT,
  type SandboxServer,
  type ServedLogServiceOptions,
  startSandbox,
} from '../sandbox/serve.ts';
import { type Command, type ExitCode, type Given, type Host, JSON_FLAG } from './command.ts';

export const DEFAULT_SEED = 7;
export const DEFAULT_DOMAIN_COUNT = 300;
export const SEED_MAX = 4_294_967_295;

/** The account of every sandbox. */
export const SANDBOX_KEYS: Credentials = { accessKeyId: 'sandbox', accessKeySecret: 'sandbox-secret' };

/** The settings for a ledger on the log service of a sandbox. */
export function sandboxLedgerSettings(url: string): Readonly<Record<string, string>> {
  return { LEDGER: 'sls', SLS_ENDPOINT: url, SLS_PROJECT: SANDBOX_PROJECT, SLS_LOGSTORE: SANDBOX_LOGSTORE };
}

const CHAOS_LEVELS: readonly ChaosLevel[] = ['off', 'mild', 'harsh'];
const SEQID_WORLDS: readonly SeqidWorld[] = ['enforced', 'forgotten'];
const STALE_DATES: readonly StaleDateWorld[] = ['rejected', 'charged'];

export const sandboxCommand: Command = {
  name: 'sandbox',
  does: 'serve a stand-in for the Domain API and the log service on this machine, until Ctrl-C',
  about: [
    'A made-up account behind the real protocol, on 127.0.0.1 only: for trying this program, or any other client, without money. It throttles, loses answers and shifts pages as the chaos level says; the same seed misbehaves in the same way. It keeps its own books of what was ordered and paid.',
    'Renewals have prices, the account has a balance (100 million CNY at first) and pays from it; prices, balance, cash coupons and which calls there are can be changed while it runs.',
    '--stale-date says what becomes of an order whose CurrentExpirationDate is no longer true: the real service does not document it, so there are both worlds.',
    'On the same port it serves the log service, for a ledger with LEDGER=sls: it sees entries late, loses answers, and throttles too. --seqid forgotten is a world in which no sequence id is ever refused; --shards 2 makes a logstore that must be refused as a ledger; --log-file keeps the logs for the next sandbox.',
    '--json prints one line {"url", "seed", "chaos", "staleDate", "domains", "books", "accessKeyId", "accessKeySecret", "logService"} when it is ready.',
  ],
  takesNames: false,
  flags: [
    { name: 'port', kind: 'integer', min: 0, max: 65_535, does: 'the port to listen on (else any free one)' },
    { name: 'seed', kind: 'integer', min: 0, max: SEED_MAX, does: `what chance comes from (else ${DEFAULT_SEED})` },
    { name: 'chaos', kind: 'choice', allowed: CHAOS_LEVELS, does: 'how much it misbehaves (else mild)' },
    { name: 'stale-date', kind: 'choice', allowed: STALE_DATES, does: 'the world to live in (else rejected)' },
    { name: 'domains', kind: 'integer', min: 1, max: 200_000, does: `how many it has (else ${DEFAULT_DOMAIN_COUNT})` },
    { name: 'seqid', kind: 'choice', allowed: SEQID_WORLDS, does: 'sequence ids of the log service (else enforced)' },
    { name: 'shards', kind: 'integer', min: 1, max: 10, does: 'shards of its logstore (else 1)' },
    { name: 'log-file', kind: 'text', shows: 'PATH', does: 'keep its state in this file (else in memory)' },
    JSON_FLAG,
  ],
  run: sandbox,
};

interface Setup {
  readonly port: number;
  readonly seed: number;
  readonly chaos: ChaosLevel;
  readonly staleDate: StaleDateWorld;
  readonly domainCount: number;
  readonly logService: ServedLogServiceOptions;
}

async function sandbox(given: Given, { terminal }: Host): Promise<ExitCode> {
  const setup: Setup = {
    port: given.integers.get('port') ?? 0,
    seed: given.integers.get('seed') ?? DEFAULT_SEED,
    chaos: CHAOS_LEVELS.find((level) => level === given.choices.get('chaos')) ?? 'mild',
    staleDate: STALE_DATES.find((world) => world === given.choices.get('stale-date')) ?? 'rejected',
    domainCount: given.integers.get('domains') ?? DEFAULT_DOMAIN_COUNT,
    logService: logServiceOptions(given),
  };
  const server = await startOn(setup);
  const interrupted = terminal.interrupted();
  terminal.print(given.switches.has('json') ? [sandboxJson(server, setup)] : intro(server, setup, terminal.outView));
  await interrupted;
  const { orders, paidCount } = server.sandbox.books();
  await server.close();
  terminal.printError([`sandbox closed: ${orders.length} orders taken, ${paidCount} paid`]);
  return 0;
}

function logServiceOptions({ choices, integers, texts }: Given): ServedLogServiceOptions {
  const path = texts.get('log-file');
  return {
    seqidState: SEQID_WORLDS.find((world) => world === choices.get('seqid')) ?? 'enforced',
    shardCount: integers.get('shards') ?? 1,
    ...(path === undefined ? {} : { file: usableFile(path) }),
  };
}

/** Tried at once: a path that cannot be used is told before anything is served. */
function usableFile(path: string): StateFile {
  const file = stateFile(path);
  try {
    const text = file.read();
    if (text === null || (JSON.parse(text) as { version?: unknown }).version === 1) {
      file.write(text ?? '');
      return file;
    }
  } catch {
    // Said below: what the system says of it would not help more.
  }
  const allowed = 'a file that this user may read and write, written by an earlier sandbox, or a new one';
  throw new InputError('arguments', [{ field: '--log-file', value: shown(path), allowed }]);
}

async function startOn(setup: Setup): Promise<SandboxServer> {
  try {
    return await startSandbox({ ...setup, now: () => systemClock.now() });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code !== 'EADDRINUSE' && code !== 'EACCES') throw error;
    const allowed = 'a port that is free and that this user may use; 0 for any free one';
    throw new InputError('arguments', [{ field: '--port', value: `${setup.port} (${code})`, allowed }]);
  }
}

function sandboxJson({ url }: SandboxServer, { seed, chaos, staleDate, domainCount, logService }: Setup): string {
  const { shardCount, seqidState: seqid } = logService;
  const place = { endpoint: url, project: SANDBOX_PROJECT, logstore: SANDBOX_LOGSTORE };
  const half = { ...place, shards: shardCount, seqid, logs: `${url}/sandbox/logs` };
  const world = { seed, chaos, staleDate, domains: domainCount };
  return JSON.stringify({ url, ...world, books: `${url}/sandbox/books`, ...SANDBOX_KEYS, logService: half });
}

function intro({ url }: SandboxServer, { seed, chaos, staleDate, domainCount }: Setup, view: View): string[] {
  const command = (text: string): string => `  ${paint(text, 'cyan', view)}`;
  const exported = (settings: Readonly<Record<string, string>>): string[] =>
    Object.entries(settings).map(([name, value]) => command(`export ${name}=${value}`));
  return [
    ...headline(
      'Sandbox',
      ` on ${url}: ${domainCount} domains, seed ${seed}, chaos ${chaos}, stale dates ${staleDate}`,
      view,
    ),
    '',
    'Point domain-renew at it, in another terminal:',
    ...exported({
      DOMAIN_ENDPOINT: url,
      ALIBABA_CLOUD_ACCESS_KEY_ID: SANDBOX_KEYS.accessKeyId,
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: SANDBOX_KEYS.accessKeySecret,
      LEDGER: 'file:sandbox.ledger.jsonl',
    }),
    command('npx domain-renew plan'),
    '',
    'Or with the ledger in its log service, as the functions have it:',
    ...exported(sandboxLedgerSettings(url)),
    '',
    ...paragraph('', 'Its own books (what was really ordered and paid), its logs, and its clock:', view),
    command(`curl ${url}/sandbox/books`),
    command(`curl ${url}/sandbox/logs`),
    command(`curl -d '{"ms":3600000}' ${url}/sandbox/advance`),
    '',
    ...paragraph(
      '',
      'Its money: prices 21 % up, an account with 50.00 left, a role that may not see the balance:',
      view,
    ),
    command(`curl -d '{"percent":121}' ${url}/sandbox/prices`),
    command(`curl -d '{"balanceMinor":5000}' ${url}/sandbox/account`),
    command(`curl -d '{"action":"QueryAccountBalance","answer":"no-permission"}' ${url}/sandbox/calls`),
    '',
    ...paragraph('', 'A new sandbox is a new account: give it a new ledger file too. Ctrl-C ends it.', view),
  ];
}
