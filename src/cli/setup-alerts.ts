import type { Row } from '../adapters/domain-api-values.ts';
import type { LogstoreNames } from './setup-dashboard.ts';

export interface AlertPlace extends LogstoreNames {
  /** Null when the endpoint does not tell it. */
  readonly region: string | null;
}

interface Rule {
  readonly name: string;
  readonly shown: string;
  readonly text: string;
  readonly query: string;
  /** How far back each look goes; the service takes a day at most. */
  readonly start: string;
  readonly interval: string;
  /** Empty: any row that is found. */
  readonly condition: string;
  /** So many looks in a row must see it. */
  readonly threshold: number;
  readonly noDataFire: boolean;
  readonly repeatInterval: string;
}

/** Wider than the interval, because the index is a few seconds late: an entry may be told twice, and is never missed. */
const TROUBLE: Rule = {
  name: 'domain-renewal-trouble',
  shown: 'A domain was not renewed, or nobody knows',
  text: `\${domain}: \${kind} (\${reason}). There may be more. \`domain-renew status\` shows all; "doubted" means that it may have been paid: do not renew it by hand.`,
  query:
    'kind: failed or kind: refused or kind: doubted | select domain, kind, max_by(reason, at) as reason, count(*) as cnt group by domain, kind limit 1000',
  start: '-16m',
  interval: '15m',
  condition: '',
  threshold: 1,
  noDataFire: false,
  repeatInterval: '1h',
};

/**
 * An alert looks back a day at most, so a claim's own age is out of its sight. But a claim that is open for over a day was counted as
 * open by every check run of that day: when the lowest of those counts is above nought, there may be one.
 */
const CLAIM_OPEN: Rule = {
  name: 'domain-renewal-claim-open',
  shown: 'Something was open at every check for a day',
  text: `\${open_min} or more claims were open at each of the \${checks} check runs of the last 24 hours. \`domain-renew check\` says why; the dashboard lists them by age.`,
  query: `kind: finished and runKind: check and trigger: timer | select min("count.open") as open_min, count(*) as checks`,
  start: '-24h',
  interval: '1h',
  condition: 'checks > 1 && open_min > 0',
  threshold: 1,
  noDataFire: false,
  repeatInterval: '24h',
};

/**
 * Only heartbeats by timer count: whoever runs it by hand must not hide a dead timer. Two looks in a row, because a daily run may end a
 * minute later than the day before. A count of nothing is either a row with nought or no row: both fire.
 */
function silence(runKind: 'renew' | 'check'): Rule {
  return {
    name: `domain-renewal-no-${runKind}-run`,
    shown: `No ${runKind} run by timer for over a day`,
    text: `The timer of the ${runKind} function has not led to a finished run for over a day. Look at its trigger, its log and its role; \`domain-renew doctor\` helps.`,
    query: `kind: finished and runKind: ${runKind} and trigger: timer | select count(*) as heartbeats`,
    start: '-24h',
    interval: '1h',
    condition: 'heartbeats < 1',
    threshold: 2,
    noDataFire: true,
    repeatInterval: '24h',
  };
}

/** What a person is told without asking. The built-in policy says to whom: it has to be given contacts in the console. */
export function ledgerAlerts(place: AlertPlace): Row[] {
  return [TROUBLE, CLAIM_OPEN, silence('renew'), silence('check')].map((rule) => alertOf(rule, place));
}

const SEVERITY_HIGH = 8;

function alertOf(rule: Rule, { project, logstore: store, region }: AlertPlace): Row {
  const { query, start, condition, threshold, noDataFire, repeatInterval } = rule;
  const where = { storeType: 'log', ...(region === null ? {} : { region }), project, store };
  return {
    name: rule.name,
    displayName: rule.shown,
    type: 'Alert',
    schedule: { type: 'FixedRate', interval: rule.interval },
    configuration: {
      version: '2.0',
      type: 'default',
      dashboard: 'internal-alert-analysis',
      threshold,
      noDataFire,
      noDataSeverity: SEVERITY_HIGH,
      sendResolved: true,
      autoAnnotation: true,
      queryList: [{ ...where, query, timeSpanType: 'Relative', start, end: 'now', powerSqlMode: 'auto' }],
      groupConfiguration: { type: 'no_group', fields: [] },
      joinConfigurations: [],
      severityConfigurations: [{ severity: SEVERITY_HIGH, evalCondition: { condition, countCondition: '' } }],
      labels: [],
      annotations: [
        { key: 'title', value: rule.shown },
        { key: 'desc', value: rule.text },
      ],
      policyConfiguration: {
        alertPolicyId: 'sls.builtin.dynamic',
        actionPolicyId: 'sls.builtin',
        repeatInterval,
        useDefault: false,
      },
    },
  };
}
