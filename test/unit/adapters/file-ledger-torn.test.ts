import { describe, expect, it } from 'vitest';
import { fileLedgerOn } from '../../../src/adapters/file-ledger.ts';
import { encodeEntry } from '../../../src/ledger/codec.ts';
import type { Claimed } from '../../../src/ledger/entry.ts';
import type { Ledger } from '../../../src/ledger/ledger.ts';
import { readLedger } from '../../../src/ledger/view.ts';
import { aClaimedEntry, aFinished, anOpened } from '../../builders/ledger.ts';
import { stillClock } from '../../fakes/fake-clock.ts';
import { SimDisk } from '../../fakes/sim-disk.ts';

const WHOLE = aClaimedEntry({ claim: 'whole', domain: 'whole.com', append: 1, years: 3 });
const CUT = aClaimedEntry({ claim: 'cut', domain: 'example.com', append: 1, years: 3 });
const WHOLE_LINE = `${JSON.stringify(encodeEntry(WHOLE))}\n`;
/** How the disk holds it; the fields of its key come before the years. */
const CUT_LINE =
  '{"schema":1,"kind":"claimed","at":"2026-06-01T12:00:00.000Z","runId":"run-1","claimId":"cut","domain":"example.com",' +
  '"expiryMs":1781179200000,"years":3,"append":1,"instanceId":"S-example.com","claimantUntil":"2026-06-01T12:10:00.000Z",' +
  '"priceMinor":9000,"currency":"CNY"}\n';
/** So many bytes hold the whole key, and the comma without which the date might be longer. */
const KEY_BYTES = CUT_LINE.indexOf('"years"');
const EVERY_CUT = Array.from({ length: CUT_LINE.length + 1 }, (_, bytes) => bytes);

/** An opened ledger; a process was killed while it appended these claims, of which so many bytes landed. */
async function killedAt(claims: readonly Claimed[], landed: number): Promise<SimDisk> {
  const disk = new SimDisk();
  await ledgerOn(disk, 1).append([anOpened()]);
  const victim = disk.open(2, stillClock, ({ deed }) => (deed === 'append' ? landed : null));
  let ended = 'never';
  void fileLedgerOn(victim, disk.place)
    .appendClaims(claims, 1)
    .then((end) => {
      ended = end;
    });
  for (let tick = 0; tick < 100; tick++) await Promise.resolve();
  expect([ended, disk.lockHolder]).toEqual(['never', null]);
  return disk;
}

function ledgerOn(disk: SimDisk, process: number): Ledger {
  return fileLedgerOn(disk.open(process, stillClock), disk.place);
}

/** What the ledger says of each claim, in its order. */
async function claimsOn(disk: SimDisk): Promise<string[]> {
  const { state } = await readLedger(ledgerOn(disk, 9));
  return [...state.claims.values()].map(
    ({ claimId, domain, expiryMs, standing }) => `${claimId}: ${domain} ${expiryMs} ${standing}`,
  );
}

it('a claim is written as the cuts below expect it', () => {
  expect(`${JSON.stringify(encodeEntry(CUT))}\n`).toBe(CUT_LINE);
});

describe('a process is killed in the middle of its claims, at every byte', () => {
  const THEIRS = 'cut: example.com 1781179200000 claimed';

  it('the next append repairs the line, and keeps the key as soon as it is whole', async () => {
    for (const landed of EVERY_CUT) {
      const disk = await killedAt([CUT], landed);
      await ledgerOn(disk, 3).append([aFinished()]);
      expect([landed, ...(await claimsOn(disk))]).toEqual(landed < KEY_BYTES ? [landed] : [landed, THEIRS]);
      const torn = landed > 0 && landed < CUT_LINE.length - 1 ? [CUT_LINE.slice(0, landed)] : [];
      expect(disk.aside).toEqual(torn);
      expect(disk.content.toString('utf8').endsWith('}\n')).toBe(true);
      expect(disk.unsynced).toBe(0);
    }
  });

  it('another run that claims the same key gets it only when nothing of it is known', async () => {
    for (const landed of EVERY_CUT) {
      const disk = await killedAt([CUT], landed);
      const ledger = ledgerOn(disk, 3);
      const view = await readLedger(ledger);
      const append = view.state.lastAppend + 1;
      const end = await ledger.appendClaims([{ ...CUT, claimId: 'mine' as Claimed['claimId'], append }], append);
      const told = [landed, end, ...(await claimsOn(disk))];
      if (landed < KEY_BYTES) expect(told).toEqual([landed, 'appended', 'mine: example.com 1781179200000 claimed']);
      else if (landed < CUT_LINE.length - 1) expect(told).toEqual([landed, 'conflict', THEIRS]);
      // A whole line was seen at once, with or without its line break.
      else expect(told).toEqual([landed, 'appended', THEIRS, 'mine: example.com 1781179200000 void']);
    }
  });

  it('the whole claims before the cut one stand', async () => {
    for (const landed of EVERY_CUT) {
      const disk = await killedAt([WHOLE, CUT], WHOLE_LINE.length + landed);
      expect(await ledgerOn(disk, 3).appendClaims([], 1)).toBe('conflict');
      const whole = 'whole: whole.com 1781179200000 claimed';
      const standing = landed < KEY_BYTES ? [whole] : [whole, THEIRS];
      expect([landed, ...(await claimsOn(disk))]).toEqual([landed, ...standing]);
    }
  });
});

it('a cut that goes through a character loses nothing but its line', async () => {
  const disk = new SimDisk();
  await ledgerOn(disk, 1).append([anOpened()]);
  const foreign = aFinished({ runId: '续费' });
  const bytes = Buffer.from(JSON.stringify(encodeEntry(foreign))).indexOf('续') + 1;
  const victim = disk.open(2, stillClock, ({ deed }) => (deed === 'append' ? bytes : null));
  void fileLedgerOn(victim, disk.place).append([foreign]);
  for (let tick = 0; tick < 100; tick++) await Promise.resolve();
  await ledgerOn(disk, 3).append([aFinished()]);
  expect(disk.content.toString('utf8').split('\n')).toEqual([
    '{"schema":1,"kind":"opened","at":"2026-06-01T12:00:00.000Z","runId":"run-1","ledgerId":"ledger-1"}',
    '{"schema":1,"kind":"finished","at":"2026-06-01T12:00:00.000Z","runId":"run-1","runKind":"renew","mode":"renew","trigger":"timer","count.total":10}',
    '',
  ]);
});
