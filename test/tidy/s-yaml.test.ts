import { expect, test } from 'vitest';
import { readSettings, SETTING_NAMES } from '../../src/config/settings.ts';
import { readText } from './repository.ts';
import { preview, type Spec } from './s-preview.ts';
import { minutesOfDay, specFaults } from './s-yaml-rules.ts';

const yaml = readText('s.yaml');
const delivered = preview(yaml);

/** A thing inside the spec, by its path; written for tests, which know what is there. */
function inside(spec: Spec, path: string): Record<string, unknown> {
  const steps = path === '' ? [] : path.split('.');
  return steps.reduce<Spec>((value, step) => value[step] as Spec, spec);
}

function environmentOf(spec: Spec, resource: 'check' | 'renew'): Record<string, string> {
  return inside(spec, `resources.${resource}.props.environmentVariables`) as Record<string, string>;
}

test('s.yaml as delivered breaks no rule', () => {
  expect(specFaults(delivered, SETTING_NAMES)).toEqual([]);
});

test('as delivered nothing is spent', () => {
  expect(environmentOf(delivered, 'renew')['RENEW_MODE']).toBe('plan');
});

test('both functions have the same settings', () => {
  expect(environmentOf(delivered, 'check')).toEqual(environmentOf(delivered, 'renew'));
});

test('the settings as delivered are the defaults of the code', () => {
  const project = { SLS_PROJECT: 'our-project' };
  const place = { SLS_ENDPOINT: 'https://cn-hangzhou.log.aliyuncs.com', SLS_LOGSTORE: 'domain-renew-ledger' };
  const asDelivered = readSettings({ ...environmentOf(delivered, 'renew'), ...project }, 'function');
  expect(asDelivered).toEqual(readSettings({ ...place, ...project }, 'function'));
});

test('variables of the command line stay out of the cloud; those with the prefix are taken', () => {
  const ownMachine = {
    RENEW_MODE: 'renew',
    DOMAIN_ENDPOINT: 'http://127.0.0.1:8080',
    LEDGER: 'file:here',
    ALIBABA_CLOUD_ACCESS_KEY_ID: 'key',
  };
  expect(preview(yaml, ownMachine)).toEqual(delivered);
  const deployed = preview(yaml, {
    FC_DEPLOY_REGION: 'cn-beijing',
    FC_RENEW_ROLE: 'acs:ram::1234567890123456:role/renewer',
    FC_DEPLOY_RENEW_MODE: 'renew',
    FC_DEPLOY_RENEW_YEARS: '2',
    FC_DEPLOY_SLS_PROJECT: 'our-project',
  });
  expect(specFaults(deployed, SETTING_NAMES)).toEqual([]);
  expect(inside(deployed, 'resources.renew.props')).toMatchObject({
    region: 'cn-beijing',
    role: 'acs:ram::1234567890123456:role/renewer',
    environmentVariables: {
      RENEW_MODE: 'renew',
      RENEW_YEARS: '2',
      SLS_PROJECT: 'our-project',
      SLS_ENDPOINT: 'https://cn-beijing.log.aliyuncs.com',
    },
  });
});

test('every setting has its variable for deployment, named after it', () => {
  const variables = [...yaml.matchAll(/^ {8}([A-Z_]+): \$\{env\('FC_DEPLOY_([A-Z_]+)', /gm)];
  const wanted = SETTING_NAMES.filter((name) => !name.startsWith('ALIBABA_CLOUD_'));
  expect(new Set(variables.map(([, name]) => name))).toEqual(new Set(wanted));
  expect(variables.filter(([, name, variable]) => name !== variable)).toEqual([]);
});

const renew = 'resources.renew.props';
const renewAt = '/resources/renew/props';

/** `at` a path, `set` what to put there; undefined takes a key away. */
const mutations: [string, string, Record<string, unknown>, string][] = [
  ['an unknown key at the top', '', { services: {} }, ' must NOT have additional properties: services'],
  ['an unknown variable', 'vars', { x: '1' }, '/vars must NOT have additional properties: x'],
  ['an unknown resource', 'resources', { other: {} }, '/resources must NOT have additional properties: other'],
  ['a resource less', 'resources', { check: undefined }, "/resources must have required property 'check'"],
  [
    'another component',
    'resources.renew',
    { component: 'fc3' },
    '/resources/renew/component must be equal to constant: fc3@0.1.22',
  ],
  ['no build', 'resources.renew', { actions: undefined }, "/resources/renew must have required property 'actions'"],
  ['an unknown property', renew, { timeOut: 9 }, `${renewAt} must NOT have additional properties: timeOut`],
  ['a newer runtime', renew, { runtime: 'nodejs22' }, `${renewAt}/runtime must be equal to constant: nodejs20`],
  ['no timeout', renew, { timeout: undefined }, `${renewAt} must have required property 'timeout'`],
  ['a timeout as text', renew, { timeout: '120' }, `${renewAt}/timeout must be integer`],
  [
    'a wrong handler',
    renew,
    { handler: 'index.handler' },
    `${renewAt}/handler must be equal to constant: renew.handler`,
  ],
  [
    'a role with capitals',
    renew,
    { role: 'acs:ram::123456789012:role/Domain-Renew' },
    `${renewAt}/role must match pattern "^acs:ram::[0-9]+:role/[a-z0-9.-]{1,64}$"`,
  ],
  [
    'one role for both',
    renew,
    { role: 'acs:ram::123456789012:role/domain-renew-check' },
    'check and renew share a role, so check could spend',
  ],
  ['too little memory', renew, { memorySize: 256 }, 'renew: memory in GB must be 1 to 4 times cpu'],
  ['an odd share of a core', renew, { cpu: 0.33 }, 'renew: cpu 0.33 is no multiple of 0.05'],
  [
    'two runs at once',
    `${renew}.concurrencyConfig`,
    { reservedConcurrency: 2 },
    `${renewAt}/concurrencyConfig/reservedConcurrency must be equal to constant: 1`,
  ],
  [
    'a retry',
    `${renew}.asyncInvokeConfig`,
    { maxAsyncRetryAttempts: 1 },
    `${renewAt}/asyncInvokeConfig/maxAsyncRetryAttempts must be <= 0`,
  ],
  [
    'retries by default',
    `${renew}.asyncInvokeConfig`,
    { maxAsyncRetryAttempts: undefined },
    `${renewAt}/asyncInvokeConfig must have required property 'maxAsyncRetryAttempts'`,
  ],
  [
    'an event too old',
    `${renew}.asyncInvokeConfig`,
    { maxAsyncEventAgeInSeconds: 604_801 },
    `${renewAt}/asyncInvokeConfig/maxAsyncEventAgeInSeconds must be <= 604800`,
  ],
  [
    'a setting as number',
    `${renew}.environmentVariables`,
    { RENEW_YEARS: 1 },
    `${renewAt}/environmentVariables/RENEW_YEARS must be string`,
  ],
  [
    'a setting as flag',
    `${renew}.environmentVariables`,
    { RENEW_EXPIRED: true },
    `${renewAt}/environmentVariables/RENEW_EXPIRED must be string`,
  ],
  [
    'an unknown setting',
    `${renew}.environmentVariables`,
    { RENEW_WINDOW: '35' },
    'renew: RENEW_WINDOW is no setting of the code',
  ],
  [
    'a missing setting',
    `${renew}.environmentVariables`,
    { RENEW_MAX_SHARE: undefined },
    'renew: RENEW_MAX_SHARE is a setting of the code, but is not declared',
  ],
  [
    'a reserved variable',
    `${renew}.environmentVariables`,
    { FC_REGION: 'x' },
    'renew: FC_REGION is reserved by Function Compute',
  ],
  [
    'a credential',
    `${renew}.environmentVariables`,
    { ALIBABA_CLOUD_ACCESS_KEY_ID: 'x' },
    'renew: ALIBABA_CLOUD_ACCESS_KEY_ID is a credential, which comes from the role',
  ],
  [
    'too long settings',
    `${renew}.environmentVariables`,
    { RENEW_EXCLUDE: 'x'.repeat(4096) },
    'renew: environment variables take 4',
  ],
  [
    'a renamed trigger',
    `${renew}.triggers.0`,
    { triggerName: 'nightly' },
    `${renewAt}/triggers/0/triggerName must be equal to constant: daily`,
  ],
  [
    'a trigger of a version',
    `${renew}.triggers.0`,
    { qualifier: '1' },
    `${renewAt}/triggers/0/qualifier must be equal to constant: LATEST`,
  ],
  [
    'a trigger switched off',
    `${renew}.triggers.0.triggerConfig`,
    { enable: false },
    `${renewAt}/triggers/0/triggerConfig/enable must be equal to constant: true`,
  ],
  [
    'a typo',
    `${renew}.triggers.0.triggerConfig`,
    { cronExpresion: 'x' },
    `${renewAt}/triggers/0/triggerConfig must NOT have additional properties: cronExpresion`,
  ],
  [
    'five fields',
    `${renew}.triggers.0.triggerConfig`,
    { cronExpression: 'CRON_TZ=Asia/Shanghai 0 9 * * *' },
    `${renewAt}/triggers/0/triggerConfig/cronExpression must match pattern`,
  ],
  [
    'seven fields',
    `${renew}.triggers.0.triggerConfig`,
    { cronExpression: 'CRON_TZ=Asia/Shanghai 0 0 9 * * * *' },
    `${renewAt}/triggers/0/triggerConfig/cronExpression must match pattern`,
  ],
  [
    'no time zone',
    `${renew}.triggers.0.triggerConfig`,
    { cronExpression: '0 0 9 * * *' },
    `${renewAt}/triggers/0/triggerConfig/cronExpression must match pattern`,
  ],
  [
    'twice a day',
    `${renew}.triggers.0.triggerConfig`,
    { cronExpression: 'CRON_TZ=Asia/Shanghai 0 0 9,21 * * *' },
    'renew must start once a day, at one minute',
  ],
  [
    'not every day',
    `${renew}.triggers.0.triggerConfig`,
    { cronExpression: 'CRON_TZ=Asia/Shanghai 0 0 9 * * 1' },
    'renew must start once a day, at one minute',
  ],
  [
    'the same minute',
    'resources.check.props.triggers.0.triggerConfig',
    { cronExpression: 'CRON_TZ=Asia/Shanghai 0 0 1,9,17 * * *' },
    'check starts at the same minute as renew',
  ],
  [
    'one look a day',
    'resources.check.props.triggers.0.triggerConfig',
    { cronExpression: 'CRON_TZ=Asia/Shanghai 0 30 10 * * *' },
    'check looks less than twice a day, an hour apart',
  ],
  [
    'two looks in one hour',
    'resources.check.props.triggers.0.triggerConfig',
    { cronExpression: 'CRON_TZ=Asia/Shanghai 0 10,40 10 * * *' },
    'check looks less than twice a day, an hour apart',
  ],
  [
    'a look every hour',
    'resources.check.props.triggers.0.triggerConfig',
    { cronExpression: 'CRON_TZ=Asia/Shanghai 0 30 * * * *' },
    'check starts more than 12 times a day',
  ],
];

test.each(mutations)('a fault is named: %s', (_name, at, set, fault) => {
  const spec = structuredClone(delivered);
  const target = inside(spec, at);
  for (const [key, value] of Object.entries(set)) {
    if (value === undefined) delete target[key];
    else target[key] = value;
  }
  expect(specFaults(spec, SETTING_NAMES).filter((found) => found.startsWith(fault))).toHaveLength(1);
});

test('the check function may be retried once, not more', () => {
  const spec = structuredClone(delivered);
  inside(spec, 'resources.check.props.asyncInvokeConfig')['maxAsyncRetryAttempts'] = 2;
  const fault = '/resources/check/props/asyncInvokeConfig/maxAsyncRetryAttempts must be <= 1';
  expect(specFaults(spec, SETTING_NAMES)).toEqual([fault]);
});

test("the component's own schema is asked too", () => {
  const spec = structuredClone(delivered);
  inside(spec, renew)['timeout'] = 86_401;
  expect(specFaults(spec, SETTING_NAMES)).toContain('renew: fc3: /timeout must be <= 86400');
});

test('a setting that the code gains must be declared', () => {
  const faults = ['check', 'renew'].map((name) => `${name}: NEW_ONE is a setting of the code, but is not declared`);
  expect(specFaults(delivered, [...SETTING_NAMES, 'NEW_ONE'])).toEqual(faults);
});

test('a number that the environment may replace becomes a text, and is a fault', () => {
  const variable = yaml.replace('timeout: 600', "timeout: ${env('T', 600)}");
  expect(specFaults(preview(variable), SETTING_NAMES)).toEqual([]);
  expect(specFaults(preview(variable, { T: '120' }), SETTING_NAMES)).toEqual([
    'renew: fc3: /timeout must be integer',
    '/resources/renew/props/timeout must be integer',
  ]);
});

test('what cannot be read is refused before any rule', () => {
  expect(() => preview(`${yaml}\nname: twice\n`)).toThrow();
  expect(() => preview(yaml.replace("env('FC_DEPLOY_REGION', 'cn-hangzhou')", "env('FC_DEPLOY_REGION')"))).toThrow();
});

test.each([
  ['CRON_TZ=Asia/Shanghai 0 0 9 * * *', [540]],
  ['CRON_TZ=Asia/Shanghai 0 30 1,5 * * *', [90, 330]],
  ['CRON_TZ=Asia/Shanghai 0 */30 0-1 * * *', [0, 30, 60, 90]],
  ['CRON_TZ=Asia/Shanghai 0 5 20/2 * * *', [1205, 1325]],
  ['CRON_TZ=Asia/Shanghai * 0 9 * * *', []],
  ['CRON_TZ=Asia/Shanghai 0 0 9 1 * *', []],
])('%s fires at the minutes %j', (cron, minutes) => {
  expect(minutesOfDay(cron)).toEqual(minutes);
});
