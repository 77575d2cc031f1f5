import { CloudError } from '../model/cloud-error.ts';
import { asRow, type Row } from './domain-api-values.ts';
import { parseRow, type SlsReply } from './sls-answer.ts';
import type { SlsCall, SlsCalls, SlsParsed } from './sls-calls.ts';
import { parseList } from './sls-values.ts';

/** What has a name of its own in a project. */
export type SlsNamed = 'logstore' | 'savedsearch' | 'dashboard' | 'alert';

/** What a query over the index found. */
export interface SlsFound {
  readonly rows: readonly Row[];
  /** False: ask the same again, not everything was searched yet. */
  readonly isComplete: boolean;
}

export interface SlsQuery {
  readonly query: string;
  /** Seconds of the epoch; `to` is not included. */
  readonly fromS: number;
  readonly toS: number;
}

/**
 * The calls that set a project up, and the query over its index; never bundled into a function. Reads are tried again and give null
 * for what is not there; writes are made once. Each throws a CloudError when it fails.
 */
export interface SlsSetupClient {
  getProject(): Promise<Row | null>;
  createProject(description: string): Promise<void>;
  get(kind: SlsNamed, name: string): Promise<Row | null>;
  create(kind: SlsNamed, body: Row): Promise<void>;
  update(kind: SlsNamed, name: string, body: Row): Promise<void>;
  getIndex(logstore: string): Promise<Row | null>;
  createIndex(logstore: string, body: Row): Promise<void>;
  updateIndex(logstore: string, body: Row): Promise<void>;
  getLogs(logstore: string, query: SlsQuery): Promise<SlsFound>;
}

const NOUNS: Readonly<Record<SlsNamed, readonly [noun: string, path: string]>> = {
  logstore: ['LogStore', '/logstores'],
  savedsearch: ['SavedSearch', '/savedsearches'],
  dashboard: ['Dashboard', '/dashboards'],
  alert: ['Alert', '/alerts'],
};

/** Codes that say: there is nothing of this name. A job is what an alert is made of. */
const NOT_THERE: readonly string[] = [
  'ProjectNotExist',
  'LogStoreNotExist',
  'IndexConfigNotExist',
  'SavedSearchNotExist',
  'DashboardNotExist',
  'AlertNotExist',
  'JobNotExist',
];

/** The set-up calls of one project. */
export function createSlsSetupClient(calls: SlsCalls, project: string): SlsSetupClient {
  const get = async (action: string, path: string): Promise<Row | null> => {
    try {
      return await calls.retried({ action, method: 'GET', path }, parseObject);
    } catch (error) {
      if (error instanceof CloudError && NOT_THERE.includes(error.fields.code)) return null;
      throw error;
    }
  };
  const send = async (
    call: Pick<SlsCall, 'action' | 'method' | 'path' | 'outsideProject'>,
    body: Row,
  ): Promise<void> => {
    const bytes = Buffer.from(JSON.stringify(body));
    const answer = await calls.once({ ...call, body: { bytes, type: 'application/json' } });
    if (!answer.ok) throw new CloudError(answer.fields);
  };
  return {
    getProject: async () => await get('GetProject', '/'),
    async createProject(description) {
      const call = { action: 'CreateProject', method: 'POST', path: '/', outsideProject: true } as const;
      await send(call, { projectName: project, description });
    },
    async get(kind, name) {
      const [noun, path] = NOUNS[kind];
      return await get(`Get${noun}`, `${path}/${name}`);
    },
    async create(kind, body) {
      const [noun, path] = NOUNS[kind];
      await send({ action: `Create${noun}`, method: 'POST', path }, body);
    },
    async update(kind, name, body) {
      const [noun, path] = NOUNS[kind];
      await send({ action: `Update${noun}`, method: 'PUT', path: `${path}/${name}` }, body);
    },
    getIndex: async (logstore) => await get('GetIndex', `/logstores/${logstore}/index`),
    async createIndex(logstore, body) {
      await send({ action: 'CreateIndex', method: 'POST', path: `/logstores/${logstore}/index` }, body);
    },
    async updateIndex(logstore, body) {
      await send({ action: 'UpdateIndex', method: 'PUT', path: `/logstores/${logstore}/index` }, body);
    },
    async getLogs(logstore, { query: search, fromS, toS }) {
      const query = { type: 'log', from: String(fromS), to: String(toS), query: search };
      const call = { action: 'GetLogs', method: 'GET', path: `/logstores/${logstore}`, query } as const;
      return await calls.retried(call, parseFound);
    },
  };
}

function parseObject({ body }: SlsReply): SlsParsed<Row> {
  const row = parseRow(body);
  return row === null ? { unreadable: 'the answer is not a JSON object' } : { value: row };
}

function parseFound({ headers, body }: SlsReply): SlsParsed<SlsFound> {
  const progress = headers['x-log-progress']?.toLowerCase();
  const list = parseList(body);
  const rows = (list ?? []).map(asRow).filter((row) => row !== null);
  if (progress !== 'complete' && progress !== 'incomplete') return { unreadable: 'the answer lacks x-log-progress' };
  if (list === null || rows.length !== list.length) return { unreadable: 'the answer is not a list of logs' };
  return { value: { rows, isComplete: progress === 'complete' } };
}
