import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileLedger } from '../../src/adapters/file-ledger.ts';
import { systemClock, systemId } from '../../src/adapters/system.ts';
import { encodeEntry } from '../../src/ledger/codec.ts';
import type { Claimed, LedgerEntry } from '../../src/ledger/entry.ts';
import { foldLedger } from '../../src/ledger/state.ts';
import { openLedger, readLedger } from '../../src/ledger/view.ts';
import { chunk } from '../../src/lib/chunk.ts';
import { aClaimedEntry, aFinished, anAccepted, anOpened, aReleased } from '../builders/ledger.ts';
import { fakeClock } from '../fakes/fake-clock.ts';
import { MemoryLog, memoryLedger } from '../fakes/memory-ledger.ts';
import { claimsOf } from './ledger-claims.ts';
import { ledgerContract, readAll } from './ledger-contract.ts';

let folder = '';
let fileCount = 0;
beforeAll(async () => {
  // Where there is a file system in memory, fsync costs nothing: the tests make thousands.
  const place = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
  folder = await mkdtemp(join(place, 'domain-renew-ledger-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

const newPath = (): string => join(folder, String((fileCount += 1)), 'ledger.jsonl');
const open = (path: string) => fileLedger(path, systemClock, systemId);
const linesOf = (entries: readonly LedgerEntry[]): string =>
  entries.map((entry) => `${JSON.stringify(encodeEntry(entry))}\n`).join('');

/** A ledger file with this content. */
async function fileWith(content: string | Uint8Array): Promise<string> {
  const path = newPath();
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
  return path;
}

ledgerContract('in memory', async () => {
  const log = new MemoryLog();
  return await Promise.resolve({ open: () => memoryLedger(log) });
});

ledgerContract('in a file', async () => {
  const path = newPath();
  return await Promise.resolve({ open: () => open(path) });
});

describe('a ledger file that a crash cut off', () => {
  const before = [anOpened(), ...claimsOf(1), anAccepted({ claim: 'claim-1-0', domain: 'd1-0.com' })];
  const last = claimsOf(2, 2).map((claim) => ({ ...claim, years: 3 }));
  const head = linesOf(before);
  const tail = linesOf(last);

  it('at every byte of its last claims: readable, whole claims kept, numbers without a gap', async () => {
    const bytes = Buffer.from(head + tail);
    const cutAt = async (length: number): Promise<void> => {
      const path = await fileWith(bytes.subarray(0, length));
      const whole = [...before, ...last].filter(
        (_, index) => Buffer.byteLength(linesOf([...before, ...last].slice(0, index + 1)).trimEnd()) <= length,
      );
      // Readable as it is: what is not a whole line is not looked at; a line break may be lacking.
      expect(await readAll(open(path).reader())).toEqual(whole);

      // The next program claims; a claim that could be saved takes the number first.
      const ledger = open(path);
      const view = await readLedger(ledger);
      const first = await ledger.appendClaims(claimsOf(view.state.lastAppend + 1), view.state.lastAppend + 1);
      await view.refresh();
      const append = view.state.lastAppend + 1;
      const second = await ledger.appendClaims(
        claimsOf(append).map((claim) => ({ ...claim, claimId: 'later' as Claimed['claimId'] })),
        append,
      );
      expect([length, second]).toEqual([length, 'appended']);
      expect(['appended', 'conflict']).toContain(first);

      const content = await readFile(path, 'utf8');
      expect(content.endsWith('\n')).toBe(true);
      for (const line of content.trimEnd().split('\n')) expect(typeof JSON.parse(line)).toBe('object');
      const state = foldLedger(await readAll(open(path).reader()));
      expect(state.missingAppends).toEqual([]);
      for (const entry of whole)
        if (entry.kind === 'claimed') expect(state.claims.get(entry.claimId)?.standing).toMatch(/claimed|accepted/);
      // A claim whose line lacked no more than its line break is as good as whole.
      if (length === bytes.length - 1)
        expect(state.claims.get('claim-2-1' as Claimed['claimId'])).toMatchObject({ years: 3, standing: 'claimed' });
    };
    const lengths = Array.from({ length: Buffer.byteLength(tail) + 1 }, (_, index) => Buffer.byteLength(head) + index);
    for (const group of chunk(lengths, 32)) await Promise.all(group.map(cutAt));
    expect(lengths.at(-1)).toBe(bytes.length);
  });

  it('a cut claim of which the key can be read stands, and blocks another of its key', async () => {
    const path = await fileWith(`${head}${tail.slice(0, -30)}`);
    const ledger = open(path);
    await ledger.append([aFinished()]);
    const again = last.map((claim) => ({
      ...claim,
      claimId: `again-${claim.claimId}` as Claimed['claimId'],
      append: 3,
    }));
    const view = await readLedger(ledger);
    expect(view.state.lastAppend).toBe(2);
    await ledger.appendClaims(again, 3);
    await view.refresh();
    expect([...view.state.claims.values()].map(({ standing }) => standing)).toEqual([
      'accepted',
      'claimed',
      'claimed',
      'void',
      'void',
    ]);
  });

  it('keeps the torn text beside it', async () => {
    const path = await fileWith(`${head}{"schema":1,"kind":"acce`);
    await open(path).append([aFinished()]);
    expect(await readFile(`${path}.torn`, 'utf8')).toBe('{"schema":1,"kind":"acce\n');
    expect(await readAll(open(path).reader())).toEqual([...before, aFinished()]);
  });

  it('in the middle of a character', async () => {
    const cut = Buffer.from(linesOf([{ ...anAccepted(), kind: 'failed', reason: '余额不足' }]));
    const path = await fileWith(Buffer.concat([Buffer.from(head), cut.subarray(0, cut.length - 6)]));
    expect(await readAll(open(path).reader())).toEqual(before);
    await open(path).append([aFinished()]);
    expect(await readAll(open(path).reader())).toEqual([...before, aFinished()]);
  });

  it.each([1, 10, 40, 70])('in its first line, at byte %i: it is opened anew', async (length) => {
    const path = await fileWith(linesOf([anOpened()]).slice(0, length));
    const view = await openLedger(open(path), anOpened({ ledgerId: 'anew' }), fakeClock());
    expect(view.state.ledgerId).toBe('anew');
    expect(await readAll(open(path).reader())).toEqual([anOpened({ ledgerId: 'anew' })]);
  });

  it('in its first line, by the line break alone: it is the ledger that it was', async () => {
    const path = await fileWith(linesOf([anOpened({ ledgerId: 'first' })]).trimEnd());
    const view = await openLedger(open(path), anOpened({ ledgerId: 'anew' }), fakeClock());
    expect(view.state.ledgerId).toBe('first');
  });

  it('empty', async () => {
    expect(await readAll(open(await fileWith('')).reader())).toEqual([]);
  });
});

describe('a ledger file that cannot be understood', () => {
  const good = linesOf([anOpened()]);
  const table: [name: string, line: string, why: string][] = [
    ['a line that is not JSON', '{"schema":1,', 'it is not JSON'],
    ['an unknown kind', '{"schema":1,"kind":"paid","at":"2026-06-01T12:00:00Z","runId":"r"}', 'kind is "paid"'],
    ['an unknown schema', '{"schema":2,"kind":"opened"}', 'schema is 2'],
    ['a wrong field', linesOf([anAccepted()]).trimEnd().replace('"task-1"', '""'), 'taskNo is ""'],
    ['another file', 'PK\u0003\u0004', 'it is not JSON'],
  ];
  it.each(table)('%s: names the file and the line, writes nothing, and goes on doing so', async (_name, line, why) => {
    const content = `${good}${linesOf(claimsOf(1))}${line}\n${linesOf([aFinished()])}`;
    const path = await fileWith(content);
    const ledger = open(path);
    const reader = ledger.reader();
    const attempts: (() => Promise<unknown>)[] = [
      async () => await reader.next(),
      async () => await reader.next(),
      async () => await ledger.append([aFinished()]),
      async () => await ledger.append([aFinished()]),
      async () => await ledger.appendClaims(claimsOf(1), 1),
      async () => await ledger.appendClaims(claimsOf(2), 2),
      async () => await openLedger(ledger, anOpened(), fakeClock()),
    ];
    for (const attempt of attempts) {
      await expect(attempt()).rejects.toMatchObject({ name: 'LedgerError', code: 'unreadable' });
      await expect(attempt()).rejects.toThrow(`line 3 of the ledger ${path} cannot be understood: ${why}`);
    }
    expect(await readFile(path, 'utf8')).toBe(content);
  });

  it('a folder in its place', async () => {
    const path = newPath();
    await open(join(path, 'inner.jsonl')).append([anOpened()]);
    await expect(open(path).reader().next()).rejects.toMatchObject({ name: 'LedgerError', code: 'unreadable' });
    await expect(open(path).append([aFinished()])).rejects.toMatchObject({ name: 'LedgerError' });
  });

  it('a file that became shorter while it was read', async () => {
    const path = await fileWith(linesOf([anOpened(), aFinished()]));
    const ledger = open(path);
    const reader = ledger.reader();
    await readAll(reader);
    await ledger.append([aFinished()]);
    await writeFile(path, good);
    await expect(reader.next()).rejects.toThrow('became shorter');
    await expect(ledger.append([aFinished()])).rejects.toMatchObject({ name: 'LedgerError' });
  });

  it('a place that cannot be written', async () => {
    const file = await fileWith(good);
    await expect(open(join(file, 'x.jsonl')).append([aFinished()])).rejects.toMatchObject({
      name: 'LedgerError',
      code: 'unwritable',
    });
    await expect(open(join(file, 'x.jsonl')).appendClaims(claimsOf(1), 1)).rejects.toThrow(
      /could not be written: the system says E/,
    );
  });
});

describe('the lock of a ledger file', () => {
  const holder = (pid: number, started: string | null): string =>
    JSON.stringify({ id: 'x', pid, host: hostname(), started });

  /** The number of a process that has just ended. */
  async function deadPid(): Promise<number> {
    const child = spawn(process.execPath, ['-e', '']);
    await new Promise((resolve) => child.on('exit', resolve));
    return child.pid ?? 0;
  }

  it('of a process that is dead is taken over', async () => {
    const path = await fileWith(linesOf([anOpened()]));
    await writeFile(`${path}.lock`, holder(await deadPid(), '1'));
    await open(path).append([aFinished()]);
    expect(await readAll(open(path).reader())).toEqual([anOpened(), aFinished()]);
    await expect(readFile(`${path}.lock`)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('of a dead process whose number was given to another one is taken over', async () => {
    const path = await fileWith(linesOf([anOpened()]));
    await writeFile(`${path}.lock`, holder(process.pid, 'long ago'));
    await open(path).append([aFinished()]);
    expect(await readAll(open(path).reader())).toHaveLength(2);
  });

  it('of a dead process is taken over once, by one of many', async () => {
    const path = await fileWith(linesOf([anOpened()]));
    await writeFile(`${path}.lock`, holder(await deadPid(), '1'));
    const ends = await Promise.all(
      Array.from({ length: 10 }, async () => await open(path).appendClaims(claimsOf(1), 1)),
    );
    expect(ends.filter((end) => end === 'appended')).toHaveLength(1);
    expect(await readAll(open(path).reader())).toEqual([anOpened(), ...claimsOf(1)]);
  });

  it('is taken over also when a taker died', async () => {
    const path = await fileWith(linesOf([anOpened()]));
    const dead = holder(await deadPid(), '1');
    await writeFile(`${path}.lock`, dead);
    await writeFile(`${path}.lock.takeover`, dead);
    await open(path).append([aFinished()]);
    expect(await readAll(open(path).reader())).toHaveLength(2);
  });

  const held: [name: string, content: string, who: string][] = [
    ['of a live process', holder(process.pid, null), `process ${process.pid} on ${hostname()}`],
    [
      'of another machine',
      JSON.stringify({ id: 'x', pid: 1, host: 'elsewhere', started: null }),
      'process 1 on elsewhere',
    ],
    ['that says nothing', '?', 'an unknown process'],
  ];
  it.each(held)('%s is waited for, then named', async (_name, content, who) => {
    const path = await fileWith(linesOf([anOpened()]));
    await writeFile(`${path}.lock`, content);
    const clock = fakeClock();
    const startMs = clock.now();
    const appended = fileLedger(path, clock, systemId).append([aFinished()]);
    await expect(appended).rejects.toThrow(
      `${path}.lock is held by ${who}; delete that file only when that process is gone`,
    );
    await expect(appended).rejects.toMatchObject({ name: 'LedgerError', code: 'unwritable' });
    expect(clock.now() - startMs).toBeGreaterThanOrEqual(10_000);
    expect(await readFile(`${path}.lock`, 'utf8')).toBe(content);
    expect(await readAll(open(path).reader())).toEqual([anOpened()]);
  });

  it('that is given back in time is had', async () => {
    const path = await fileWith(linesOf([anOpened()]));
    await writeFile(`${path}.lock`, holder(process.pid, null));
    const waiting = open(path).append([aFinished()]);
    await systemClock.sleep(50);
    await rm(`${path}.lock`);
    await waiting;
    expect(await readAll(open(path).reader())).toHaveLength(2);
  });

  it('is given back after a failure', async () => {
    const path = await fileWith('not a ledger\n');
    await expect(open(path).append([aFinished()])).rejects.toThrow('line 1');
    await expect(readFile(`${path}.lock`)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('two processes on one ledger file', () => {
  it('append 50 claims and 50 facts each: no line is lost, doubled or mixed', async () => {
    const path = await fileWith(linesOf([anOpened()]));
    const program = join(folder, 'append-child.cjs');
    const entry = fileURLToPath(new URL('ledger-append-child.ts', import.meta.url));
    const wrapped = { contents: `import(${JSON.stringify(entry)})`, resolveDir: folder };
    await build({
      stdin: wrapped,
      bundle: true,
      platform: 'node',
      format: 'esm',
      outfile: program.replace('.cjs', '.mjs'),
      splitting: false,
      logLevel: 'silent',
    });
    const run = async (name: string): Promise<string> => {
      const child = spawn(process.execPath, [program.replace('.cjs', '.mjs'), path, name, '50'], {
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      let errors = '';
      child.stderr.on('data', (piece) => (errors += String(piece)));
      const code = await new Promise((resolve) => child.on('exit', resolve));
      return `${name} ${String(code)} ${errors}`.trim();
    };
    expect(await Promise.all([run('one'), run('two')])).toEqual(['one 0', 'two 0']);

    const entries = await readAll(open(path).reader());
    const claims = entries.filter((one): one is Claimed => one.kind === 'claimed');
    expect(claims.map(({ append }) => append)).toEqual(
      Array.from({ length: 200 }, (_, index) => Math.floor(index / 2) + 1),
    );
    for (const writer of ['one', 'two']) {
      expect(claims.filter(({ runId }) => runId === writer)).toHaveLength(100);
      const facts = entries.filter(({ kind, runId }) => kind === 'finished' && runId.startsWith(`${writer}-`));
      expect(facts.map(({ runId }) => runId)).toEqual(Array.from({ length: 50 }, (_, number) => `${writer}-${number}`));
    }
    expect(entries).toHaveLength(1 + 200 + 100);
  });
});

it('a whole line without its line break counts, for readers and for the next writer', async () => {
  const path = await fileWith(linesOf([anOpened()]));
  await appendFile(path, linesOf([aClaimedEntry()]).trimEnd());
  const early = open(path).reader();
  expect(await readAll(early)).toEqual([anOpened(), aClaimedEntry()]);
  expect(await open(path).appendClaims(claimsOf(1), 1)).toBe('conflict');
  await open(path).append([aReleased()]);
  expect(await readAll(early)).toEqual([aReleased()]);
  expect(await readAll(open(path).reader())).toEqual([anOpened(), aClaimedEntry(), aReleased()]);
});

it('blank lines are no entries, and lines are still counted', async () => {
  const path = await fileWith(`${linesOf([anOpened()])}\n\n`);
  expect(await readAll(open(path).reader())).toEqual([anOpened()]);
  await appendFile(path, 'not JSON\n');
  await expect(readAll(open(path).reader())).rejects.toThrow('line 4 of the ledger');
});

it('a place where nothing can be made is a clear error, at once', async () => {
  await expect(open('/proc/none/ledger.jsonl').append([anOpened()])).rejects.toThrow('could not be written');
});
