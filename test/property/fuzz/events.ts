import fc from 'fast-check';
import type { Config } from '../../../src/config/config.ts';
import { type EventOptions, type RunEvent, readEvent } from '../../../src/config/event.ts';
import { orderCheck, orderRun, type RunOrder } from '../../../src/config/run-order.ts';
import { aConfig } from '../../builders/settings.ts';
import { checkInputError, checkName } from './checks.ts';
import { cameOf } from './errors.ts';
import { cutBytes, seldomCut, someCuts, written } from './mutate-bytes.ts';
import { mutated } from './mutate-json.ts';
import type { Json } from './odd-values.ts';
import { aTarget, demand, errorText, type Target } from './target.ts';

/** A key that somebody pasted into an event. */
const PLANTED = 'EventPlanted-9f8e7d6c';
const KEYS: Json = { accessKeyId: PLANTED, 'Access-Key-Secret': PLANTED, securityToken: PLANTED };
const DIGEST = '0123456789abcdef'.repeat(4);
const OPTIONS: readonly Json[] = [
  { mode: 'renew', approve: DIGEST },
  {},
  { mode: 'renew' },
  { mode: 'plan', windowDays: 7 },
  { mode: 'renew', domains: ['A.com', 'a.com.', '例子.中国'], windowDays: 3650 },
  { domains: ['b.cn'] },
  { mode: 'renew', domains: ['a.com'], credentials: KEYS },
  { key1: 'value1', key2: 'value2', key3: 'value3' },
  { key: 'value' },
];
const VALUES: readonly Json[] = [
  'renew',
  'plan',
  'RENEW',
  DIGEST,
  DIGEST.toUpperCase(),
  KEYS,
  [KEYS],
  { domains: [] },
  35,
  3651,
  1.5,
  ['a.com'],
  '*.com',
];

const aTimer = mutated(OPTIONS, { values: VALUES })
  .map(written)
  .chain((payload) => {
    const timer = { triggerTime: '2026-06-01T01:00:00Z', triggerName: 'daily', payload };
    return mutated([timer, { ...timer, payload: '' }, { ...timer, payload: null }], { values: VALUES }, 2);
  });

/** Anything that a function may be invoked with. */
const someBytes: fc.Arbitrary<Uint8Array> = fc.oneof(
  {
    weight: 5,
    arbitrary: seldomCut(mutated(OPTIONS, { values: VALUES }).map(written)).map((text) => Buffer.from(text)),
  },
  { weight: 4, arbitrary: aTimer.map(written).map((text) => Buffer.from(text)) },
  {
    weight: 2,
    arbitrary: fc.tuple(aTimer, someCuts()).map(([timer, cuts]) => cutBytes(Buffer.from(JSON.stringify(timer)), cuts)),
  },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 60 }) },
);

/** What the two handlers make of an event: options that were understood, or a refusal that says what is allowed. */
export const EVENTS: Target = aTarget({
  name: 'events',
  shortCases: 400,
  arbitrary: someBytes.map(asText),
  check(event: string | Uint8Array) {
    const bytes = typeof event === 'string' ? Buffer.from(event) : event;
    const text = new TextDecoder().decode(bytes);
    const said = parsed(text);
    const { value, error } = cameOf(() => readEvent(bytes));
    if (error !== null) {
      checkInputError(error, 'event');
      demand(!isHidden(said) || !error.message.includes(PLANTED), () => `a key stands in ${error.message}`);
      return;
    }
    demand(value !== null, () => 'no event came');
    checkOptions(value.options);
    checkSaid(value, said);
    for (const config of CONFIGS) checkOrders(value, config);
  },
});

/** Bytes that are a text are shown as one. */
function asText(bytes: Uint8Array): string | Uint8Array {
  const text = Buffer.from(bytes).toString('utf8');
  return Buffer.from(text).equals(bytes) ? text : Uint8Array.from(bytes);
}

function checkOptions({ mode, domains, windowDays }: EventOptions): void {
  demand(mode === null || mode === 'plan' || mode === 'renew', () => `the mode is ${String(mode)}`);
  const isWindow = windowDays === null || (Number.isInteger(windowDays) && windowDays >= 1 && windowDays <= 3650);
  demand(isWindow, () => `the window is ${windowDays}`);
  if (domains === null) return;
  demand(domains.length > 0 && new Set(domains).size === domains.length, () => `the names are ${domains.join()}`);
  domains.forEach(checkName);
}

/** What was asked for stands in the event, at its own place, and nowhere else. */
function checkSaid({ trigger, options }: RunEvent, said: unknown): void {
  const fields = isFields(said) ? said : {};
  const isTimer = typeof own(fields, 'triggerTime') === 'string' && typeof own(fields, 'triggerName') === 'string';
  demand((trigger === 'timer') === isTimer, () => `taken for a ${trigger} event`);
  const payload = own(fields, 'payload');
  const inner = typeof payload === 'string' ? parsed(payload) : null;
  const asked = isTimer ? (isFields(inner) ? inner : {}) : fields;
  demand(options.mode !== 'renew' || own(asked, 'mode') === 'renew', () => 'nothing asked to renew');
  demand((options.mode ?? undefined) === own(asked, 'mode'), () => `the mode is ${options.mode}`);
  demand((options.windowDays ?? undefined) === own(asked, 'windowDays'), () => `the window is ${options.windowDays}`);
  demand((options.approve ?? undefined) === own(asked, 'approve'), () => `approved is ${options.approve}`);
  demand(options.approve === null || /^[0-9a-f]{64}$/.test(options.approve), () => `approved is ${options.approve}`);
  demand(
    options.approve === null || options.mode === 'renew',
    () => 'a plan is approved, and nothing shall be renewed',
  );
  const names = own(asked, 'domains');
  const count = Array.isArray(names) ? new Set(names.map((name) => String(name).trim())).size : 0;
  demand((options.domains?.length ?? 0) <= count, () => `${options.domains?.join()} out of ${JSON.stringify(names)}`);
  demand((options.domains === null) === (names === undefined), () => 'the names were taken for none');
}

const SLS = { kind: 'sls', endpoint: 'https://x.y', project: 'p-1', logstore: 'l-1', horizonDays: 400 } as const;
const CONFIGS: readonly Config[] = [
  aConfig({ mode: 'plan' }),
  aConfig({ mode: 'renew', windowDays: 7 }),
  aConfig({ mode: 'plan', ledger: SLS, windowDays: 310 }),
  aConfig({ mode: 'renew', ledger: SLS }),
];

/** A timer never widens the settings; a direct event never spends unless it says so. */
function checkOrders(event: RunEvent, config: Config): void {
  const { options, trigger } = event;
  const check = orderCheck(config, event);
  demand(check.mode === config.mode && check.domains === options.domains, () => 'a check run was told otherwise');
  const { value: order, error } = cameOf((): RunOrder => orderRun(config, event));
  if (error !== null) {
    demand(trigger === 'direct', () => `a timer event was refused: ${errorText(error)}`);
    checkInputError(error, 'event');
    return;
  }
  demand(order !== null && order.domains === options.domains, () => 'the names were lost');
  demand(order.approve === (trigger === 'timer' ? null : options.approve), () => `approved is ${order.approve}`);
  if (trigger === 'timer') {
    demand(order.mode === 'plan' || config.mode === 'renew', () => 'a timer widened the mode');
    demand(order.windowDays <= config.windowDays, () => `a timer widened the window to ${order.windowDays}`);
    return;
  }
  // Who approves a plan has seen the names in it.
  const isNamed = options.domains !== null || options.approve !== null;
  const maySpend = options.mode === 'renew' && (config.mode === 'renew' || isNamed);
  demand(order.mode === 'plan' || maySpend, () => 'a direct event spends without being asked to');
  const isCovered = config.ledger.kind === 'file' || order.windowDays <= config.ledger.horizonDays - 90;
  demand(isCovered, () => `a window of ${order.windowDays} days`);
}

/** The planted key is there, and at every place below a name that says so: it must not be repeated then. */
function isHidden(value: unknown): boolean {
  const places = [...placesOf(value, false, 0)];
  return places.length > 0 && places.every(Boolean);
}

function* placesOf(value: unknown, isBelowSecret: boolean, depth: number): Generator<boolean> {
  if (depth > 200) return;
  if (typeof value === 'string') {
    const inner = value.includes(PLANTED) && value !== PLANTED ? parsed(value) : undefined;
    if (inner !== undefined && typeof inner !== 'string') yield* placesOf(inner, isBelowSecret, depth + 1);
    else if (value.includes(PLANTED)) yield isBelowSecret;
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, one] of Object.entries(value)) {
      if (name.includes(PLANTED)) yield false;
      yield* placesOf(one, isBelowSecret || /secret|token|key/i.test(name), depth + 1);
    }
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function isFields(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function own(fields: object, name: string): unknown {
  return Object.hasOwn(fields, name) ? Reflect.get(fields, name) : undefined;
}
