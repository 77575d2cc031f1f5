import { describe, expect, it } from 'vitest';
import type { ListedDomain } from '../../../src/model/domain.ts';
import type { RenewalResult } from '../../../src/report/result.ts';
import { aListedDomain, DAY, NOW_MS } from '../../builders/domains.ts';
import { aWorld, type World } from '../../builders/runs.ts';
import { someRails } from '../../builders/settings.ts';

/** `d0.com`, `d1.com`, … due one minute after another, at these prices. */
function aWorldAt(...prices: number[]): World {
  const domains: ListedDomain[] = prices.map((_, index) =>
    aListedDomain({ name: `d${index}.com`, expiryMs: NOW_MS + 10 * DAY + index * 60_000 }),
  );
  const world = aWorld(domains);
  prices.forEach((minor, index) => world.registrar.money.quotes.set(`d${index}.com`, minor));
  return world;
}

const sent = ({ submissions }: RenewalResult): string[] => submissions.flatMap(({ domains }) => domains);
const told = ({ problems }: RenewalResult): string[] =>
  problems.map(({ problem, domain }) => [problem, domain].join(' ').trim());
/** Nothing but the places of a run, and the cap of a case, stands in the way. */
const open = { maxShare: 1, money: someRails({ caps: { maxYearPriceMinor: null } }) };

describe('the places of a run', () => {
  it('are not taken by what is too dear for a cap of sums; that is told with its cap', async () => {
    const { renew, registrar } = aWorldAt(60_000, 70_000, 9000, 9000, 9000);
    const money = someRails({ caps: { maxYearPriceMinor: null, maxRunMinor: 50_000 } });
    const result = await renew({ ...open, money, maxDomains: 2 });
    expect(sent(result)).toEqual(['d2.com', 'd3.com']);
    expect(result.deferred).toEqual(['d0.com', 'd1.com', 'd4.com']);
    expect(told(result)).toEqual(['cap-reached']);
    expect(result.problems[0]?.message).toContain('d0.com, d1.com (1300.00 CNY) did not fit and wait');
    // Those two, and as many of the soonest: what waits for money may have a trouble of its own.
    expect(registrar.calls.details).toBe(4);
  });

  it('what waits for money is looked at all the same: its own trouble is told, and not the cap', async () => {
    const { renew, registrar } = aWorldAt(60_000, 70_000, 9000);
    registrar.plantDetails('d0.com', { holderChangePending: true });
    const money = someRails({ caps: { maxYearPriceMinor: null, maxRunMinor: 50_000 } });
    const result = await renew({ ...open, money, maxDomains: 2 });
    expect(sent(result)).toEqual(['d2.com']);
    expect(told(result)).toEqual(['holder-change-pending d0.com', 'cap-reached']);
    expect(result.problems[1]?.message).toContain('d1.com (700.00 CNY) did not fit and waits');
    expect(result.deferred).toEqual(['d1.com']);
  });

  it('are not taken by what is too dear for the cap of a year', async () => {
    const { renew, registrar } = aWorldAt(60_000, 70_000, 9000, 9000, 9000);
    const result = await renew({ maxShare: 1, maxDomains: 2 });
    expect(sent(result)).toEqual(['d2.com', 'd3.com']);
    expect(result.deferred).toEqual(['d4.com']);
    expect(told(result)).toEqual(['price-over-limit d0.com', 'price-over-limit d1.com']);
    expect(registrar.calls.details).toBe(2);
  });

  it('are filled up when one drops out on being looked at', async () => {
    const { renew, registrar } = aWorldAt(60_000, 9000, 9000, 9000);
    registrar.plantDetails('d1.com', { holderChangePending: true });
    const money = someRails({ caps: { maxYearPriceMinor: null, maxDayMinor: 50_000 } });
    const result = await renew({ ...open, money, maxDomains: 2 });
    expect(sent(result)).toEqual(['d2.com', 'd3.com']);
    expect(result.deferred).toEqual(['d0.com']);
    expect(told(result)).toEqual(['holder-change-pending d1.com', 'cap-reached']);
  });

  it('a cheaper one may go before a dearer one that expires sooner, when the money does not reach for that', async () => {
    const { renew } = aWorldAt(9000, 30_000, 3900);
    const result = await renew({ ...open, money: someRails({ caps: { maxDayMinor: 13_000 } }) });
    expect(sent(result)).toEqual(['d0.com', 'd2.com']);
    expect(result.deferred).toEqual(['d1.com']);
  });

  it('prices are asked for as long as places are free, so many calls at most: what is behind waits', async () => {
    const dear = Array.from({ length: 560 }, () => 60_000);
    const { renew, registrar } = aWorldAt(...dear, ...Array.from({ length: 60 }, () => 9000));
    const money = someRails({ caps: { maxYearPriceMinor: null, maxRunMinor: 50_000 } });
    const few = await renew({ ...open, money, maxDomains: 10 }, { mode: 'plan', trigger: 'direct' });
    expect(few.plan.renewals).toEqual([]);
    expect(few.deferred).toHaveLength(620);
    // Ten calls for what is passed over, and one for the run's own ten.
    expect(registrar.money.asked.map(({ length }) => length)).toEqual(Array.from({ length: 11 }, () => 50));
    const more = await renew({ ...open, money, maxDomains: 100 }, { mode: 'plan', trigger: 'direct' });
    expect(more.plan.renewals.map(({ domain }) => domain)).toEqual([
      'd560.com',
      'd561.com',
      'd562.com',
      'd563.com',
      'd564.com',
    ]);
    expect(more.deferred).toHaveLength(615);
    expect(registrar.calls.submit).toBe(0);
  });
});
