import { describe, expect, it } from 'vitest';
import type { Mode } from '../../../src/config/config.ts';
import { type EventOptions, NO_OPTIONS, type Trigger } from '../../../src/config/event.ts';
import { InputError } from '../../../src/config/fault.ts';
import { orderCheck, orderRun, runId } from '../../../src/config/run-order.ts';
import { aName, at } from '../../builders/domains.ts';
import { aConfig } from '../../builders/settings.ts';

const domains = [aName('a.com')];
const order = (trigger: Trigger, mode: Mode, options: Partial<EventOptions>) =>
  orderRun(aConfig({ mode, windowDays: 35 }), { trigger, options: { ...NO_OPTIONS, ...options } });

describe('orderRun', () => {
  type Row = [trigger: Trigger, settings: Mode, asked: Partial<EventOptions>, expected: string];
  const table: Row[] = [
    ['timer', 'plan', {}, 'plan 35'],
    ['timer', 'renew', {}, 'renew 35'],
    ['timer', 'renew', { mode: 'plan' }, 'plan 35'],
    ['timer', 'renew', { mode: 'renew' }, 'renew 35'],
    ['timer', 'plan', { mode: 'plan' }, 'plan 35'],
    ['timer', 'plan', { mode: 'renew' }, 'plan 35, 1 ignored'],
    ['timer', 'plan', { mode: 'renew', domains }, 'plan 35 of a.com, 1 ignored'],
    ['timer', 'renew', { windowDays: 7 }, 'renew 7'],
    ['timer', 'renew', { windowDays: 35 }, 'renew 35'],
    ['timer', 'renew', { windowDays: 36 }, 'renew 35, 1 ignored'],
    ['timer', 'plan', { mode: 'renew', windowDays: 90, approve: null }, 'plan 35, 2 ignored'],
    ['timer', 'renew', { domains }, 'renew 35 of a.com'],
    ['direct', 'plan', {}, 'plan 35'],
    ['direct', 'renew', {}, 'plan 35'],
    ['direct', 'renew', { domains }, 'plan 35 of a.com'],
    ['direct', 'renew', { mode: 'renew' }, 'renew 35'],
    ['direct', 'plan', { mode: 'renew' }, 'refused'],
    ['direct', 'plan', { mode: 'renew', domains }, 'renew 35 of a.com'],
    ['direct', 'plan', { mode: 'renew', windowDays: 7 }, 'refused'],
    ['direct', 'plan', { windowDays: 90, approve: null }, 'plan 90'],
    ['command', 'plan', { mode: 'renew' }, 'refused'],
    ['command', 'plan', { mode: 'renew', domains }, 'renew 35 of a.com'],
    ['command', 'renew', { mode: 'renew' }, 'renew 35'],
    ['command', 'renew', {}, 'plan 35'],
  ];
  it.each(table)('%s event, RENEW_MODE=%s, %j → %s', (trigger, mode, options, expected) => {
    if (expected === 'refused') {
      expect(() => order(trigger, mode, options)).toThrow(InputError);
      return;
    }
    const made = order(trigger, mode, options);
    const names = made.domains === null ? '' : ` of ${made.domains.join(',')}`;
    const ignored = made.ignored.length === 0 ? '' : `, ${made.ignored.length} ignored`;
    expect(`${made.mode} ${made.windowDays}${names}${ignored}`).toBe(expected);
    expect(made.trigger).toBe(trigger);
  });

  it('says what a timer asked for in vain, with the figures', () => {
    const { ignored } = order('timer', 'plan', { mode: 'renew', windowDays: 90, approve: null });
    expect(ignored[0]).toContain('RENEW_MODE is plan');
    expect(ignored[1]).toContain('windowDays 90, but RENEW_WINDOW_DAYS is 35');
  });

  it('names the way out when it refuses', () => {
    expect(() => order('direct', 'plan', { mode: 'renew' })).toThrow(
      '"renew" only together with "domains", or after RENEW_MODE is set to renew',
    );
    expect(() => order('command', 'plan', { mode: 'renew' })).toThrow(
      'or set RENEW_MODE=renew to renew all that is due',
    );
  });
});

describe('a window beyond the horizon', () => {
  const place = { kind: 'sls', endpoint: 'https://x', project: 'p-1', logstore: 'l-1', horizonDays: 400 } as const;
  const asked = (trigger: Trigger, windowDays: number) =>
    orderRun(aConfig({ ledger: place }), { trigger, options: { ...NO_OPTIONS, windowDays } }).windowDays;
  const allowed = 'allowed: at most 310, because LEDGER_HORIZON_DAYS is 400: older claims are not read';

  it.each(['direct', 'command'] as const)('is refused with the figure (%s)', (trigger) => {
    expect(asked(trigger, 310)).toBe(310);
    expect(() => asked(trigger, 311)).toThrow(`windowDays is 311; ${allowed}`);
  });

  it('means nothing to a timer, which cannot widen, nor to a file', () => {
    expect(asked('timer', 311)).toBe(35);
    expect(order('direct', 'plan', { windowDays: 3650 }).windowDays).toBe(3650);
  });
});

describe('orderCheck', () => {
  it('never widens or spends; names narrow it', () => {
    const options = { mode: 'renew', domains, windowDays: 90, approve: null } as const;
    expect(orderCheck(aConfig({ mode: 'plan' }), { trigger: 'direct', options })).toEqual({
      trigger: 'direct',
      mode: 'plan',
      windowDays: 35,
      domains,
      approve: null,
      ignored: [],
    });
  });
});

describe('runId', () => {
  it('sorts by time and names the kind', () => {
    expect(runId('renew', at('2026-06-01T12:00:00.123Z'), '0123456789')).toBe('renew-20260601T120000Z-01234567');
  });
});
