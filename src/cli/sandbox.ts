import { systemClock } from '../adapters/system.ts';
import { InputError } from '../config/fault.ts';
import { paint, paragraph, type View } from '../report/render-text.ts';
import type { ChaosLevel, StaleDateWorld } from '../sandbox/options.ts';
import { type SandboxServer, startSandbox } from '../sandbox/serve.ts';
import { type Command, type ExitCode, type Given, type Host, JSON_FLAG } from './command.ts';

export const DEFAULT_SEED = 7;
export const DEFAULT_DOMAIN_COUNT = 300;
export const SEED_MAX = 4_294_967_295;

const CHAOS_LEVELS: readonly ChaosLevel[] = ['off', 'mild', 'harsh'];
const STALE_DATES: readonly StaleDateWorld[] = ['rejected', 'charged'];

export const sandboxCommand: Command = {
  name: 'sandbox',
  does: 'serve a stand-in for the Domain API on this machine, until Ctrl-C',
  about: [
    'A made-up account behind the real protocol, on 127.0.0.1 only: for trying this program, or any other client, without money. It throttles, loses answers and shifts pages as the chaos level says; the same seed misbehaves in the same way. It keeps its own books of what was ordered and paid.',
    '--stale-date says what becomes of an order whose CurrentExpirationDate is no longer true: the real service does not document it, so there are both worlds.',
    '--json prints one line {"url", "seed", "chaos", "staleDate", "domains", "books", "accessKeyId", "accessKeySecret"} when it is ready.',
  ],
  takesNames: false,
  flags: [
    { name: 'port', kind: 'integer', min: 0, max: 65_535, does: 'the port to listen on (else any free one)' },
    { name: 'seed', kind: 'integer', min: 0, max: SEED_MAX, does: `what chance comes from (else ${DEFAULT_SEED})` },
    { name: 'chaos', kind: 'choice', allowed: CHAOS_LEVELS, does: 'how much it misbehaves (else mild)' },
    { name: 'stale-date', kind: 'choice', allowed: STALE_DATES, does: 'the world to live in (else rejected)' },
    { name: 'domains', kind: 'integer', min: 1, max: 200_000, does: `how many it has (else ${DEFAULT_DOMAIN_COUNT})` },
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
}

async function sandbox(given: Given, { terminal }: Host): Promise<ExitCode> {
  const setup: Setup = {
    port: given.integers.get('port') ?? 0,
    seed: given.integers.get('seed') ?? DEFAULT_SEED,
    chaos: CHAOS_LEVELS.find((level) => level === given.choices.get('chaos')) ?? 'mild',
    staleDate: STALE_DATES.find((world) => world === given.choices.get('stale-date')) ?? 'rejected',
    domainCount: given.integers.get('domains') ?? DEFAULT_DOMAIN_COUNT,
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

function sandboxJson({ url }: SandboxServer, { seed, chaos, staleDate, domainCount }: Setup): string {
  const keys = { accessKeyId: 'sandbox', accessKeySecret: 'sandbox-secret' };
  return JSON.stringify({ url, seed, chaos, staleDate, domains: domainCount, books: `${url}/sandbox/books`, ...keys });
}

function intro({ url }: SandboxServer, { seed, chaos, staleDate, domainCount }: Setup, view: View): string[] {
  const command = (text: string): string => `  ${paint(text, 'cyan', view)}`;
  return [
    `${paint('Sandbox', 'bold', view)} on ${url}: ${domainCount} domains, seed ${seed}, chaos ${chaos}, stale dates ${staleDate}`,
    '',
    'Point domain-renew at it, in another terminal:',
    command(`export DOMAIN_ENDPOINT=${url}`),
    command('export ALIBABA_CLOUD_ACCESS_KEY_ID=sandbox'),
    command('export ALIBABA_CLOUD_ACCESS_KEY_SECRET=sandbox-secret'),
    command('export LEDGER=file:sandbox.ledger.jsonl'),
    command('npx domain-renew plan'),
    '',
    'Its own books (what was really ordered and paid), and its clock:',
    command(`curl ${url}/sandbox/books`),
    command(`curl -d '{"ms":3600000}' ${url}/sandbox/advance`),
    '',
    ...paragraph('', 'A new sandbox is a new account: give it a new ledger file too. Ctrl-C ends it.', view),
  ];
}
