import { openLedgerPlace } from '../adapters/ledger-place.ts';
import { createSlsCalls } from '../adapters/sls-calls.ts';
import { createSlsClient } from '../adapters/sls-client.ts';
import { systemClock, systemId, systemRandom } from '../adapters/system.ts';
import type { Config, Credentials } from '../config/config.ts';
import { InputError } from '../config/fault.ts';
import { type Environment, readCredentials, readSettings } from '../config/settings.ts';
import { MINUTE_MS, toIso } from '../model/time.ts';
import { type Finding, hasProblem, renderFindings } from '../report/findings.ts';
import { headline, paragraph, type View } from '../report/render-text.ts';
import { toMinute } from '../report/render-time.ts';
import { type Command, type ExitCode, type Given, type Host, JSON_FLAG } from './command.ts';
import { examineDomainApi } from './doctor-domain.ts';
import { examineEntries, examineFile, examineLogService } from './doctor-ledger.ts';
import { examineLife } from './doctor-life.ts';
import { examineMoney } from './doctor-money.ts';
import { createServices, placeText } from './parts.ts';

export const doctorCommand: Command = {
  name: 'doctor',
  does: 'examine a deployment: keys, permissions, ledger, clock, heartbeats; never spends',
  about: [
    'Looks at everything that a run needs, by calls that only read: the settings, the keys, each permission, the Domain endpoint, a price, the balance, the ledger and what makes it refuse, the clock, the last heartbeats of both functions, and claims that are open for over a day. It changes nothing. To examine the deployed ledger set LEDGER=sls and the SLS_ settings.',
    'Permissions are those of the keys that it runs with, not of the functions’ roles: those show in the heartbeats. Whether renewing and writing are granted cannot be tried without spending and writing, so it is not tried.',
    'It ends with 1 when a check fails, with 2 when settings or keys are missing or wrong. --json prints {"doctor", "checks"}.',
  ],
  takesNames: false,
  flags: [JSON_FLAG],
  run: doctor,
};

/** A deployment that is ill answers slowly. */
const LASTS_MAX_MS: number = 2 * MINUTE_MS;

interface Patient {
  readonly config: Config;
  readonly credentials: Credentials | null;
  readonly deadlineMs: number;
}

async function doctor({ switches }: Given, host: Host): Promise<ExitCode> {
  const { terminal, environment } = host;
  const nowMs = systemClock.now();
  const settings = readOrFaults('settings', () => readSettings(environment, 'command-line'));
  const keys = readOrFaults('credentials', () => readCredentials(environment));
  const ledger = 'value' in settings ? placeText(settings.value.ledger, terminal) : null;
  const findings: Finding[] = [];
  if ('value' in settings) {
    findings.push(settingsFinding(settings.value, environment));
    if (!('value' in keys)) findings.push(...keys.faults);
    const credentials = 'value' in keys ? keys.value : null;
    const patient = { config: settings.value, credentials, deadlineMs: nowMs + LASTS_MAX_MS };
    findings.push(...(await examine(patient, nowMs, host)));
  } else {
    findings.push(...settings.faults, ...('faults' in keys ? keys.faults : []));
  }
  const json = { doctor: { at: toIso(nowMs), ledger }, checks: findings };
  terminal.print(switches.has('json') ? [JSON.stringify(json)] : report(findings, nowMs, terminal.outView));
  if ('faults' in settings || 'faults' in keys) return 2;
  return hasProblem(findings) ? 1 : 0;
}

type Read<T> = { readonly value: T } | { readonly faults: readonly Finding[] };

function readOrFaults<T>(what: string, read: () => T): Read<T> {
  try {
    return { value: read() };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const faults = error.faults.map(({ field, value, allowed }): Finding => {
      return { what, state: 'problem', detail: `${field} is ${value}; allowed: ${allowed}` };
    });
    return { faults };
  }
}

function settingsFinding({ mode, ledger, windowDays }: Config, environment: Environment): Finding {
  const isElsewhere = ledger.kind === 'file' && (environment['SLS_PROJECT'] ?? '').trim() !== '';
  const hint = isElsewhere
    ? '. SLS_PROJECT is set, but LEDGER is not sls: the ledger in the log service is not looked at'
    : '';
  const meaning = mode === 'plan' ? 'looks and never spends' : 'may spend';
  return { what: 'settings', state: 'ok', detail: `RENEW_MODE ${mode} (${meaning}), window ${windowDays} days${hint}` };
}

async function examine({ config, credentials, deadlineMs }: Patient, nowMs: number, host: Host): Promise<Finding[]> {
  const api = credentials === null ? null : await examineCloud(config, credentials, { deadlineMs, nowMs });
  const ledger = await examineLedger({ config, credentials, deadlineMs }, nowMs, host);
  const clock = ledger.clock ?? api?.clock ?? NO_CLOCK;
  return [...(api?.findings ?? [NO_KEYS_FOR_API]), clock, ...ledger.findings];
}

async function examineCloud(
  config: Config,
  credentials: Credentials,
  { deadlineMs, nowMs }: { readonly deadlineMs: number; readonly nowMs: number },
): Promise<{ readonly findings: readonly Finding[]; readonly clock: Finding }> {
  const cloud = createServices(config, credentials, deadlineMs);
  const { findings, clock, sample } = await examineDomainApi(cloud.services, config.domainEndpoint, nowMs);
  return { findings: [...findings, ...(await examineMoney(cloud, sample, config.money.currency))], clock };
}

const NO_CLOCK: Finding = { what: 'clock', state: 'not-tried', detail: 'no service was asked' };
const NO_KEYS_FOR_API: Finding = { what: 'Domain API', state: 'not-tried', detail: 'needs keys' };
const NO_KEYS_FOR_LEDGER: Finding = { what: 'ledger', state: 'not-tried', detail: 'needs keys' };

interface LedgerExamined {
  readonly findings: readonly Finding[];
  readonly clock: Finding | null;
}

async function examineLedger(
  patient: Patient,
  nowMs: number,
  { terminal, environment }: Host,
): Promise<LedgerExamined> {
  const { config, credentials, deadlineMs } = patient;
  const { ledger: place } = config;
  const world = { clock: systemClock, random: systemRandom, deadlineMs };
  let first: LedgerExamined;
  if (place.kind === 'file') {
    first = { findings: await examineFile(place.path, placeText(place, terminal)), clock: null };
  } else if (credentials === null) {
    return { findings: [NO_KEYS_FOR_LEDGER], clock: null };
  } else {
    const { endpoint, project, logstore } = place;
    const calls = createSlsCalls({ ...world, endpoint, project, credentials });
    first = await examineLogService(createSlsClient(calls, logstore), place, nowMs);
  }
  const ledger = openLedgerPlace(config, {
    ...world,
    makeId: systemId,
    credentials: () => readCredentials(environment),
  });
  const { finding, state, finished } = await examineEntries(ledger);
  const life = state === null ? [] : examineLife({ state, finished, nowMs, place: place.kind });
  return { findings: [...first.findings, finding, ...life], clock: first.clock };
}

function report(findings: readonly Finding[], nowMs: number, view: View): string[] {
  const count = findings.filter(({ state }) => state === 'problem').length;
  const verdict = count === 0 ? 'No problem found.' : `${count === 1 ? 'One problem' : `${count} problems`} found.`;
  return [
    ...headline('Examination', ` at ${toMinute(nowMs)}; nothing was changed or spent`, view),
    ...renderFindings(findings, view),
    '',
    ...paragraph(
      '',
      `${verdict} Permissions are those of the keys used here; those of the roles show in the heartbeats.`,
      view,
    ),
  ];
}
