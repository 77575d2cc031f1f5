import { Ajv, type ErrorObject } from 'ajv';
import { readText } from './repository.ts';

/** What is checked after interpolation; typed as far as the strict schema has already proven it. */
interface CheckedSpec {
  readonly resources: Readonly<Record<'check' | 'renew', { readonly props: CheckedProps }>>;
}

interface CheckedProps {
  readonly role: string;
  readonly cpu: number;
  readonly memorySize: number;
  readonly timeout: number;
  readonly environmentVariables: Readonly<Record<string, string>>;
  readonly triggers: readonly [{ readonly triggerConfig: { readonly cronExpression: string } }];
}

const object = (properties: Readonly<Record<string, object>>): object => ({
  type: 'object',
  additionalProperties: false,
  required: Object.keys(properties),
  properties,
});

const is = (value: string | number | boolean): object => ({ const: value });
const text = { type: 'string', minLength: 1 };

/** Six fields after the time zone: fc3 takes anything, and Function Compute reads five fields as something else. */
const cronPattern = '^CRON_TZ=Asia/Shanghai(?: [0-9*,/-]+){6}$';

const triggerOf = (name: string): object => ({
  type: 'array',
  minItems: 1,
  maxItems: 1,
  items: object({
    // Triggers that vanish from s.yaml stay alive in the cloud: a new name would mean two timers.
    triggerName: is(name),
    triggerType: is('timer'),
    qualifier: is('LATEST'),
    triggerConfig: object({
      cronExpression: { type: 'string', pattern: cronPattern },
      enable: is(true),
      payload: { type: 'string' },
    }),
  }),
});

interface Expected {
  readonly name: 'check' | 'renew';
  readonly trigger: string;
  readonly retriesMax: number;
}

const resourceOf = ({ name, trigger, retriesMax }: Expected): object =>
  object({
    component: is('fc3@0.1.22'),
    actions: object({
      'pre-deploy': {
        type: 'array',
        minItems: 1,
        maxItems: 1,
        items: object({ run: is('npm run build'), path: is('./') }),
      },
    }),
    props: object({
      region: text,
      functionName: is(`domain-renew-${name}`),
      description: text,
      runtime: is('nodejs20'),
      code: is('./dist/functions'),
      handler: is(`${name}.handler`),
      role: { type: 'string', pattern: '^acs:ram::[0-9]+:role/[a-z0-9.-]{1,64}$' },
      memorySize: { type: 'integer', multipleOf: 64, minimum: 128 },
      cpu: { type: 'number', minimum: 0.05 },
      diskSize: is(512),
      timeout: { type: 'integer', minimum: 60, maximum: 900 },
      internetAccess: is(true),
      logConfig: is('auto'),
      environmentVariables: { type: 'object', additionalProperties: { type: 'string' } },
      concurrencyConfig: object({ reservedConcurrency: is(1) }),
      asyncInvokeConfig: object({
        maxAsyncRetryAttempts: { type: 'integer', minimum: 0, maximum: retriesMax },
        maxAsyncEventAgeInSeconds: { type: 'integer', minimum: 60, maximum: 604_800 },
      }),
      triggers: triggerOf(trigger),
    }),
  });

const strictSchema = object({
  edition: is('3.0.0'),
  name: is('domain-renew'),
  access: text,
  vars: object({ region: text, renewRole: text, checkRole: text, slsEndpoint: text }),
  resources: object({
    check: resourceOf({ name: 'check', trigger: 'settle', retriesMax: 1 }),
    renew: resourceOf({ name: 'renew', trigger: 'daily', retriesMax: 0 }),
  }),
});

const validateStrictly = new Ajv({ allErrors: true }).compile(strictSchema);
// The component's own schema, which lets unknown keys through.
const validateProps = new Ajv({ allErrors: true, strict: false }).compile(
  JSON.parse(readText('test/fixtures/fc3-props.schema.json')) as object,
);

/** Everything that is wrong with an s.yaml after interpolation. What needs sound types is checked once the types are sound. */
export function specFaults(spec: unknown, settingNames: readonly string[]): string[] {
  const faults = [...componentFaults(spec)];
  if (!validateStrictly(spec)) return [...faults, ...(validateStrictly.errors ?? []).map(sentence)];
  const { check, renew } = (spec as CheckedSpec).resources;
  const each = Object.entries({ check, renew }).flatMap(([name, { props }]) =>
    [...settingFaults(props.environmentVariables, settingNames), ...sizeFaults(props)].map(
      (fault) => `${name}: ${fault}`,
    ),
  );
  const sameRole = check.props.role === renew.props.role ? ['check and renew share a role, so check could spend'] : [];
  return [...faults, ...each, ...sameRole, ...scheduleFaults(check.props, renew.props)];
}

function componentFaults(spec: unknown): string[] {
  const resources = Object.entries((spec as Partial<CheckedSpec>).resources ?? {});
  return resources.flatMap(([name, resource]) =>
    validateProps(resource.props)
      ? []
      : (validateProps.errors ?? []).map((error) => `${name}: fc3: ${sentence(error)}`),
  );
}

function sentence(error: ErrorObject): string {
  const { additionalProperty, allowedValue } = error.params as Record<string, string | undefined>;
  const detail = additionalProperty ?? allowedValue;
  return `${error.instancePath} ${error.message ?? ''}${detail === undefined ? '' : `: ${detail}`}`;
}

function settingFaults(variables: Readonly<Record<string, string>>, settingNames: readonly string[]): string[] {
  const isCredential = (name: string): boolean => name.startsWith('ALIBABA_CLOUD_');
  const wanted = settingNames.filter((name) => !isCredential(name));
  const names = Object.keys(variables);
  const bytes = names.reduce((sum, name) => sum + Buffer.byteLength(name + (variables[name] ?? '')), 0);
  return [
    ...names.filter((name) => name.startsWith('FC_')).map((name) => `${name} is reserved by Function Compute`),
    ...names.filter(isCredential).map((name) => `${name} is a credential, which comes from the role`),
    ...names.filter((name) => !settingNames.includes(name)).map((name) => `${name} is no setting of the code`),
    ...wanted
      .filter((name) => !names.includes(name))
      .map((name) => `${name} is a setting of the code, but is not declared`),
    ...(bytes > 4096 ? [`environment variables take ${bytes} bytes, more than 4096`] : []),
  ];
}

function sizeFaults(props: CheckedProps): string[] {
  const gigabytesPerCore = props.memorySize / 1024 / props.cpu;
  const isStep = Math.abs(props.cpu * 20 - Math.round(props.cpu * 20)) < 1e-9;
  return [
    ...(isStep ? [] : [`cpu ${props.cpu} is no multiple of 0.05`]),
    ...(gigabytesPerCore >= 1 && gigabytesPerCore <= 4 ? [] : ['memory in GB must be 1 to 4 times cpu']),
  ];
}

const dayMinutes = 24 * 60;

/** A claim without a task number is released after two looks an hour apart, and none may stay open for a day unnoticed. */
function scheduleFaults(check: CheckedProps, renew: CheckedProps): string[] {
  const looks = minutesOfDay(check.triggers[0].triggerConfig.cronExpression);
  const starts = minutesOfDay(renew.triggers[0].triggerConfig.cronExpression);
  const start = starts[0];
  if (starts.length !== 1 || start === undefined) return ['renew must start once a day, at one minute'];
  const after = looks.map((look) => (look - start + dayMinutes) % dayMinutes).sort((a, b) => a - b);
  const settled = after.filter((minutes) => minutes * 60 >= renew.timeout);
  const first = settled[0] ?? dayMinutes;
  return [
    ...(after.includes(0) ? ['check starts at the same minute as renew'] : []),
    ...(settled.some((minutes) => minutes >= first + 60) ? [] : ['check looks less than twice a day, an hour apart']),
    ...(looks.length > 12 ? ['check starts more than 12 times a day; each hour with calls has its price'] : []),
  ];
}

/** The minutes of a day at which an expression fires on a day that its last three fields allow; none if those are not all `*`. */
export function minutesOfDay(cron: string): number[] {
  const [, seconds = '', minutes = '', hours = '', ...days] = cron.split(' ');
  if (!/^\d+$/.test(seconds) || days.some((field) => field !== '*')) return [];
  return valuesOf(hours, 23).flatMap((hour) => valuesOf(minutes, 59).map((minute) => hour * 60 + minute));
}

function valuesOf(field: string, max: number): number[] {
  const all = Array.from({ length: max + 1 }, (_, value) => value);
  const parts = field.split(',').map((part) => /^(?:\*|(\d+)(?:-(\d+))?)(?:\/(\d+))?$/.exec(part));
  return all.filter((value) =>
    parts.some((part) => {
      if (part === null) return false;
      const [, from, to, step] = part.map((piece) => (piece === undefined ? undefined : Number(piece)));
      const last = to ?? (from === undefined || step !== undefined ? max : from);
      return value >= (from ?? 0) && value <= last && (value - (from ?? 0)) % (step ?? 1) === 0;
    }),
  );
}
