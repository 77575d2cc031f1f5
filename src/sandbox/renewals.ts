import { addYears, DAY_MS, HOUR_MS } from '../model/time.ts';
import type { OrderRecord, RequestedOrder } from './books.ts';
import { type Chance, createChance } from './chance.ts';
import { priceMinorNow } from './prices.ts';
import { ACCIDENTS, refusalReason } from './renewal-rules.ts';
import type { SandboxTask, SandboxTaskDetail } from './tasks.ts';
import type { World } from './world.ts';

/** What one accepted request asks for. */
export interface RenewalBatch {
  readonly orders: readonly RequestedOrder[];
  readonly couponNo: string | null;
  readonly promotionNo: string | null;
  readonly clientIp: string;
}

interface PlacedOrder {
  readonly asked: RequestedOrder;
  readonly record: OrderRecord;
  readonly detail: SandboxTaskDetail;
  readonly busy: boolean;
  readonly chance: Chance;
}

/** Takes the orders and returns their task; each order is carried out by the agenda when its time has come. */
export function placeRenewals(world: World, batch: RenewalBatch, nowMs: number): SandboxTask {
  const chance = createChance(world.options.seed, `task after order ${world.books.orderCount()}`);
  const taskNo = chance.uuid();
  const endMs = nowMs + durationMs(world, chance);
  const startMs = Math.min(endMs, nowMs + 500);
  const details = batch.orders.map((asked, index) => {
    const detailEndMs = index === batch.orders.length - 1 ? endMs : detailEnd(world, chance, startMs, endMs);
    return placeOne(world, batch, { asked, taskNo, endMs: detailEndMs, nowMs, chance });
  });
  const historyFromMs = endMs + historyDelayMs(world, chance);
  const task: SandboxTask = {
    taskNo,
    type: 'ORDER_RENEW',
    createdMs: nowMs,
    startMs,
    endMs,
    historyFromMs,
    liveUntilMs: historyFromMs + chance.between(0, world.profile.historyOverlapMsMax),
    clientIp: batch.clientIp,
    details,
  };
  world.tasks.add(task);
  return task;
}

interface Place {
  readonly asked: RequestedOrder;
  readonly taskNo: string;
  readonly endMs: number;
  readonly nowMs: number;
  readonly chance: Chance;
}

function placeOne(world: World, batch: RenewalBatch, place: Place): SandboxTaskDetail {
  const { asked, chance } = place;
  const domain = world.registry.find(asked.domain);
  const shownFromMs = place.nowMs + shownAfterMs(world, chance);
  const record: OrderRecord = {
    orderId: String(200_000_000_000 + world.books.orderCount() * 7 + chance.between(0, 6)),
    taskNo: place.taskNo,
    domain: asked.domain,
    expiryBeforeMs: asked.expiryBeforeMs,
    expiryActualMs: null,
    expiryAfterMs: null,
    years: asked.years,
    priceMinor: priceMinorNow(world, { name: asked.domain, domain, years: asked.years }, world.account.currency),
    currency: world.account.currency,
    couponPaidMinor: 0,
    balancePaidMinor: 0,
    state: 'waiting',
    reason: '',
    couponNo: batch.couponNo,
    promotionNo: batch.promotionNo,
    placedMs: place.nowMs,
    shownFromMs,
    endedMs: null,
    paidMs: null,
    movedMs: null,
  };
  const detail: SandboxTaskDetail = {
    detailNo: chance.uuid(),
    domainName: domain?.name ?? asked.sentName,
    instanceId: domain?.instanceId ?? '',
    endMs: place.endMs,
    shownFromMs,
    outcome: 'pending',
    reason: '',
    result: '',
  };
  const busy = isInFlight(world, asked.domain);
  world.books.addOrder(record);
  world.inFlight.set(asked.domain, (world.inFlight.get(asked.domain) ?? 0) + 1);
  world.agenda.add(place.endMs, (atMs) => carryOut(world, { asked, record, detail, busy, chance }, atMs));
  return detail;
}

/** Whether an earlier order for the domain waits for its turn. */
export function isInFlight(world: World, domain: string): boolean {
  return (world.inFlight.get(domain) ?? 0) > 0;
}

function carryOut(world: World, placed: PlacedOrder, atMs: number): void {
  const { asked, record, detail, busy, chance } = placed;
  world.inFlight.set(asked.domain, (world.inFlight.get(asked.domain) ?? 1) - 1);
  const domain = world.registry.find(asked.domain);
  record.expiryActualMs = domain?.expiryMs ?? null;
  record.endedMs = atMs;
  const refusal = refusalReason({ domain, order: asked, busy, world: world.options.staleDate, atMs });
  const accident = chance.happens(world.profile.orderFailsChance) ? chance.pick(ACCIDENTS) : null;
  const reason = refusal ?? accident ?? charge(world, record, atMs);
  if (reason === null) {
    succeed(world, placed, atMs);
    return;
  }
  record.state = 'failed';
  record.reason = reason;
  detail.outcome = 'failed';
  detail.reason = reason;
}

function succeed(world: World, { record, detail, chance }: PlacedOrder, atMs: number): void {
  record.state = 'paid';
  record.paidMs = atMs;
  detail.outcome = 'succeeded';
  detail.result = record.orderId;
  const late = chance.happens(world.profile.lateMoveChance);
  const { neverMovesChance } = world.profile;
  if (neverMovesChance > 0 && chance.happens(neverMovesChance)) return;
  if (late) world.agenda.add(atMs + chance.between(1, 6) * HOUR_MS, (movedMs) => moveExpiry(world, record, movedMs));
  else moveExpiry(world, record, atMs);
}

/** Pays the order, or says why it could not be paid; then nothing was taken. */
function charge({ account }: World, record: OrderRecord, atMs: number): string | null {
  const payment = account.pay(record.priceMinor, record.couponNo, atMs);
  if ('reason' in payment) return payment.reason;
  record.couponPaidMinor = payment.couponMinor;
  record.balancePaidMinor = payment.balanceMinor;
  return null;
}

/** The registrar's date moves by whole calendar years from wherever it stands by now. */
function moveExpiry(world: World, record: OrderRecord, atMs: number): void {
  const domain = world.registry.find(record.domain);
  if (domain === null) return;
  const expiryMs = addYears(domain.expiryMs, record.years);
  world.registry.edit(domain.name, { expiryMs, status: null });
  record.expiryAfterMs = expiryMs;
  record.movedMs = atMs;
}

function durationMs(world: World, chance: Chance): number {
  const byChanceMs = chance.between(1000, 20_000);
  const { lateTaskChance, lateTaskMsMax } = world.profile;
  if (lateTaskChance > 0 && chance.happens(lateTaskChance)) return chance.between(byChanceMs, lateTaskMsMax);
  return world.options.taskDurationMs ?? (world.options.chaos === 'off' ? 4000 : byChanceMs);
}

function shownAfterMs({ profile }: World, chance: Chance): number {
  const { lateDetailChance, lateDetailMsMax } = profile;
  return lateDetailChance > 0 && chance.happens(lateDetailChance) ? chance.between(0, lateDetailMsMax) : 0;
}

/** Without chaos all orders of a task end together, with it one after the other. */
function detailEnd(world: World, chance: Chance, startMs: number, endMs: number): number {
  return world.options.chaos === 'off' ? endMs : chance.between(startMs, endMs);
}

/** Three days; with chaos one to four. */
function historyDelayMs(world: World, chance: Chance): number {
  return world.options.chaos === 'off' ? 3 * DAY_MS : chance.between(DAY_MS, 4 * DAY_MS);
}
