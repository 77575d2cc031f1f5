import fc from 'fast-check';

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** Keys that no message may repeat. Every stretch of ten characters of them counts. */
export const SECRETS = {
  accessKeyId: 'FuzzPlantedKeyId01',
  accessKeySecret: 'FuzzPlantedSecret+/02',
  securityToken: 'FuzzPlantedToken+/=03',
} as const;

/** What a careless service might write into any text. */
const ECHOES = [
  ...Object.values(SECRETS),
  `?AccessKeyId=${SECRETS.accessKeyId}&Signature=abc&SignatureNonce=n0nce-0001`,
  `string to sign is:GET&%2F&${encodeURIComponent(encodeURIComponent(SECRETS.securityToken))}`,
  `for ${SECRETS.accessKeySecret.slice(4, 18)} only`,
];

/** A text in place of which the writer puts bare letters: numbers that JSON.stringify cannot write, and what is no JSON at all. */
export const RAW = '\u0001raw:';

const RAW_VALUES = [
  '1e400',
  '-1e400',
  '-0',
  '1.0',
  '1522080000000.5',
  '15220800000000000000000',
  '9007199254740993',
  '1e3',
  '1E-7',
  '00012',
  'NaN',
  'Infinity',
  '0x10',
  'undefined',
  '[[[[[[[[',
  `${'['.repeat(3000)}${']'.repeat(3000)}`,
  `${'{"a":'.repeat(3000)}1${'}'.repeat(3000)}`,
  `"${'x'.repeat(70_000)}"`,
];

const DATES = [
  '2017-02-30 20:46:57',
  'Dec 26,2017 11:00:54',
  'Foo 26,2017 11:00:54',
  'Dec 12,0017 11:00:54',
  '2026-06-01T12:00:00Z',
];

const anOddLetter = fc.constantFrom(
  ...Array.from('aZ09._-%/\\"\'{}[]:, \n\t\0\u007f\u00a0\u00ad\u00df\u0130\u200b\u202e\u2028\ufeff\ufffd例😀'),
  '\ud800',
  '\udc00',
);

/** Letters that somebody treats differently; fast-check's own unit of all of them costs half a second at its first use. */
export function anOddText(maxLength: number): fc.Arbitrary<string> {
  return fc.string({ unit: anOddLetter, maxLength });
}

/** Of the kinds that stand-ins and services mix up. */
export const anOddValue: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>(
    null,
    true,
    false,
    '',
    ' ',
    0,
    1,
    -1,
    2,
    3,
    {},
    [],
    [[]],
    [null],
    'true',
    'False',
    '0',
    '1',
    '3',
    '12',
    '-5',
  ),
  fc.constantFrom<Json>(...RAW_VALUES.map((raw) => `${RAW}${raw}`)),
  fc.constantFrom<Json>(
    ...DATES,
    ...ECHOES,
    'EXECUTE_SUCCESS',
    ' execute_failure ',
    'COMPLETE',
    'PENDING',
    'a.com',
    'a..com',
  ),
  fc.constantFrom<Json>(
    '\u202e\u0000\u001b[31m',
    '\ud800',
    'İ.com',
    '例子.中国',
    'xn--',
    'a.com\u2028',
    '%00',
    '{"a":1}',
  ),
  fc.integer({ min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer({ min: 1_500_000_000_000, max: 1_900_000_000_000 }),
  fc.integer({ min: 1_500_000_000_000, max: 1_900_000_000_000 }).map(String),
  anOddText(20),
);

export const anOddKey: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'toFixed',
    'hasOwnProperty',
    'length',
    '',
    'Code',
    'code',
  ),
  fc.constantFrom('Data', 'data', 'Domain', 'TaskDetail', 'TotalItemNum', 'TaskNo', 'RequestId', 'Message', 'key', '0'),
  anOddText(8),
);

/** Whether a text gives a planted secret away, or a piece of a signed request. */
export function secretIn(text: string): string | null {
  const lower = text.toLowerCase();
  const once = decoded(lower);
  const readings = [lower, once, decoded(once)];
  return FORBIDDEN.find((piece) => readings.some((reading) => reading.includes(piece))) ?? null;
}

const FORBIDDEN = [
  ...Object.values(SECRETS).flatMap((secret) =>
    Array.from({ length: secret.length - 11 }, (_, from) => secret.slice(from, from + 12).toLowerCase()),
  ),
  'signature=',
  'n0nce-0001',
];

function decoded(text: string): string {
  return text.replace(/%([0-9a-f]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)).toLowerCase(),
  );
}
