import { once } from 'node:events';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { domainRenew, startProgram } from './cli-process.ts';

async function aFolder(): Promise<string> {
  return await mkdtemp(join(tmpdir(), 'domain-renew-cli-'));
}

it('start shows the whole way and ends by itself with 0, in time', async () => {
  const started = Date.now();
  const { code, stdout, stderr } = await domainRenew(['start'], {}, await aFolder());
  expect(Date.now() - started).toBeLessThan(30_000);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toContain('300 domains found');
  expect(stdout).toContain('It may have been paid');
  expect(stdout).toContain('✓ no domain was paid more than once');
  expect(stdout).toContain('✓ our ledger and the books agree on every domain');
  expect(stdout).toContain('✓ every claim is settled');
  expect(stdout).toContain('npx domain-renew plan');
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
}, 40_000);

it('start --json prints every result and the comparison, whatever the environment holds', async () => {
  const real = {
    DOMAIN_ENDPOINT: 'https://domain.aliyuncs.com',
    RENEW_MODE: 'wrong',
    ALIBABA_CLOUD_ACCESS_KEY_ID: 'real',
  };
  const { code, stdout } = await domainRenew(['start', '--json', '--seed', '5'], real, await aFolder());
  expect(code).toBe(0);
  const shown = JSON.parse(stdout) as {
    sandbox: object;
    ledger: string;
    runs: { run: { kind: string } }[];
    audit: { rows: { domain: string; paidCount: number; standings: string[] }[] };
    settled: boolean;
  };
  expect(shown.sandbox).toMatchObject({ seed: 5, chaos: 'mild', domains: 300 });
  expect(shown.settled).toBe(true);
  expect(shown.runs[0]).toMatchObject({ run: { kind: 'renew', mode: 'renew' }, inventory: { complete: true } });
  expect(shown.runs.some(({ run }) => run.kind === 'check')).toBe(true);
  expect(shown.audit.rows.length).toBeGreaterThan(10);
  expect(shown.audit.rows.every(({ paidCount }) => paidCount <= 1)).toBe(true);
  expect((await readFile(shown.ledger, 'utf8')).split('\n')[0]).toContain('"kind":"opened"');
}, 40_000);

it('sandbox serves until it is told to end', async () => {
  const folder = await aFolder();
  const child = startProgram(['sandbox', '--json', '--seed', '3', '--chaos', 'off', '--domains', '40'], folder);
  if (child.stdout === null || child.stderr === null) throw new TypeError('the outputs are pipes');
  const [line] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
  const told = JSON.parse(line) as { url: string; books: string; accessKeyId: string; accessKeySecret: string };
  expect(told).toMatchObject({ seed: 3, chaos: 'off', staleDate: 'rejected', domains: 40 });

  const env = {
    DOMAIN_ENDPOINT: told.url,
    ALIBABA_CLOUD_ACCESS_KEY_ID: told.accessKeyId,
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: told.accessKeySecret,
  };
  const planned = await domainRenew(['plan', '--json'], env, folder);
  expect(JSON.parse(planned.stdout)).toMatchObject({ inventory: { total: 40, complete: true } });
  expect(await (await fetch(told.books)).json()).toMatchObject({ orders: [], paidCount: 0 });

  const port = new URL(told.url).port;
  const taken = await domainRenew(['sandbox', '--port', port], {}, folder);
  expect([taken.code, taken.stdout]).toEqual([2, '']);
  expect(taken.stderr.replaceAll(/\s+/g, ' ')).toContain(
    `--port is ${port} (EADDRINUSE); allowed: a port that is free`,
  );

  child.kill('SIGTERM');
  const [code] = (await once(child, 'close')) as [number | null];
  expect(code).toBe(0);
});
