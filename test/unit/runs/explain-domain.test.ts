import { describe, expect, it } from 'vitest';
import type { Config } from '../../../src/config/config.ts';
import { readLedger } from '../../../src/ledger/view.ts';
import type { Explanation } from '../../../src/report/explanation.ts';
import { explainDomain } from '../../../src/runs/explain-domain.ts';
import { newNotes } from '../../../src/runs/notes.ts';
import { aCloudError } from '../../builders/cloud-error.ts';
import { aName } from '../../builders/domains.ts';
import { aWorld, type World } from '../../builders/runs.ts';
import { aConfig, anOrder, someRails } from '../../builders/settings.ts';

async function explained(world: World, name: string, rest: Partial<Config> = {}): Promise<Explanation | null> {
  const parts = world.parts();
  const work = { id: 'explain', startedMs: world.clock.now(), config: aConfig(rest), order: anOrder(), parts };
  const before = world.log.entries.length;
  const found = await explainDomain(
    aName(name),
    { ...work, notes: newNotes(() => undefined) },
    await readLedger(parts.ledger),
  );
  expect(world.log.entries).toHaveLength(before);
  return found?.explanation ?? null;
}

const texts = (explanation: Explanation | null): string[] => (explanation?.steps ?? []).map(({ text }) => text);

describe('an explanation', () => {
  it('of a due domain says what goes first, and what each cap says', async () => {
    const world = aWorld();
    await world.check();
    const money = someRails({ caps: { maxDayMinor: 8000 } });
    const explanation = await explained(world, 'second.cn', { money });
    expect(explanation).toMatchObject({
      judged: { verdict: 'expires-within-window' },
      costMinor: 9000,
      quote: { kind: 'price', price: { minor: 9000 } },
      balanceUnknownWhy: 'this registrar shows no balance',
    });
    expect(explanation?.budgets.map(({ budget, fits }) => [budget, fits])).toEqual([
      ['run', true],
      ['day', false],
      ['month', true],
      ['balance', true],
    ]);
    expect(texts(explanation)[0]).toBe(
      'Waits until RENEW_MAX_DAY_COST has room again, behind 1 due domain with a sooner expiry',
    );
  });

  it('of a domain that was submitted shows its claim', async () => {
    const world = aWorld();
    await world.renew();
    const explanation = await explained(world, 'first.com');
    expect(explanation?.judged.verdict).toBe('claim-open');
    expect(explanation?.claims.map(({ standing, priceMinor }) => [standing, priceMinor])).toEqual([['accepted', 9000]]);
  });

  it('of a domain far away asks for its price too, and says what would hold it', async () => {
    const world = aWorld();
    world.registrar.money.quotes.set('later0.com', 60_000);
    expect(texts(await explained(world, 'later0.com'))[0]).toMatch(
      /^Held, and a person told, on or after .*: price-over-limit \(600\.00 CNY for a year/,
    );
  });

  it('says that nothing is renewed while runs stop', async () => {
    const world = aWorld();
    world.registrar.domainDetails = async () => await Promise.reject(aCloudError({ kind: 'permission' }));
    expect(texts(await explained(world, 'first.com'))[0]).toBe(
      'Nothing, while runs stop with details-unreadable; else:',
    );
  });

  it('of a domain that the account does not list is none', async () => {
    expect(await explained(aWorld(), 'nobody.com')).toBe(null);
  });
});
