import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { startSandbox } from '../../../src/sandbox/serve.ts';
import { DAY } from '../../builders/domains.ts';
import { type Played, play } from '../../fakes/recording-terminal.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const aFolder = (): string => mkdtempSync(join(tmpdir(), 'domain-renew-plan-'));

/** Plays a command on an account of one domain that is due. */
async function onAccount(folder: string, ...args: string[]): Promise<Played> {
  const keys = { accessKeyId: 'id', accessKeySecret: 'secret' };
  const domains = [{ name: 'a.com', expiryMs: Date.now() + 10 * DAY }];
  const world = { seed: 1, chaos: 'off', staleDate: 'rejected', domainCount: 0 } as const;
  const server = await startSandbox({ ...world, ...keys, domains, now: () => Date.now() });
  closers.push(server.close);
  return await play(args, {
    DOMAIN_ENDPOINT: server.url,
    ALIBABA_CLOUD_ACCESS_KEY_ID: 'id',
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'secret',
    LEDGER: `file:${join(folder, 'ledger.jsonl')}`,
  });
}

describe('plan', () => {
  it('ends with commands that can be pasted, also where a path has a blank', async () => {
    const folder = join(aFolder(), "Ann's plans");
    mkdirSync(folder);
    const [policy, out] = [join(folder, 'my policy.yaml'), join(folder, 'plan.json')];
    writeFileSync(policy, 'rules:\n  - { name: all, action: renew }\n');
    const played = await onAccount(folder, 'plan', '--policy', policy, '--out', out);
    const quoted = (path: string): string => `'${path.replaceAll("'", "'\\''")}'`;
    const commands = played.out.split('\n').filter((line) => line.includes('npx domain-renew'));
    expect(commands).toEqual([
      `  npx domain-renew renew --policy ${quoted(policy)} --approve ${quoted(out)}`,
      `  RENEW_MODE=renew npx domain-renew renew --policy ${quoted(policy)}`,
      `  npx domain-renew renew --policy ${quoted(policy)} a.com`,
    ]);
  });
});

describe('renew --approve', () => {
  it('of an empty file says that it is empty, of one that is not there that it is not', async () => {
    const folder = aFolder();
    const path = join(folder, 'plan.json');
    const expected = 'the file that `domain-renew plan --out` wrote';
    expect((await onAccount(folder, 'renew', '--approve', path)).error).toMatch(/\(no\s+such\s+file\)/);
    writeFileSync(path, '');
    const { code, error } = await onAccount(folder, 'renew', '--approve', path);
    expect(code).toBe(2);
    expect(error.replaceAll(/\s+/g, ' ')).toContain(`plan.json: the plan is empty; allowed: ${expected}, unchanged`);
  });
});
