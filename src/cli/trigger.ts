import { type FcInvocation, type FcInvoked, invokeFunction } from '../adapters/fc-invoke.ts';
import { fcTarget } from '../adapters/fc-invoke-target.ts';
import type { Credentials } from '../config/config.ts';
import { type EventOptions, readOptions } from '../config/event.ts';
import { InputError, type InputFault, shown } from '../config/fault.ts';
import { type Environment, orFaults, readCredentials } from '../config/settings.ts';
import { CloudError } from '../model/cloud-error.ts';
import { SECOND_MS } from '../model/time.ts';
import { readResult } from '../report/read-result.ts';
import { type InvokedReport, renderInvoked } from '../report/render-invoked.ts';
import { paint, paragraph } from '../report/render-text.ts';
import { needsPerson } from '../report/result.ts';
import { type Command, type ExitCode, type Flag, type Given, type Host, JSON_FLAG } from './command.ts';

/** As s.yaml deploys them: names, and time limits with some seconds for the way there and back. A test compares them. */
export const DEPLOYED = {
  renew: { functionName: 'domain-renew-renew', timeoutS: 600 },
  check: { functionName: 'domain-renew-check', timeoutS: 300 },
} as const;
/** The region of s.yaml, where nothing else is said. */
export const DEPLOYED_REGION = 'cn-hangzhou';
const MARGIN_S = 30;

const FLAGS: readonly Flag[] = [
  {
    name: 'function',
    kind: 'text',
    shows: 'NAME',
    does: `name (Function Compute 3.0) or service/name (2.0); else ${DEPLOYED.renew.functionName} or ${DEPLOYED.check.functionName}`,
  },
  {
    name: 'event',
    kind: 'text',
    shows: 'JSON',
    does: 'the direct event: mode, domains, windowDays, approve (else none)',
  },
  {
    name: 'account',
    kind: 'text',
    shows: 'ID',
    does: 'the account id (else that of the role in FC_RENEW_ROLE or FC_CHECK_ROLE)',
  },
  { name: 'region', kind: 'text', shows: 'R', does: `its region (else FC_DEPLOY_REGION, else ${DEPLOYED_REGION})` },
  { name: 'qualifier', kind: 'text', shows: 'Q', does: 'version or alias (else LATEST)' },
  {
    name: 'endpoint',
    kind: 'text',
    shows: 'URL',
    does: 'base URL in place of https://<account>.<region>.fc.aliyuncs.com',
  },
  {
    name: 'timeout',
    kind: 'integer',
    min: 1,
    max: 86_400,
    does: `seconds to wait for the answer (else ${DEPLOYED.renew.timeoutS + MARGIN_S} or ${DEPLOYED.check.timeoutS + MARGIN_S})`,
  },
  JSON_FLAG,
];

export const triggerCommand: Command = {
  name: 'trigger',
  does: 'invoke a deployed function by hand and show its result; renew may spend',
  about: [
    'Calls the function once, as the test button of the console does, waits for it, and prints its result, or its error type, and the end of its log. It is never called a second time, whatever comes of it: the function may be at work although its answer was lost.',
    'Without --event the function plans, or checks, and spends nothing. `trigger renew` with an event that says {"mode":"renew"} spends real money, within the limits that the function is set to; while its RENEW_MODE is plan it takes only {"mode":"renew","domains":[…]}.',
    'It needs keys that may call fc:InvokeFunction. It ends with 1 when the function failed, when no answer came, or when the run says that a person is needed.',
    '--json prints {"function", "qualifier", "region", "requestId", "errorType", "result" or "body", "logTail"}.',
  ],
  takesNames: false,
  words: Object.keys(DEPLOYED),
  flags: FLAGS,
  run: trigger,
};

async function trigger(given: Given, { terminal, environment }: Host): Promise<ExitCode> {
  const { invocation, options } = readInvocation(given, environment);
  try {
    const report = reportOf(await invokeFunction(invocation), invocation, options);
    const isJson = given.switches.has('json');
    terminal.print(isJson ? [invokedJson(report)] : renderInvoked(report, terminal.outView));
    return report.result === null || needsPerson(report.result) ? 1 : 0;
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    const head = paint('No result of the function: ', 'red', terminal.errorView);
    terminal.printError(paragraph(head, error.message, terminal.errorView));
    return 1;
  }
}

/** @throws InputError with everything that is wrong with flags, event and keys; nothing was sent then. */
function readInvocation(given: Given, environment: Environment): { invocation: FcInvocation; options: EventOptions } {
  const faults: InputFault[] = [];
  const options = orFaults(faults, () => readEventFlag(eventOf(given)));
  const credentials = orFaults(faults, () => readCredentials(environment));
  // Keys that are missing are named above, so that they are named once.
  const invocation = invocationOf(given, environment, credentials ?? STAND_IN_KEYS);
  orFaults(faults, () => fcTarget(invocation));
  if (options === null || faults.length > 0) throw new InputError('arguments', faults);
  return { invocation, options };
}

const STAND_IN_KEYS: Credentials = { accessKeyId: 'none', accessKeySecret: 'none' };

function invocationOf(given: Given, environment: Environment, credentials: Credentials): FcInvocation {
  const { word, texts, integers } = given;
  const deployed = word === 'renew' ? DEPLOYED.renew : DEPLOYED.check;
  const endpoint = texts.get('endpoint');
  return {
    functionName: texts.get('function') ?? deployed.functionName,
    qualifier: texts.get('qualifier') ?? 'LATEST',
    event: eventOf(given),
    accountId: texts.get('account') ?? deployedAccount(environment),
    region: texts.get('region') ?? setting(environment, 'FC_DEPLOY_REGION', DEPLOYED_REGION),
    ...(endpoint === undefined ? {} : { endpoint }),
    credentials,
    timeoutMs: (integers.get('timeout') ?? deployed.timeoutS + MARGIN_S) * SECOND_MS,
  };
}

function eventOf({ texts }: Given): string {
  return texts.get('event') ?? '{}';
}

/** The function would take what is no JSON for an event without options: here it is a slip of the fingers. */
function readEventFlag(event: string): EventOptions {
  const value = parsed(event);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return readOptions(value as Record<string, unknown>);
  }
  const allowed = 'a JSON object, for example {"mode":"renew","domains":["example.com"]}';
  throw new InputError('arguments', [{ field: '--event', value: shown(event), allowed }]);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // The caller says what is allowed.
    return null;
  }
}

/** The account of the roles that the shell deploys with: `acs:ram::<account id>:role/<name>`. */
function deployedAccount(environment: Environment): string {
  const role = setting(environment, 'FC_RENEW_ROLE', setting(environment, 'FC_CHECK_ROLE', ''));
  return /^acs:ram::(\d+):role\//.exec(role)?.[1] ?? '';
}

function setting(environment: Environment, name: string, standard: string): string {
  const text = (environment[name] ?? '').trim();
  return text === '' ? standard : text;
}

function reportOf(invoked: FcInvoked, invocation: FcInvocation, { windowDays }: EventOptions): InvokedReport {
  const { functionName, qualifier = 'LATEST', region } = invocation;
  const result = invoked.errorType === null ? readResult(invoked.body) : null;
  return { ...invoked, functionName, qualifier, region, result, windowDays };
}

function invokedJson({ functionName, body, result, ...report }: InvokedReport): string {
  const { qualifier, region, requestId, errorType, logTail } = report;
  const returned = result === null ? { body: body.replace(/(?![\n\t])\p{Cc}/gu, '') } : { result };
  return JSON.stringify({ function: functionName, qualifier, region, requestId, errorType, ...returned, logTail });
}
