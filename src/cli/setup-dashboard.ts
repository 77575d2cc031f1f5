import type { Row } from '../adapters/domain-api-values.ts';

/** One of each in a project. */
export const DASHBOARD_NAME = 'domain-renewal';

export interface LogstoreNames {
  readonly project: string;
  readonly logstore: string;
}

interface Chart {
  readonly title: string;
  readonly shown: string;
  readonly days: number;
  readonly query: string;
}

const NOT_SETTLED = `count_if(kind in ('refused', 'renewed', 'failed', 'released')) = 0`;

/** `at` is ISO 8601 with milliseconds: as a text it is in the order of time, finer than `__time__`. */
const TABLES: readonly Chart[] = [
  {
    title: 'open-claims',
    shown: 'Open claims by age: submitted or claimed, and not settled yet',
    days: 400,
    query: `claimId: * | select domain, round((to_unixtime(now()) - min(__time__)) / 3600.0, 1) as open_hours, max_by(kind, at) as last_entry, max(taskNo) as task_no, max_by(reason, at) as reason, claimId group by domain, claimId having ${NOT_SETTLED} order by open_hours desc limit 1000`,
  },
  {
    title: 'last-state',
    shown: 'Last state of each domain',
    days: 400,
    query:
      'claimId: * | select domain, max_by(kind, at) as state, max(at) as since, max_by(reason, at) as reason, max_by(taskNo, at) as task_no group by domain order by since desc limit 1000',
  },
  {
    title: 'runs',
    shown: 'Runs, the latest first',
    days: 30,
    query:
      'kind: finished | select at, runKind, mode, "trigger", "count.total" as total, "count.planned" as planned, "count.accepted" as accepted, "count.renewed" as renewed, "count.failed" as failed, "count.open" as open_claims, "count.stops" as stops, "count.problems" as problems, runId order by at desc limit 200',
  },
  {
    title: 'years-bought',
    shown: 'Bought, by month: domains and years (the ledger knows no prices)',
    days: 400,
    query: `kind: renewed | select substr(at, 1, 7) as month, count(distinct claimId) as domains, sum(years) as years from (select claimId, min(at) as at, max(years) as years from log group by claimId) group by month order by month desc limit 100`,
  },
];

const OVER_TIME: Chart = {
  title: 'outcomes-by-day',
  shown: 'Renewals and failures, by day',
  days: 90,
  query: `kind: renewed or kind: failed or kind: refused or kind: doubted | select date_trunc('day', __time__) as day, count_if(kind = 'renewed') as renewed, count_if(kind = 'failed') as failed, count_if(kind = 'refused') as refused, count_if(kind = 'doubted') as doubted group by day order by day limit 1000`,
};

const WIDTH = 20;
const HEIGHT = 10;

/** What a person looks at in the console: open claims first. */
export function ledgerDashboard(names: LogstoreNames): Row {
  const [first, ...rest] = TABLES;
  const order = first === undefined ? [OVER_TIME] : [first, OVER_TIME, ...rest];
  return {
    dashboardName: DASHBOARD_NAME,
    displayName: 'Domain renewal',
    description: 'Made by `domain-renew setup`; it reads the ledger and changes nothing.',
    attribute: { type: 'grid' },
    charts: order.map((chart, index) => (chart === OVER_TIME ? lineOf : tableOf)(chart, index * HEIGHT, names)),
  };
}

function tableOf(chart: Chart, yPos: number, { logstore }: LogstoreNames): Row {
  const search = { logstore, topic: '', query: chart.query, ...spanOf(chart) };
  return { title: chart.title, type: 'table', action: {}, search, display: displayOf(chart, yPos, [], []) };
}

/** A chart of the newer kind keeps its query in a list, and `@` in the place of the old one. */
function lineOf(chart: Chart, yPos: number, { project, logstore }: LogstoreNames): Row {
  const { query } = chart;
  const chartQueries = [{ datasource: 'logstore', project, logstore, query, tokenQuery: query }];
  const search = { chartQueries, logstore, topic: '', query: '@', ...spanOf(chart) };
  const display = displayOf(chart, yPos, ['day'], ['renewed', 'failed', 'refused', 'doubted']);
  return { title: chart.title, type: 'linepro', action: {}, search, display };
}

function spanOf({ days }: Chart): { start: string; end: string } {
  return { start: `-${days * 86_400}s`, end: 'now' };
}

function displayOf(
  { shown: displayName }: Chart,
  yPos: number,
  xAxis: readonly string[],
  yAxis: readonly string[],
): Row {
  return { xAxis, yAxis, xPos: 0, yPos, width: WIDTH, height: HEIGHT, displayName };
}
