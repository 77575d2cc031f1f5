import { describe, expect, it } from 'vitest';
import type { Claim } from '../../../src/ledger/state.ts';
import { foldLedger } from '../../../src/ledger/state.ts';
import { renderSpending, spendingStatus } from '../../../src/report/spending-status.ts';
import { at, HOUR } from '../../builders/domains.ts';
import { aClaim } from '../../builders/ledger.ts';
import { someRails } from '../../builders/settings.ts';

/** Noon of 1 June in Shanghai: the day and the month began twelve hours ago. */
const NOW = at('2026-06-01T04:00:00Z');

const CLAIMS: readonly Claim[] = [
  aClaim({ claim: '1', standing: 'renewed', claimedMs: NOW - HOUR, priceMinor: 9000, currency: 'CNY' }),
  aClaim({ claim: '2', standing: 'accepted', claimedMs: NOW - HOUR, priceMinor: 3900, currency: 'CNY' }),
  aClaim({ claim: '3', standing: 'doubted', claimedMs: NOW - 11 * HOUR, priceMinor: 8500, currency: 'CNY' }),
  // Without a price the most that a year may cost is counted.
  aClaim({ claim: '4', standing: 'claimed', claimedMs: NOW - 12 * HOUR, priceMinor: null, currency: null }),
  // The day before, which was another month too.
  aClaim({ claim: '5', standing: 'renewed', claimedMs: NOW - 13 * HOUR, priceMinor: 100, currency: 'CNY' }),
  aClaim({ claim: '6', standing: 'failed', claimedMs: NOW - HOUR, priceMinor: 100, currency: 'CNY' }),
];
const STATE = { ...foldLedger([]), claims: new Map(CLAIMS.map((claim) => [claim.claimId, claim])) };

describe('what was spent and is committed', () => {
  it('is counted against each cap', () => {
    const counted = { spentMinor: 9000, openMinor: 62_400 };
    expect(spendingStatus(STATE, someRails({ caps: { maxMonthMinor: null } }), NOW)).toEqual({
      currency: 'CNY',
      timeZone: 'Asia/Shanghai',
      maxRunMinor: 500_000,
      caps: [
        { cap: 'day', setting: 'RENEW_MAX_DAY_COST', limitMinor: 500_000, ...counted, leftMinor: 428_600 },
        { cap: 'month', setting: 'RENEW_MAX_MONTH_COST', limitMinor: null, ...counted, leftMinor: null },
      ],
    });
  });

  it('fits the terminal; a cap that was lowered leaves nothing', () => {
    const rails = someRails({ caps: { maxRunMinor: null, maxDayMinor: 5000 } });
    const lines = renderSpending(spendingStatus(STATE, rails, NOW), { columns: 80, colour: false });
    expect(`\n${lines.join('\n')}\n`).toBe(`
Money: spent is renewed, at the price quoted; committed is not settled yet; days
       of Asia/Shanghai; no cap for one run
  CAP              CNY  SPENT  COMMITTED     LEFT  SETTING
  today          50.00  90.00     624.00     0.00  RENEW_MAX_DAY_COST
  this month  10000.00  90.00     624.00  9286.00  RENEW_MAX_MONTH_COST
`);
  });
});
