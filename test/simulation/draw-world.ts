import type { Config } from '../../src/config/config.ts';
import { checkPolicy } from '../../src/config/policy-check.ts';
import { readSettings } from '../../src/config/settings.ts';
import { DAY_MS, HOUR_MS, SECOND_MS } from '../../src/model/time.ts';
import { type Chance, createChance } from '../../src/sandbox/chance.ts';
import { createDomainSandbox, type DomainSandbox } from '../../src/sandbox/domain-api.ts';
import type { SandboxDomainSeed } from '../../src/sandbox/registry.ts';
import { drawRails, drawVouchers } from './draw-money.ts';
import { drawPolicy, type PolicyTexts } from './draw-policy.ts';
import type { Faults } from './faults.ts';
import type { SimTime } from './sim-time.ts';

/** The registrar of a seed: a handful of domains, most of them ordinary and due within the month. */
export function drawRegistrar(seed: number, chance: Chance, faults: Faults, time: SimTime): DomainSandbox {
  const { pick } = chance;
  const domainCount = pick([1, 2, 2, 3, 3, 4, 5, 12]);
  return createDomainSandbox({
    seed,
    chaos: 'off',
    staleDate: pick(['rejected', 'charged'] as const),
    domainCount,
    domains: Array.from({ length: domainCount }, (_, index) => drawDomain(index, chance, time.nowMs)),
    now: () => time.nowMs,
    account: { coupons: drawVouchers(seed, time.nowMs).coupons },
    profile: {
      orderFailsChance: faults.chanceOf('failed-order', 0.1),
      lateMoveChance: faults.chanceOf('late-move', 0.12),
      neverMovesChance: faults.chanceOf('never-moves', 0.05),
      lateTaskChance: faults.chanceOf('late-task', 0.12),
      lateTaskMsMax: pick([30, 300]) * HOUR_MS,
      lateDetailChance: faults.chanceOf('late-detail', 0.3),
      lateDetailMsMax: pick([30, 300]) * HOUR_MS,
      pageShiftChance: faults.chanceOf('page-shift', 0.1),
      pageSwapChance: faults.chanceOf('page-swapped', 0.5),
      pageShiftsPerDayMax: 4,
      shiftsTouchSoonExpiring: true,
      listPageSizeMax: faults.knows('page-shift') ? 2 : 100,
      detailPageSizeMax: pick([1, 2, 20]),
      endDayExcluded: chance.happens(0.3),
      historyOverlapMsMax: pick([0, 2 * HOUR_MS]),
    },
  });
}

/** Nothing of it goes wrong from now on. */
export function calmRegistrar(sandbox: DomainSandbox): void {
  sandbox.tune({
    orderFailsChance: 0,
    lateMoveChance: 0,
    neverMovesChance: 0,
    lateTaskChance: 0,
    lateDetailChance: 0,
    pageShiftChance: 0,
    pageSwapChance: 0,
  });
}

/** The settings of a seed: as the product reads them, and the texts alone, for whoever does not trust its reading. */
export interface DrawnSettings {
  readonly config: Config;
  readonly texts: Readonly<Record<string, string>>;
  readonly policy: PolicyTexts;
}

/** Where the ledger is does not matter to the runs. */
export function drawSettings(seed: number, { pick }: Chance): DrawnSettings {
  const { couponNo } = drawVouchers(seed, 0);
  const texts = {
    RENEW_MAX_SHARE: pick(['0.3', '1']),
    RENEW_YEARS: pick(['1', '1', '1', '2']),
    RENEW_WINDOW_DAYS: pick(['14', '35', '35']),
    RENEW_BATCH_SIZE: pick(['1', '2', '3', '50']),
    RENEW_MAX_DOMAINS: pick(['1', '2', '5', '100', '100']),
    ...drawRareSettings(createChance(seed, 'rare settings')),
    ...drawRails(seed),
    ...(couponNo === null ? {} : { COUPON_NO: couponNo }),
  };
  const policy = drawPolicy(seed);
  const read = checkPolicy(policy, () => ({ file: 'policy' }));
  return { config: { ...readSettings(texts, 'command-line'), policy: read }, texts, policy };
}

/** What most worlds leave as it is; by a row of chances of its own, so that those worlds are what they were. */
function drawRareSettings({ happens, pick }: Chance): Record<string, string> {
  return {
    RENEW_MODE: happens(0.05) ? 'plan' : 'renew',
    ...(happens(0.08) ? { RENEW_INCLUDE: pick(['*.com', '*.c*', 'b.*,*.net']) } : {}),
    ...(happens(0.12) ? { RENEW_EXCLUDE: pick(['a.*', '*.com', '*.net,b.cn']) } : {}),
    ...(happens(0.08) ? { RENEW_EXPIRED: 'false' } : {}),
    ...(happens(0.15) ? { RENEW_PREMIUM: 'true' } : {}),
  };
}

function drawDomain(index: number, { between, pick }: Chance, nowMs: number): SandboxDomainSeed {
  const expiryMs = nowMs + between(-8 * 24, 55 * 24) * HOUR_MS + between(0, 3599) * SECOND_MS;
  const name = `${String.fromCharCode(97 + index)}.${pick(['com', 'cn', 'net'])}`;
  const oddity = pick([
    ...Array.from({ length: 14 }, () => ({})),
    { premium: true },
    { autoRenew: true },
    { audit: 'FAILED' as const },
    { holderChange: true },
    { name: `茶${index}.com` },
    { expiryMs: nowMs - 40 * DAY_MS },
  ]);
  return { name, expiryMs, ...oddity };
}
