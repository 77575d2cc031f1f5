import { describe, expect, it } from 'vitest';
import { LARGE_ACCOUNT_FROM } from '../../../src/inventory/inventory.ts';
import { aWorld, threeDueOfTen } from '../../builders/runs.ts';

describe('a large account, of which the list does not tell native auto-renewal', () => {
  it.each([
    ['and the filtered list shifts whenever it is read', true, [['first.com', 'third.org']], ['auto-renewal-unknown']],
    ['and the filtered list is whole', false, [['first.com', 'second.cn', 'third.org']], []],
  ])('%s: what is not known is not renewed, and told', async (_name, shifts, submitted, told) => {
    const { renew, registrar } = aWorld();
    const list = registrar.listPage.bind(registrar);
    registrar.listPage = async (query) => {
      const page = await list(query);
      if (query.expiresUntilMs === undefined) return { ...page, totalCount: LARGE_ACCOUNT_FROM };
      return shifts ? { ...page, domains: page.domains.filter(({ name }) => name !== 'second.cn') } : page;
    };
    // The scrolled list is not proven whole either: it ends after ten of 5001.
    let calls = 0;
    registrar.scroll = async () => {
      const rows = calls++ % 3 === 1 ? threeDueOfTen().map((domain) => ({ ...domain, autoRenew: null })) : [];
      return await Promise.resolve({ scrollId: 'S', domains: rows, unreadableRows: [], remainingCount: 0 });
    };
    const result = await renew();
    expect(result.submissions.map(({ domains }) => domains)).toEqual(submitted);
    expect(result.problems.map(({ problem }) => problem)).toEqual(['inventory-incomplete', ...told]);
    expect(result.verdicts['auto-renewal-unknown']).toBe(shifts ? 1 : undefined);
  });
});
