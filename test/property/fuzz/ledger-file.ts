import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { fileLedger } from '../../../src/adapters/file-ledger.ts';
import { type Ledger, LedgerError } from '../../../src/ledger/ledger.ts';
import type { LedgerState } from '../../../src/ledger/state.ts';
import { readLedger } from '../../../src/ledger/view.ts';
import { NOW_MS } from '../../builders/domains.ts';
import { aClaimedEntry, aFinished, anOpened } from '../../builders/ledger.ts';
import { countingIds, fakeClock } from '../../fakes/fake-clock.ts';
import { came } from './errors.ts';
import { damaged, judgeReading } from './ledger-damage.ts';
import { aHistory, type History } from './ledger-history.ts';
import { aTarget, demand, errorText, type Target } from './target.ts';

/** One folder for all cases of a process; the file is written anew for each. */
let folder: string | null = null;

function newPath(): string {
  if (folder === null) {
    // In memory where the system has such a folder: a disk would wait for itself in every case.
    const made = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'domain-renew-fuzz-'));
    process.once('exit', () => rmSync(made, { recursive: true, force: true }));
    folder = made;
  }
  const path = join(folder, 'ledger.jsonl');
  for (const behind of ['', '.torn', '.lock']) rmSync(`${path}${behind}`, { force: true });
  return path;
}

interface DamagedFile {
  readonly history: History;
  /** The bytes, in base64. */
  readonly file: string;
  readonly writes: 'nothing' | 'claims' | 'facts';
}

/**
 * A damaged file: judged as any reading of a damaged log; and an append, which repairs a torn last line first, takes nothing away: what
 * was blocked before it is blocked after it, and the file can be read again.
 */
export const LEDGER_FILE: Target = aTarget({
  name: 'damaged ledger file',
  shortCases: 25,
  arbitrary: aHistory.chain((history) =>
    fc.record({
      history: fc.constant(history),
      file: damaged(history).map((bytes) => bytes.toString('base64')),
      writes: fc.constantFrom('nothing', 'nothing', 'claims', 'facts'),
    }),
  ),
  async check({ history, file, writes }: DamagedFile) {
    const bytes = Buffer.from(file, 'base64');
    const path = newPath();
    writeFileSync(path, bytes);
    const ledger = fileLedger(path, fakeClock(), countingIds());
    const { value, error } = await came(async () => await readLedger(ledger));
    const state = value?.state ?? null;
    judgeReading(history, bytes, { state, error });
    if (writes === 'nothing' || bytes.length === 0) return;
    // What holds no entry is opened first, as every run does.
    if (state?.ledgerId === null) {
      const opened = await came(async () => await ledger.append([anOpened()]));
      demand(opened.error === null, () => errorText(opened.error));
    }
    const wrote = await came(async () => await append(ledger, writes, (state?.lastAppend ?? 0) + 1));
    if (wrote.error !== null) {
      demand(wrote.error instanceof LedgerError, () => `not a LedgerError but ${errorText(wrote.error)}`);
      const isRead = readFileSync(path).subarray(0, bytes.length).equals(bytes);
      demand(state !== null || isRead, () => 'a file that cannot be understood was changed');
      return;
    }
    demand(state !== null || error instanceof LedgerError, () => 'it was written to, though it could not be read');
    if (state === null) return;
    const after = await came(async () => await readLedger(fileLedger(path, fakeClock(), countingIds())));
    // Of a file that had lost everything but a torn claim the claim is kept: no `opened` comes first then, and it is refused.
    if (state.ledgerId === null && after.error instanceof LedgerError) return;
    demand(after.value !== null, () => `it cannot be read any more: ${errorText(after.error)}`);
    checkNothingLost(state, after.value.state, writes === 'claims' && wrote.value === 'appended');
  },
});

async function append(ledger: Ledger, writes: 'claims' | 'facts', number: number): Promise<string> {
  if (writes === 'claims') {
    const claim = aClaimedEntry({ claim: 'claim-new', domain: 'new.com', append: number, atMs: NOW_MS });
    return await ledger.appendClaims([claim], number);
  }
  await ledger.append([aFinished({ runId: 'run-new' })]);
  return 'appended';
}

function checkNothingLost(before: LedgerState, after: LedgerState, isClaimed: boolean): void {
  for (const [claimId, claim] of before.claims) {
    const now = after.claims.get(claimId);
    demand(
      JSON.stringify(now) === JSON.stringify(claim),
      () => `${claimId} was ${claim.standing} and is ${now?.standing}`,
    );
  }
  const isThere = [...after.claims.keys()].some((claimId) => (claimId as string) === 'claim-new');
  demand(isThere === isClaimed, () =>
    isThere ? 'it is there, though it was refused' : 'it says that it is written, and it is not',
  );
  demand(after.lastAppend >= before.lastAppend, () => 'the count of appends went back');
}
