import { describe, expect, it } from 'vitest';
import { type EventOptions, NO_OPTIONS, readEvent, readOptions } from '../../../src/config/event.ts';
import { InputError } from '../../../src/config/fault.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const timer = (payload: unknown): string =>
  JSON.stringify({ triggerTime: '2026-06-01T01:00:00Z', triggerName: 'daily', payload });

function faultsOf(text: string): [field: string, value: string][] {
  try {
    readEvent(bytes(text));
  } catch (error) {
    if (error instanceof InputError) return error.faults.map(({ field, value }) => [field, value]);
    throw error;
  }
  throw new Error('no fault was found');
}

describe('readEvent', () => {
  const good: [name: string, text: string, trigger: string, options: Partial<EventOptions>][] = [
    ['a timer without payload', timer(''), 'timer', {}],
    ['a timer that has no payload at all', timer(undefined), 'timer', {}],
    ['a timer whose payload is null', timer(null), 'timer', {}],
    ['a timer with a blank payload', timer(' \n'), 'timer', {}],
    ['a timer with options', timer('{"mode":"plan","windowDays":7}'), 'timer', { mode: 'plan', windowDays: 7 }],
    ['a timer with fields of its own besides', timer('{}').replace('{', '{"x":1,'), 'timer', {}],
    [
      'direct options',
      '{"mode":"renew","domains":["A.com","a.com."]}',
      'direct',
      { mode: 'renew', domains: ['a.com' as never] },
    ],
    ['an international name', '{"domains":["例子.中国"]}', 'direct', { domains: ['xn--fsqu00a.xn--fiqs8s' as never] }],
    ['nothing at all', '', 'direct', {}],
    ['an empty object', '{}', 'direct', {}],
    ['the old sample of the console', '{"key":"value"}', 'direct', {}],
    ['the new sample of the console', '{"key1":"value1","key2":"value2","key3":"value3"}', 'direct', {}],
    ['not JSON', 'hello', 'direct', {}],
    ['half a JSON text', '{"mode":"renew"', 'direct', {}],
    ['a JSON text', '"renew"', 'direct', {}],
    ['a number', '1', 'direct', {}],
    ['null', 'null', 'direct', {}],
    ['a list', '[{"mode":"renew"}]', 'direct', {}],
    ['a byte order mark before options', '\uFEFF{"mode":"plan"}', 'direct', { mode: 'plan' }],
  ];
  it.each(good)('%s', (_name, text, trigger, options) => {
    expect(readEvent(bytes(text))).toEqual({ trigger, options: { ...NO_OPTIONS, ...options } });
  });

  it('takes any bytes for no options', () => {
    expect(readEvent(Uint8Array.from([0xff, 0xfe, 0, 0x80]))).toEqual({ trigger: 'direct', options: NO_OPTIONS });
  });

  const bad: [name: string, text: string, faults: [string, string][]][] = [
    ['an unknown option', '{"modus":"renew"}', [['modus', '"renew"']]],
    ['a name from the prototype', '{"__proto__":{"mode":"renew"}}', [['__proto__', '{"mode":"renew"}']]],
    ['an inherited name', '{"toString":1}', [['toString', '1']]],
    ['a mode that is none', '{"mode":"RENEW"}', [['mode', '"RENEW"']]],
    ['a mode that is null', '{"mode":null}', [['mode', 'null']]],
    ['a window of 0 days', '{"windowDays":0}', [['windowDays', '0']]],
    ['a window that is a text', '{"windowDays":"35"}', [['windowDays', '"35"']]],
    ['a broken window', '{"windowDays":1.5}', [['windowDays', '1.5']]],
    ['a window of 11 years', '{"windowDays":4000}', [['windowDays', '4000']]],
    ['no domain in the list', '{"domains":[]}', [['domains', '[]']]],
    ['domains as a text', '{"domains":"a.com"}', [['domains', '"a.com"']]],
    [
      'domains that are none',
      '{"domains":["a.com","x","http://a.com",7]}',
      [
        ['domains', '"x"'],
        ['domains', '"http://a.com"'],
        ['domains', '7'],
      ],
    ],
    ['a glob among the domains', '{"domains":["*.com"]}', [['domains', '"*.com"']]],
    [
      'all of it at once',
      '{"a":1,"mode":2,"windowDays":"x","domains":{}}',
      [
        ['a', '1'],
        ['mode', '2'],
        ['domains', '{}'],
        ['windowDays', '"x"'],
      ],
    ],
    ['a sample with an option', '{"key":"value","mode":"renew"}', [['key', '(hidden)']]],
    ['a key that was handed over', '{"accessKeySecret":"PLANTED"}', [['accessKeySecret', '(hidden)']]],
    ['a token', '{"SECURITY_TOKEN":"PLANTED"}', [['SECURITY_TOKEN', '(hidden)']]],
    ['a password', '{"userPassword":7}', [['userPassword', '(hidden)']]],
    ['keys inside of something else', '{"context":{"a":{"Secret":"PLANTED"}}}', [['context', '(hidden)']]],
    ['keys as a mode', '{"mode":{"accessKeySecret":"PLANTED"}}', [['mode', '(hidden)']]],
    ['keys as a window', '{"windowDays":[{"token":"PLANTED"}]}', [['windowDays', '(hidden)']]],
    ['keys as domains', '{"domains":{"secret":"PLANTED"}}', [['domains', '(hidden)']]],
    ['keys as a domain', '{"domains":[{"secret":"PLANTED"}]}', [['domains', '(hidden)']]],
    ['a name that a terminal obeys', '{"a\\u001b[31m\\nb":1}', [['"a\\u001b[31m\\nb"', '1']]],
    ['a value that a terminal obeys', '{"mode":"\u202e\u009b\u2028"}', [['mode', '"\\u202e\\u009b\\u2028"']]],
    ['a long name', `{"${'x'.repeat(5000)}":1}`, [[`"${'x'.repeat(56)}…"`, '1']]],
    ['a payload of keys', timer('secret=PLANTED'), [['payload', '(hidden)']]],
    ['a timer whose payload is not JSON', timer('renew please'), [['payload', '"renew please"']]],
    ['a timer whose payload is a list', timer('["a.com"]'), [['payload', '"[\\"a.com\\"]"']]],
    ['a timer whose payload has an unknown option', timer('{"dryRun":true}'), [['dryRun', 'true']]],
    ['a timer whose payload is no text', timer({ mode: 'plan' }), [['payload', '{"mode":"plan"}']]],
  ];
  it.each(bad)('refuses %s', (_name, text, faults) => {
    expect(faultsOf(text)).toEqual(faults);
  });

  it('says what is allowed', () => {
    expect(() => readEvent(bytes('{"modus":"renew"}'))).toThrow(
      'modus is "renew"; allowed: mode ("plan" or "renew"), domains (a list of domain names), windowDays (a whole number from 1 to 3650)',
    );
  });

  it('refuses a value that is nested too deep to be shown', () => {
    const deep = `{"x":${'['.repeat(50_000)}${']'.repeat(50_000)}}`;
    expect(() => readEvent(bytes(deep))).toThrow(InputError);
  });
});

describe('readOptions', () => {
  it('takes every option', () => {
    expect(readOptions({ mode: 'plan', domains: ['b.cn', 'a.com'], windowDays: 3650 })).toEqual({
      mode: 'plan',
      domains: ['b.cn', 'a.com'],
      windowDays: 3650,
      approve: null,
    });
    const approve = '0123456789abcdef'.repeat(4);
    expect(readOptions({ mode: 'renew', approve })).toMatchObject({ mode: 'renew', approve });
  });
});
