import { describe, expect, it } from 'vitest';
import { readDetails } from '../../../src/inventory/details.ts';
import { type Inventory, readAutoRenewal, readInventory } from '../../../src/inventory/inventory.ts';
import { inventoryProblems } from '../../../src/inventory/problems.ts';
import { CloudError, timeLeftError } from '../../../src/model/cloud-error.ts';
import type { ListedDomain } from '../../../src/model/domain.ts';
import { aCloudError } from '../../builders/cloud-error.ts';
import { aListedDomain, aName, DAY, NOW_MS, someDetails } from '../../builders/domains.ts';
import { fakeClock } from '../../fakes/fake-clock.ts';
import { FakeRegistrar } from '../../fakes/fake-registrar.ts';
import { aScrollPage, names, type ScriptedPage, ScriptedReader } from '../../fakes/scripted-reader.ts';

/** None of the scripted domains expires in the window, unless said otherwise: no page is read twice. */
const read = async (reader: ScriptedReader, windowUntilMs = NOW_MS): Promise<Inventory> =>
  await readInventory(reader, { readMs: NOW_MS, windowUntilMs }, () => undefined);

describe('readInventory by pages', () => {
  const complete: [name: string, pages: ScriptedPage[], seen: number, calls: number][] = [
    ['an empty account', [{ names: [], total: 0, pages: 0 }], 0, 1],
    ['one page', [{ names: names(1, 3), total: 3, pages: 1 }], 3, 1],
    ['a full page', [{ names: names(1, 100), total: 100, pages: 1 }], 100, 1],
    [
      'three pages',
      [
        { names: names(1, 100), total: 201, pages: 3 },
        { names: names(101, 200), total: 201, pages: 3 },
        { names: names(201, 201), total: 201, pages: 3 },
      ],
      201,
      3,
    ],
    [
      'no number of pages',
      [
        { names: names(1, 100), total: 101 },
        { names: names(101, 101), total: 101 },
      ],
      101,
      2,
    ],
    [
      'too many pages promised: an empty one ends it',
      [
        { names: names(1, 3), total: 3, pages: 9 },
        { names: [], total: 3, pages: 9 },
      ],
      3,
      2,
    ],
    [
      'too few pages promised',
      [
        { names: names(1, 100), total: 101, pages: 1 },
        { names: names(101, 101), total: 101, pages: 1 },
      ],
      101,
      2,
    ],
    [
      'pages smaller than asked for',
      [
        { names: names(1, 2), total: 4, pages: 2 },
        { names: names(3, 4), total: 4, pages: 2 },
      ],
      4,
      2,
    ],
  ];
  it.each(complete)('%s', async (...[, pages, seen, calls]) => {
    const reader = new ScriptedReader(pages);
    const inventory = await read(reader);
    expect(inventory).toMatchObject({
      totalCount: seen,
      complete: true,
      incompleteWhy: '',
      tellsAutoRenewal: true,
      readMs: NOW_MS,
    });
    expect([inventory.domains.length, reader.asked.length]).toEqual([seen, calls]);
    expect(reader.asked.map(({ pageNum }) => pageNum)).toEqual(Array.from({ length: calls }, (_, index) => index + 1));
  });

  const good: ScriptedPage[] = [{ names: names(1, 3), total: 3, pages: 1 }];
  const shifted: [name: string, pages: ScriptedPage[]][] = [
    ['a domain that came twice', [{ names: [...names(1, 2), 'd1.com'], total: 3, pages: 1 }]],
    [
      'a row fewer than the total',
      [
        { names: names(1, 2), total: 3, pages: 1 },
        { names: [], total: 3, pages: 1 },
      ],
    ],
    ['a row more than the total', [{ names: names(1, 4), total: 3, pages: 1 }]],
    [
      'a total that changed',
      [
        { names: names(1, 2), total: 3, pages: 2 },
        { names: names(3, 3), total: 4, pages: 2 },
      ],
    ],
    ['a row that cannot be read', [{ names: names(1, 2), total: 3, pages: 1, unreadable: ['{"DomainName":null}'] }]],
    [
      'no total',
      [
        { names: names(1, 3), total: null },
        { names: [], total: null },
      ],
    ],
    ['an empty first page', [{ names: [], total: 3, pages: 1 }]],
  ];
  it.each(shifted)('%s is read again, and the good pass counts', async (_name, pages) => {
    const inventory = await read(new ScriptedReader([...pages, ...good]));
    expect(inventory).toMatchObject({ totalCount: 3, complete: true });
    expect(inventory.domains.map(({ name }) => name)).toEqual(names(1, 3));
  });

  it.each(shifted)('%s, three times: what was seen is served', async (_name, pages) => {
    const reader = new ScriptedReader([...pages, ...pages, ...pages, ...good]);
    const inventory = await read(reader);
    expect(inventory.complete).toBe(false);
    expect(inventory.incompleteWhy).toMatch(/^the list was read 3 times; the last time /);
    const seen = new Set(pages.flatMap((page) => page.names));
    expect(new Set(inventory.domains.map(({ name }) => name))).toEqual(seen);
    expect(inventory.totalCount).toBeGreaterThanOrEqual(inventory.domains.length);
  });

  it('serves the union of passes that each missed another one', async () => {
    const pass = (rows: string[]): ScriptedPage[] => [
      { names: rows, total: 4, pages: 1 },
      { names: [], total: 4, pages: 1 },
    ];
    const reader = new ScriptedReader([
      ...pass(['a.com', 'b.com', 'c.com']),
      ...pass(['b.com', 'c.com', 'd.com']),
      ...pass(['a.com', 'd.com', 'c.com']),
    ]);
    const inventory = await read(reader);
    expect(inventory.domains.map(({ name }) => name).sort()).toEqual(['a.com', 'b.com', 'c.com', 'd.com']);
    expect(inventory).toMatchObject({ complete: false, totalCount: 4 });
  });

  it('takes one pass when a name comes in another writing: it is the same domain', async () => {
    const reader = new ScriptedReader([
      { names: ['例子.中国', 'xn--fsqu00a.xn--fiqs8s'], total: 2, pages: 1 },
      ...good,
    ]);
    expect((await read(reader)).domains.map(({ name }) => name)).toEqual(names(1, 3));
  });

  it('tells its progress and the page it wants', async () => {
    const told: string[] = [];
    const reader = new ScriptedReader([
      { names: names(1, 100), total: 101, pages: 2 },
      { names: ['x.com'], total: 101, pages: 2 },
    ]);
    const scope = { readMs: NOW_MS, windowUntilMs: NOW_MS };
    await readInventory(reader, scope, (seen, total) => told.push(`${seen}/${total}`));
    expect(told).toEqual(['100/101', '101/101']);
    expect(reader.asked).toEqual([
      { pageNum: 1, pageSize: 100 },
      { pageNum: 2, pageSize: 100 },
    ]);
  });
});

describe('readInventory of a list that shifts between two pages, its total unchanged', () => {
  const UNTIL_MS = NOW_MS + 35 * DAY;
  const page = (rows: string[], total = 4): ScriptedPage => ({ names: rows, total, pages: 2 });
  const late = (row: string): ListedDomain => aListedDomain({ name: row, expiryMs: NOW_MS + 36 * DAY });

  it('sees who moved up over the edge of a page while another domain came in (simulation, seed 20005199)', async () => {
    // a.com leaves after page 1 was read, z.com comes in at the end: c.com moves up to page 1.
    const shifting = [page(['a.com', 'b.com']), page(['d.com', 'z.com'])];
    const steady = [page(['b.com', 'c.com']), page(['d.com', 'z.com'])];
    const reader = new ScriptedReader([...shifting, page(['b.com', 'c.com']), ...steady, ...steady]);
    const inventory = await read(reader, UNTIL_MS);
    expect(inventory).toMatchObject({ complete: true, totalCount: 4 });
    expect(inventory.domains.map(({ name }) => name)).toEqual(['b.com', 'c.com', 'd.com', 'z.com']);
    expect(reader.asked.map(({ pageNum }) => pageNum)).toEqual([1, 2, 1, 1, 2, 1, 2]);
  });

  it('three times: it says so, and serves who was seen in the second look too', async () => {
    const shifting = [page(['a.com', 'b.com']), page(['d.com', 'z.com']), page(['b.com', 'c.com'])];
    const inventory = await read(new ScriptedReader([...shifting, ...shifting, ...shifting]), UNTIL_MS);
    expect(inventory).toMatchObject({
      complete: false,
      incompleteWhy:
        'the list was read 3 times; the last time c.com came only with a second look at page 1: the pages shifted',
    });
    const seen = inventory.domains.map(({ name }) => name);
    expect(seen.sort()).toEqual(['a.com', 'b.com', 'c.com', 'd.com', 'z.com']);
  });

  it('looks again at the pages up to the last one with a domain of the window, and in any order of their rows', async () => {
    const pages = [page(['a.com', 'b.com'], 6), page(['c.com'], 6), page(['e.com'], 6), page(['f.com', 'g.com'], 6)];
    const rows = [['b.com', 'a.com'], ['c.com']];
    const reader = new ScriptedReader([...pages, ...rows.map((names) => page(names, 6))], [], (name) =>
      ['e.com', 'f.com', 'g.com'].includes(name) ? late(name) : aListedDomain({ name }),
    );
    expect((await read(reader, UNTIL_MS)).complete).toBe(true);
    expect(reader.asked.map(({ pageNum }) => pageNum)).toEqual([1, 2, 3, 4, 1, 2]);
  });

  it.each<[string, (name: string) => ListedDomain, number[]]>([
    [
      'that expires at the last instant of the window',
      (name) => aListedDomain({ name, expiryMs: UNTIL_MS }),
      [1, 2, 1, 2],
    ],
    ['a millisecond later', (name) => aListedDomain({ name, expiryMs: UNTIL_MS + 1 }), [1, 2]],
    ['whose date cannot be read', (name) => aListedDomain({ name, expiryMs: null }), [1, 2, 1, 2]],
  ])('a domain %s', async (_name, row, expected) => {
    const pages = [page(['a.com', 'b.com'], 3), page(['c.com'], 3)];
    const reader = new ScriptedReader([...pages, ...pages], [], row);
    expect((await read(reader, UNTIL_MS)).complete).toBe(true);
    expect(reader.asked.map(({ pageNum }) => pageNum)).toEqual(expected);
  });
});

describe('readInventory of a large account', () => {
  const first: ScriptedPage = { names: names(1, 100), total: 5001, pages: 51 };
  const pages = (): ReturnType<typeof aScrollPage>[] => {
    const made = [aScrollPage([], 5001)];
    for (let start = 1; start <= 5001; start += 500) {
      const last = Math.min(5001, start + 499);
      made.push(aScrollPage(names(start, last), 5001 - last));
    }
    return made;
  };

  it('scrolls: the first call gives only an id', async () => {
    const reader = new ScriptedReader([first], pages());
    const inventory = await read(reader);
    expect(inventory).toMatchObject({ totalCount: 5001, complete: true, tellsAutoRenewal: false });
    expect(inventory.domains).toHaveLength(5001);
    expect([reader.asked.length, reader.scrolled.length]).toEqual([1, 12]);
    expect(reader.scrolled.slice(0, 2)).toEqual([null, 'S']);
  });

  it('does not scroll below', async () => {
    const reader = new ScriptedReader([{ names: names(1, 100), total: 5000, pages: 50 }]);
    await read(reader);
    expect(reader.scrolled).toEqual([]);
  });

  it.each(['rejected', 'permission'] as const)('falls back to pages when scrolling is %s', async (kind) => {
    const rest = Array.from(
      { length: 51 },
      (_, page): ScriptedPage => ({
        names: names(page * 100 + 1, Math.min(5001, page * 100 + 100)),
        total: 5001,
        pages: 51,
      }),
    );
    const reader = new ScriptedReader(rest, [aCloudError({ kind, action: 'ScrollDomainList' })]);
    const inventory = await read(reader);
    expect(inventory).toMatchObject({ totalCount: 5001, complete: true, tellsAutoRenewal: true });
    expect(reader.asked).toHaveLength(51);
  });

  it('throws when scrolling gets no answer', async () => {
    await expect(read(new ScriptedReader([first], [aCloudError()]))).rejects.toThrow('TimedOut');
  });

  it('a snapshot that ends early is not complete', async () => {
    const short = [aScrollPage([], 5001), aScrollPage(names(1, 500), 4501), aScrollPage([], 0)];
    const inventory = await read(new ScriptedReader([first, first, first], [...short, ...short, ...short]));
    expect(inventory).toMatchObject({ complete: false, totalCount: 5001 });
    expect(inventory.domains).toHaveLength(500);
  });

  it('asks for auto-renewal where it matters, in one filtered list', async () => {
    const soon = [{ names: ['d1.com'], total: 1, pages: 1, autoRenew: true }];
    const inventory = await read(new ScriptedReader([first], pages()));
    const reader = new ScriptedReader(soon);
    const told = await readAutoRenewal(reader, inventory, NOW_MS + 35 * DAY);
    expect(reader.asked).toEqual([{ pageNum: 1, pageSize: 100, expiresUntilMs: NOW_MS + 36 * DAY }]);
    expect(told.domains.filter(({ autoRenew }) => autoRenew === true).map(({ name }) => name)).toEqual(['d1.com']);
    expect(told.domains).toHaveLength(5001);
  });

  describe('when the filtered list shifts', () => {
    const good: ScriptedPage = { names: ['d1.com', 'd2.com'], total: 2, pages: 1, autoRenew: true };
    const flawed: ScriptedPage[] = [
      { names: ['d1.com'], total: 2, pages: 1, autoRenew: null },
      { names: [], total: 2, pages: 1 },
    ];
    const ask = async (script: ScriptedPage[]) => {
      const domains = ['d1.com', 'd2.com'].map((name) => aListedDomain({ name, autoRenew: null }));
      const inventory: Inventory = {
        domains: [...domains, aListedDomain({ name: 'far.com', autoRenew: null, expiryMs: NOW_MS + 90 * DAY })],
        totalCount: 3,
        complete: true,
        incompleteWhy: '',
        tellsAutoRenewal: false,
        readMs: NOW_MS,
      };
      const told = await readAutoRenewal(new ScriptedReader(script), inventory, NOW_MS + 35 * DAY);
      return [told.domains.map(({ autoRenew }) => autoRenew), [...(told.autoRenewalUnknown ?? [])]];
    };

    it('it is read again', async () => {
      expect(await ask([...flawed, good])).toEqual([[true, true, null], []]);
    });

    it('three times: what no pass showed is not known, a row without the field is off', async () => {
      expect(await ask([...flawed, ...flawed, ...flawed, good])).toEqual([[false, null, null], ['d2.com']]);
    });

    it('so that a domain moved up between two pages, its total unchanged, it is read again', async () => {
      const page = (rows: string[]): ScriptedPage => ({ names: rows, total: 2, pages: 2, autoRenew: true });
      const shifting = [page(['x.com']), page(['d2.com']), page(['d1.com'])];
      const steady = [page(['d1.com']), page(['d2.com'])];
      expect(await ask([...shifting, ...steady, ...steady])).toEqual([[true, true, null], []]);
    });

    it('a proven list that leaves a domain out is believed', async () => {
      expect(await ask([{ names: ['d1.com'], total: 1, pages: 1 }])).toEqual([[false, null, null], []]);
    });
  });

  it('asks nothing when the list told it, or nothing is due', async () => {
    const reader = new ScriptedReader([]);
    const paged: Inventory = {
      domains: [aListedDomain({ autoRenew: null })],
      totalCount: 1,
      complete: true,
      incompleteWhy: '',
      tellsAutoRenewal: true,
      readMs: NOW_MS,
    };
    expect(await readAutoRenewal(reader, paged, NOW_MS + 35 * DAY)).toBe(paged);
    const far = {
      ...paged,
      tellsAutoRenewal: false,
      domains: [aListedDomain({ autoRenew: null, expiryMs: NOW_MS + 90 * DAY })],
    };
    expect(await readAutoRenewal(reader, far, NOW_MS + 35 * DAY)).toBe(far);
    expect(reader.asked).toEqual([]);
  });
});

describe('inventoryProblems', () => {
  const inventory = (rest: Partial<Inventory> = {}): Inventory => ({
    domains: [aListedDomain()],
    totalCount: 100,
    complete: true,
    incompleteWhy: '',
    tellsAutoRenewal: true,
    readMs: NOW_MS,
    ...rest,
  });
  const table: [name: string, rest: Partial<Inventory>, last: number | null, expected: string[]][] = [
    ['nothing', {}, 100, []],
    ['the first run', {}, null, []],
    ['more than before', {}, 5, []],
    ['exactly 90 %', { totalCount: 90 }, 100, []],
    ['less than 90 %', { totalCount: 89 }, 100, ['inventory-shrunken']],
    ['nothing left', { totalCount: 0, domains: [] }, 100, ['inventory-empty']],
    ['never anything', { totalCount: 0, domains: [] }, null, ['inventory-empty']],
    ['not proven', { complete: false, incompleteWhy: 'x' }, 100, ['inventory-incomplete']],
    [
      'not proven and shrunken',
      { complete: false, totalCount: 10 },
      100,
      ['inventory-incomplete', 'inventory-shrunken'],
    ],
  ];
  it.each(table)('%s', (...[, rest, last, expected]) => {
    expect(inventoryProblems(inventory(rest), null, last).map(({ problem }) => problem)).toEqual(expected);
  });

  it('names what was asked for and is not there', () => {
    const problems = inventoryProblems(inventory(), [aName('example.com'), aName('gone.com')], null);
    expect(problems.map(({ problem, domain }) => [problem, domain])).toEqual([['domain-not-found', 'gone.com']]);
  });

  it('gives its figures', () => {
    const [problem] = inventoryProblems(inventory({ totalCount: 50 }), null, 100);
    expect(problem?.message).toContain('has 50 domains; the last run saw 100');
  });
});

describe('readDetails', () => {
  const scene = () => {
    const clock = fakeClock();
    return { clock, registrar: new FakeRegistrar(clock, [aListedDomain(), aListedDomain({ name: 'b.com' })]) };
  };

  it('reads each, with the instant of its asking', async () => {
    const { clock, registrar } = scene();
    const readings = await readDetails(
      registrar,
      [aListedDomain(), aListedDomain({ name: 'b.com' })],
      clock,
      () => undefined,
    );
    expect([...readings.values()]).toEqual([
      { details: someDetails(), missingWhy: '', readMs: NOW_MS },
      { details: someDetails({ name: 'b.com' }), missingWhy: '', readMs: NOW_MS },
    ]);
  });

  it.each([
    ['no instance id', { instanceId: '' }, 'the list gave no instance id for it'],
    ['an instance id that is gone', { instanceId: 'S-x' }, 'the account has no such domain any more'],
    ['the instance id of another', { instanceId: 'S-b.com' }, 'its instance id belongs to b.com'],
  ])('%s: no details', async (_name, rest, missingWhy) => {
    const { clock, registrar } = scene();
    const readings = await readDetails(registrar, [aListedDomain(rest)], clock, () => undefined);
    expect(readings.get(aName('example.com'))).toEqual({ details: null, missingWhy, readMs: NOW_MS });
  });

  it.each(['throttled', 'transient', 'no-answer', 'unreadable', 'rejected'] as const)(
    '%s: no details, the others go on',
    async (kind) => {
      const { clock, registrar } = scene();
      registrar.trouble.details = aCloudError({ kind });
      const readings = await readDetails(
        registrar,
        [aListedDomain(), aListedDomain({ name: 'b.com' })],
        clock,
        () => undefined,
      );
      expect([...readings.values()].map(({ details, missingWhy }) => [details, missingWhy])).toEqual(
        Array.from({ length: 2 }, () => [null, 'QueryDomainList failed with TimedOut']),
      );
    },
  );

  it('a permission that is missing stops the others, and nothing is under way when it throws', async () => {
    const { clock } = scene();
    const domains = Array.from({ length: 40 }, (_, index) => aListedDomain({ name: `d${index}.com` }));
    const asked: string[] = [];
    let underWay = 0;
    const registrar = new FakeRegistrar(clock, domains);
    registrar.domainDetails = async (instanceId) => {
      asked.push(instanceId);
      underWay += 1;
      for (let turn = 0; turn < (instanceId === 'S-d0.com' ? 3 : 60); turn++) await Promise.resolve();
      underWay -= 1;
      if (instanceId === 'S-d0.com') throw aCloudError({ kind: 'permission' });
      return someDetails();
    };
    await expect(readDetails(registrar, domains, clock, () => undefined)).rejects.toThrow(CloudError);
    expect([asked.length, underWay]).toEqual([4, 0]);
  });

  it('throws when the time limit is near, so that no domain counts as unreadable for it', async () => {
    const { clock, registrar } = scene();
    registrar.trouble.details = timeLeftError('QueryDomainByInstanceId', undefined);
    await expect(readDetails(registrar, [aListedDomain()], clock, () => undefined)).rejects.toThrow(
      'time limit is near',
    );
  });

  it.each(['permission', 'credentials'] as const)('%s: none can be read, so it throws', async (kind) => {
    const { clock, registrar } = scene();
    registrar.trouble.details = aCloudError({ kind });
    await expect(readDetails(registrar, [aListedDomain()], clock, () => undefined)).rejects.toBe(
      registrar.trouble.details,
    );
  });
});
