import { type DomainName, domainName } from '../model/domain.ts';
import type { Mode } from './config.ts';
import { InputError, type InputFault, shownField, shownUnlessSecret } from './fault.ts';

/** What an event asks for; null where it says nothing. */
export interface EventOptions {
  readonly mode: Mode | null;
  readonly domains: readonly DomainName[] | null;
  readonly windowDays: number | null;
  /** The digest of the one plan that may be carried out. */
  readonly approve: string | null;
}

/** A timer fires at a scheduled second; everything else comes from a person or a program directly. */
export type Trigger = 'timer' | 'direct' | 'command';

export interface RunEvent {
  readonly trigger: Trigger;
  readonly options: EventOptions;
}

export const NO_OPTIONS: EventOptions = { mode: null, domains: null, windowDays: null, approve: null };
const ALLOWED =
  'mode ("plan" or "renew"), domains (a list of domain names), windowDays (a whole number from 1 to 3650), approve (the digest of a plan)';

/**
 * Reads the bytes that a function was invoked with. A JSON object with `triggerTime`, `triggerName` and a text `payload`, or none, is
 * a timer event (help page 2513615); JSON options are a direct event; anything else counts as a direct event without options.
 * @throws InputError naming every unknown option and wrong value; nothing has been called then.
 */
export function readEvent(bytes: Uint8Array): RunEvent {
  const value = parseJson(new TextDecoder().decode(bytes));
  if (!isRecord(value)) return { trigger: 'direct', options: NO_OPTIONS };
  if (typeof value['triggerTime'] === 'string' && typeof value['triggerName'] === 'string') {
    return { trigger: 'timer', options: readPayload(value['payload'] ?? '') };
  }
  return { trigger: 'direct', options: isConsoleSample(value) ? NO_OPTIONS : readOptions(value) };
}

/** The console's test button offers `{"key":"value"}` or `{"key1":"value1",…}` until a person types something else. */
function isConsoleSample(value: Record<string, unknown>): boolean {
  return Object.keys(value).every((key) => /^key\d*$/.test(key));
}

function readPayload(payload: unknown): EventOptions {
  if (typeof payload === 'string' && payload.trim() === '') return NO_OPTIONS;
  const value = typeof payload === 'string' ? parseJson(payload) : undefined;
  if (isRecord(value)) return readOptions(value);
  const allowed = `empty, or a text that is a JSON object with ${ALLOWED}`;
  throw new InputError('event', [{ field: 'payload', value: shownUnlessSecret('payload', payload), allowed }]);
}

/**
 * Checks options that were given as an object.
 * @throws InputError naming every unknown option and wrong value.
 */
export function readOptions(value: Record<string, unknown>): EventOptions {
  const faults: InputFault[] = [];
  for (const key of Object.keys(value)) {
    if (!Object.hasOwn(NO_OPTIONS, key)) {
      faults.push({ field: shownField(key), value: shownUnlessSecret(key, value[key]), allowed: ALLOWED });
    }
  }
  const options: EventOptions = {
    mode: readMode(value['mode'], faults),
    domains: readDomains(value['domains'], faults),
    windowDays: readWindowDays(value['windowDays'], faults),
    approve: readApprove(value, faults),
  };
  if (faults.length > 0) throw new InputError('event', faults);
  return options;
}

function readMode(value: unknown, faults: InputFault[]): Mode | null {
  if (value === undefined || value === 'plan' || value === 'renew') return value ?? null;
  faults.push({ field: 'mode', value: shownUnlessSecret('mode', value), allowed: '"plan" or "renew"' });
  return null;
}

function readWindowDays(value: unknown, faults: InputFault[]): number | null {
  if (value === undefined) return null;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 3650) return value;
  faults.push({
    field: 'windowDays',
    value: shownUnlessSecret('windowDays', value),
    allowed: 'a whole number from 1 to 3650',
  });
  return null;
}

/** A digest without the wish to renew would silently plan. */
function readApprove(value: Record<string, unknown>, faults: InputFault[]): string | null {
  const { approve, mode } = value;
  if (approve === undefined) return null;
  const isDigest = typeof approve === 'string' && /^[0-9a-f]{64}$/.test(approve);
  if (isDigest && mode === 'renew') return approve;
  const allowed = isDigest ? 'only together with "mode":"renew"' : 'the digest of a plan: 64 of 0-9 a-f';
  faults.push({ field: 'approve', value: shownUnlessSecret('approve', approve), allowed });
  return null;
}

function readDomains(value: unknown, faults: InputFault[]): DomainName[] | null {
  if (value === undefined) return null;
  const allowed = 'a list of at least one domain name, for example ["example.com"]';
  if (!Array.isArray(value) || value.length === 0) {
    faults.push({ field: 'domains', value: shownUnlessSecret('domains', value), allowed });
    return null;
  }
  const names = new Set<DomainName>();
  for (const item of value as unknown[]) {
    const name = typeof item === 'string' ? domainName(item) : null;
    if (name === null) faults.push({ field: 'domains', value: shownUnlessSecret('domains', item), allowed });
    else names.add(name);
  }
  return [...names];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // Not JSON is an expected answer here: the caller decides what it means.
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
