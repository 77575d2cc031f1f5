import { addYears, DAY_MS, SECOND_MS } from '../model/time.ts';
import type { BystanderRecord } from './books.ts';
import { type Chance, createChance } from './chance.ts';
import { cloudDay } from './cloud-text.ts';
import { makeDomainNames } from './domain-names.ts';
import type { SandboxDomain } from './registry.ts';
import type { World } from './world.ts';

const OTHER_TYPES = ['CHG_DNS', 'CHG_DNS', 'SET_TRANSFER_PROHIBITED', 'CHG_HOLDER', 'ORDER_RENEW', 'CREATE_DNSHOST'];

/** Tasks that other people made in the days before the sandbox began. */
export function addPastTasks(world: World, nowMs: number): void {
  const chance = createChance(world.options.seed, 'past tasks');
  const domains = world.registry.all();
  if (domains.length === 0) return;
  for (let count = 0; count < world.profile.pastTaskCount; count += 1) {
    const some = Array.from({ length: chance.between(1, 4) }, () => chance.pick(domains));
    addEndedTask(
      world,
      { type: chance.pick(OTHER_TYPES), domains: some, chance },
      nowMs - chance.between(1, 9 * DAY_MS),
    );
  }
}

/** Somebody else's deed between two pages of a list, now and then. */
export function maybeShiftList(world: World, chance: Chance, nowMs: number): void {
  const day = cloudDay(nowMs);
  const deeds = world.books.bystanderDeeds();
  const todayCount = deeds.filter((record) => cloudDay(record.atMs) === day).length;
  if (!chance.happens(world.profile.pageShiftChance) || todayCount >= world.profile.pageShiftsPerDayMax) return;
  const deed = chance.pick(['added', 'removed', 'renewed'] as const);
  const domain = deed === 'added' ? addDomain(world, chance, nowMs) : changeDomain(world, deed, chance, nowMs);
  if (domain === null) return;
  world.books.addBystander({ atMs: nowMs, deed, domain: domain.name });
  if (deed !== 'removed') return;
  // A row of chances of its own for each deed: a swap more or less shifts nothing else.
  const swap = createChance(world.options.seed, `swap ${deeds.length}`);
  const other = swap.happens(world.profile.pageSwapChance) ? addDomain(world, swap, nowMs) : null;
  if (other !== null) world.books.addBystander({ atMs: nowMs, deed: 'added', domain: other.name });
}

function addDomain(world: World, chance: Chance, nowMs: number): SandboxDomain | null {
  const [name] = makeDomainNames(chance, 1);
  if (name === undefined || world.registry.find(name) !== null) return null;
  const expiryMs = Math.floor((nowMs + chance.between(5 * DAY_MS, 700 * DAY_MS)) / SECOND_MS) * SECOND_MS;
  return world.registry.add({ name, expiryMs });
}

/** Removes a domain, or renews it for a year at the console: such a task shows in the list like any other. */
function changeDomain(
  world: World,
  deed: Exclude<BystanderRecord['deed'], 'added'>,
  chance: Chance,
  nowMs: number,
): SandboxDomain | null {
  const leastMs = world.profile.shiftsTouchSoonExpiring ? nowMs : nowMs + 60 * DAY_MS;
  const free = world.registry.all().filter((domain) => domain.expiryMs > leastMs);
  if (free.length === 0) return null;
  const domain = chance.pick(free);
  if (deed === 'removed') world.registry.remove(domain.name);
  else renewByHand(world, domain, chance, nowMs);
  return domain;
}

/** Somebody renews a domain for a year at the console. */
export function renewByHand(world: World, domain: SandboxDomain, chance: Chance, nowMs: number): void {
  world.registry.edit(domain.name, { expiryMs: addYears(domain.expiryMs, 1), status: null });
  addEndedTask(world, { type: 'ORDER_RENEW', domains: [domain], chance }, nowMs);
}

interface OthersTask {
  readonly type: string;
  readonly domains: readonly SandboxDomain[];
  readonly chance: Chance;
}

function addEndedTask(world: World, { type, domains, chance }: OthersTask, atMs: number): void {
  const endMs = atMs;
  world.tasks.add({
    taskNo: chance.uuid(),
    type,
    createdMs: endMs - chance.between(1, 14 * 60) * SECOND_MS,
    startMs: endMs,
    endMs,
    historyFromMs: endMs + 3 * DAY_MS,
    liveUntilMs: endMs + 3 * DAY_MS,
    clientIp: '203.0.113.7',
    details: domains.map((domain) => ({
      detailNo: chance.uuid(),
      domainName: domain.name,
      instanceId: domain.instanceId,
      endMs,
      shownFromMs: 0,
      outcome: 'succeeded',
      reason: '',
      result: type === 'ORDER_RENEW' ? String(chance.between(100_000_000_000, 199_999_999_999)) : '',
    })),
  });
}
