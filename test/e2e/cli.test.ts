import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SandboxDomainSeed } from '../../src/sandbox/registry.ts';
import { type SandboxServer, startSandbox } from '../../src/sandbox/serve.ts';
import { domainRenew, type Outcome, startProgram } from './cli-process.ts';

const DAY = 86_400_000;
/** Keys that must not be found in any output. */
const KEY_ID = 'planted-key-id-LTAI5t';
const KEY_SECRET = 'planted-key-secret-9f8e7d';
const TOKEN = 'planted-token-CAIS1x';

let server: SandboxServer;
let folder: string;
let env: Record<string, string>;
let outcomes: Outcome[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'domain-renew-cli-'));
  server = await startSandbox({
    seed: 7,
    chaos: 'off',
    staleDate: 'charged',
    domainCount: 0,
    domains: account(Date.now()),
    taskDurationMs: 0,
    accessKeyId: KEY_ID,
    accessKeySecret: KEY_SECRET,
    now: () => Date.now(),
  });
  env = {
    DOMAIN_ENDPOINT: server.url,
    ALIBABA_CLOUD_ACCESS_KEY_ID: KEY_ID,
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: KEY_SECRET,
  };
});

afterEach(async () => {
  await server.close();
  await rm(folder, { recursive: true });
  // Of every call of every test: pipes get no control characters, and nobody gets a key or a stack.
  for (const { stdout, stderr } of outcomes) {
    // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
    expect(stdout + stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    expect(stdout + stderr).not.toMatch(/planted|\n\s+at .*:\d+:\d+/);
  }
  outcomes = [];
});

/** Two due, one in redemption, nine far away. */
function account(nowMs: number): SandboxDomainSeed[] {
  const far = Array.from({ length: 9 }, (_, index) => ({
    name: `far${index}.com`,
    expiryMs: nowMs + (100 + index) * DAY,
  }));
  return [
    { name: 'soonest.com', expiryMs: nowMs + 3.5 * DAY },
    { name: '绿茶小铺.com', expiryMs: nowMs + 9.5 * DAY },
    { name: 'lost.cn', expiryMs: nowMs - 40.5 * DAY },
    ...far,
  ];
}

async function call(args: readonly string[], more: Record<string, string> = {}): Promise<Outcome> {
  const outcome = await domainRenew(args, { ...env, ...more }, folder);
  outcomes.push(outcome);
  return outcome;
}

function json({ stdout }: Outcome): Record<string, unknown> {
  expect(stdout.trimEnd().split('\n')).toHaveLength(1);
  return JSON.parse(stdout) as Record<string, unknown>;
}

describe('plan', () => {
  it('--json prints one result that adds up, and spends nothing even when RENEW_MODE is renew', async () => {
    const outcome = await call(['plan', '--json'], { RENEW_MODE: 'renew' });
    expect(outcome.code).toBe(1);
    expect(json(outcome)).toMatchObject({
      run: { kind: 'renew', mode: 'plan' },
      inventory: { total: 12, listed: 12, complete: true },
      verdicts: { 'expires-within-window': 2, 'needs-redemption': 1, 'outside-window': 9 },
      plan: { batches: [['soonest.com', 'xn--yetx62fr2c29w.com']] },
      stops: [],
      submissions: [],
      deferred: [],
      problems: [{ problem: 'needs-redemption', domain: 'lost.cn' }],
    });
    expect(server.sandbox.books()).toMatchObject({ submissions: [], orders: [], forbidden: 0 });
  });

  it('in a pipe is plain text that fits 100 columns, soonest first, with IDN as listed; progress is on stderr', async () => {
    const { code, stdout, stderr } = await call(['plan', '--all']);
    expect(code).toBe(1);
    expect(stderr).toBe('listed 12 of 12 domains\nplanned 2 domains\n');
    const lines = stdout.split('\n');
    expect(lines.every((line) => line.length <= 100)).toBe(true);
    const place = (text: string): number => lines.findIndex((line) => line.includes(text));
    expect(place('in 3 days')).toBeGreaterThan(0);
    expect(place('soonest.com')).toBeLessThan(place('绿茶小铺.com'));
    expect(place('绿茶小铺.com')).toBeLessThan(place('lost.cn'));
    expect(place('lost.cn')).toBeLessThan(place('far8.com'));
    expect(stdout).toContain('RENEW_MODE=renew npx domain-renew renew');
    expect(stdout).toContain('12 listed = 2 due + 1 near but not renewed + 9 others\n');
    expect(stdout).toMatch(/^Ledger: .*domain-renew\.ledger\.jsonl$/m);
    expect(await readdir(folder)).toEqual(['domain-renew.ledger.jsonl']);
  });

  it('of named domains and another window looks at these only', async () => {
    const result = json(await call(['plan', 'far0.com', 'lost.cn', '--window-days', '120', '--json']));
    expect(result).toMatchObject({
      verdicts: { 'expires-within-window': 1, 'needs-redemption': 1, 'not-included': 10 },
      plan: { batches: [['far0.com']] },
    });
  });
});

describe('renew, check and status', () => {
  it('renew without names is refused while RENEW_MODE is plan: exit 2, nothing called', async () => {
    const { code, stdout, stderr } = await call(['renew']);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain('Name the domains to renew just these, or set RENEW_MODE=renew');
    expect(server.sandbox.books().calls).toEqual({});
  });

  it('renew of a named domain, check and status go hand in hand', async () => {
    const before = await call(['status', '--json']);
    expect(before.code).toBe(0);
    expect(json(before)).toMatchObject({ ledger: { id: null }, open: [], lastRuns: { renew: null, check: null } });

    const renewed = await call(['renew', '绿茶小铺.com', '--json']);
    expect(renewed.code).toBe(0);
    expect(json(renewed)).toMatchObject({
      run: { mode: 'renew' },
      submissions: [{ outcome: 'accepted', domains: ['xn--yetx62fr2c29w.com'] }],
    });

    const between = await call(['status']);
    expect(between.code).toBe(0);
    expect(between.stdout).toContain('Open claims (1)');
    expect(between.stdout).toContain('绿茶小铺.com (');
    expect(between.stdout).toContain('Next expiries (10 of 12 domains)');

    const checked = await call(['check', '--json']);
    expect(checked.code).toBe(0);
    expect(json(checked)).toMatchObject({
      run: { kind: 'check' },
      settled: [{ domain: 'xn--yetx62fr2c29w.com', outcome: 'renewed' }],
      open: [],
    });
    const books = server.sandbox.books();
    expect(books.orders.map(({ domain, state }) => [domain, state])).toEqual([['xn--yetx62fr2c29w.com', 'paid']]);

    // Once more: the ledger and the new date both say that there is nothing to do.
    const again = await call(['renew', '绿茶小铺.com', '--json']);
    expect(json(again)).toMatchObject({ submissions: [] });
    expect(server.sandbox.books().paidCount).toBe(1);
  });

  it('renew with RENEW_MODE=renew takes all that is due, and says what to do next', async () => {
    const { code, stdout, stderr } = await call(['renew'], { RENEW_MODE: 'renew' });
    expect(code).toBe(1);
    expect(stdout).toMatch(/✓ 2 domains accepted as task \S+\n {6}soonest\.com, 绿茶小铺\.com\n/);
    expect(stdout).toContain('npx domain-renew check');
    expect(stderr).toMatch(/^listed 12 of 12 domains\nplanned 2 domains\nsubmitted 2 domains: accepted as task \S+\n$/);
    expect(server.sandbox.books().orders.map(({ domain }) => domain)).toEqual(['soonest.com', 'xn--yetx62fr2c29w.com']);
  });

  it('status works without keys, and says what it could not ask', async () => {
    const { code, stdout } = await call(['status'], {
      ALIBABA_CLOUD_ACCESS_KEY_ID: '',
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: '',
    });
    expect(code).toBe(0);
    expect(stdout).toContain('(empty: no run has used it yet)');
    expect(stdout).toContain('Next expiries: not asked, because ALIBABA_CLOUD_ACCESS_KEY_ID');
    expect(server.sandbox.books().calls).toEqual({});
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('the approved plan', () => {
  const approval = { RENEW_APPROVAL: 'always', RENEW_MODE: 'renew' };

  it('in a file is carried out, while nothing has changed; without it nothing is paid', async () => {
    const planned = await call(['plan', '--out', 'plan.json'], approval);
    expect(planned.stdout).toContain('npx domain-renew renew --approve plan.json\n');
    const missing = await call(['renew', '--json'], approval);
    expect(json(missing)).toMatchObject({ stops: [{ stop: 'approval-missing' }], submissions: [] });

    const plan = JSON.parse(await readFile(join(folder, 'plan.json'), 'utf8')) as Record<string, unknown>;
    expect(plan).toMatchObject({ cost: { minor: 18_000, currency: 'CNY' }, deferred: [] });
    const renewed = await call(['renew', '--approve', 'plan.json', '--json'], approval);
    expect(json(renewed)).toMatchObject({ plan: { digest: plan['digest'] }, submissions: [{ outcome: 'accepted' }] });
    expect(server.sandbox.books().paidCount).toBe(2);

    const status = await call(['status', '--json']);
    expect(json(status)).toMatchObject({ money: { currency: 'CNY', caps: [{ cap: 'day', openMinor: 18_000 }, {}] } });
  });

  it('that has drifted is refused with the difference; one that was changed by hand is not taken at all', async () => {
    await call(['plan', '--out', 'plan.json']);
    const path = join(folder, 'plan.json');
    const text = await readFile(path, 'utf8');
    // The ledger never saw that plan: what differs is known from the file alone.
    await rm(join(folder, 'domain-renew.ledger.jsonl'));
    server.sandbox.setPricePercent(121);
    const drifted = await call(['renew', '--approve', 'plan.json', '--json']);
    expect(json(drifted)).toMatchObject({ stops: [{ stop: 'plan-drifted' }], submissions: [] });
    expect(drifted.stdout).toContain('soonest.com: price 90.00 CNY → 108.90 CNY');

    await writeFile(path, text.replace('"soonest.com"', '"far0.com"'));
    const changed = await call(['renew', '--approve', 'plan.json']);
    expect([changed.code, changed.stdout]).toEqual([2, '']);
    expect(changed.stderr.replaceAll(/\s+/g, ' ')).toContain('one of the two was changed after it was written');
    expect(server.sandbox.books().submissions).toEqual([]);
  });
});

describe('explain', () => {
  it('tells of one domain, and writes nothing', async () => {
    const outcome = await call(['explain', '绿茶小铺.com', '--json'], { RENEW_MAX_YEAR_PRICE: '80' });
    expect(outcome.code).toBe(1);
    const explained = json(outcome);
    expect(explained).toMatchObject({
      verdict: 'price-over-limit',
      quote: { kind: 'price', price: { minor: 9000, currency: 'CNY' } },
      caps: [{ budget: 'run', fits: true }, {}, {}, { budget: 'balance', fits: true }],
      claims: [],
    });
    expect(explained['told']).toHaveLength(1);
    expect((await call(['explain', 'far0.com'])).stdout).toContain("Only planned by the timer's run on or after");
    expect((await call(['explain', 'nobody.com'])).stderr).toContain('is not among the 12 domains');
    expect(await readdir(folder)).toEqual([]);
    expect(server.sandbox.books()).toMatchObject({ submissions: [], orders: [], forbidden: 0 });
  });
});

describe('what is wrong', () => {
  it('settings and keys are all named at once: exit 2, stdout empty, nothing called', async () => {
    const wrong = {
      RENEW_WINDOW_DAYS: 'soon',
      RENEW_MAX_SHARE: '7',
      RENEW_MOD: 'renew',
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: '',
    };
    const { code, stdout, stderr } = await call(['plan', '--json'], { ...wrong, ALIBABA_CLOUD_SECURITY_TOKEN: TOKEN });
    expect([code, stdout]).toEqual([2, '']);
    for (const name of Object.keys(wrong)) expect(stderr).toContain(`  ${name} is `);
    expect(server.sandbox.books().calls).toEqual({});
  });

  it.each([
    [['frob'], 'command is "frob"; allowed: plan, renew, check, status, '],
    [['plan', '--frob'], '--frob is not known; allowed: --out FILE, --window-days N, --policy FILE, --all, --json'],
    [['plan', '--out', '.'], '--out is "." (EISDIR); allowed: a file in a folder that this user may write to'],
    [['plan', 'not a name'], 'name is "not a name"; allowed: a domain name'],
    [['status', 'a.com'], '"a.com" is too much; allowed: status takes no names'],
    [['sandbox', '--chaos', 'wild'], '--chaos is "wild"; allowed: off, mild, harsh'],
    [['help', 'frob'], 'command is "frob"'],
    [[], 'Usage: domain-renew <command>'],
  ])('%j: exit 2 and what is allowed', async (args, message) => {
    const { code, stdout, stderr } = await call(args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain(message);
  });

  it('wrong keys stop the run with what to do, and are not shown', async () => {
    const { code, stdout } = await call(['plan'], { ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'planted-wrong-secret' });
    expect(code).toBe(1);
    expect(stdout).toContain('Stopped: inventory-unreadable');
    expect(stdout).toContain('SignatureDoesNotMatch');
  });

  it('an account that does not answer is told, not thrown', async () => {
    await server.close();
    const { code, stdout } = await call(['status']);
    expect(code).toBe(1);
    expect(stdout).toContain('the account could not be read');
  });

  it('a ledger that cannot be read stops everything, the line named', async () => {
    await call(['plan']);
    const path = join(folder, 'domain-renew.ledger.jsonl');
    const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
    await writeFile(path, `${lines[0]}\nnot an entry\n`);
    const status = await call(['status']);
    expect([status.code, status.stdout]).toEqual([1, '']);
    expect(status.stderr).toContain('The ledger cannot be used: line 2 of the ledger');
    const renewed = await call(['renew'], { RENEW_MODE: 'renew' });
    expect(renewed.code).toBe(1);
    expect(renewed.stdout).toContain('Stopped: ledger-unreadable');
    expect(server.sandbox.books().submissions).toEqual([]);
  });
});

describe('help', () => {
  const NAMES = ['plan', 'renew', 'check', 'status', 'explain', 'prove', 'trigger', 'sandbox', 'start'];

  it.each([[['--help']], [['help']], [['-h']]])('%j is the general one', async (args) => {
    const { code, stdout, stderr } = await call(args);
    expect([code, stderr]).toEqual([0, '']);
    for (const name of NAMES) expect(stdout).toContain(`  ${name} `);
  });

  it.each(NAMES)('%s has its own', async (name) => {
    const { code, stdout } = await call([name, '--help']);
    expect(code).toBe(0);
    expect(stdout).toContain(`Usage: domain-renew ${name}`);
    expect(stdout).toContain('--json');
    expect((await call(['help', name])).stdout).toBe(stdout);
  });

  it('--version prints only that', async () => {
    expect(await call(['--version'])).toMatchObject({ code: 0, stdout: '0.1.0\n', stderr: '' });
  });
});

describe('a reader that goes away', () => {
  it('ends the output, not the work, and no stack is seen', async () => {
    const child = startProgram(['start'], folder);
    const errors: string[] = [];
    child.stderr?.setEncoding('utf8').on('data', (text: string) => errors.push(text));
    if (child.stdout === null) throw new TypeError('the output is a pipe');
    await once(child.stdout, 'data');
    child.stdout.destroy();
    const [code] = (await once(child, 'close')) as [number | null];
    expect(errors.join('')).toBe('');
    expect(code).toBe(0);
  });
});
