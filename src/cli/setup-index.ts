import type { Row } from '../adapters/domain-api-values.ts';

const TEXT = { type: 'text', token: [], caseSensitive: false, doc_value: true };
const LONG = { type: 'long', doc_value: true };

const TEXT_FIELDS = [
  'kind',
  'domain',
  'claimId',
  'taskNo',
  'runId',
  'at',
  'reason',
  'runKind',
  'mode',
  'trigger',
  'looked',
  'ledgerId',
] as const;
const LONG_FIELDS = ['expiryMs', 'newExpiryMs', 'years', 'append'] as const;
/** The figures of both runs' heartbeats; a test compares them with what the runs write. */
const COUNT_FIELDS = [
  'total',
  'listed',
  'planned',
  'accepted',
  'refused',
  'unknown',
  'deferred',
  'renewed',
  'failed',
  'released',
  'open',
  'stops',
  'problems',
] as const;

/** The index for people's queries, the dashboard and the alerts. The program itself never reads through it. */
export function ledgerIndex(): Row {
  const keys = Object.fromEntries([
    ...TEXT_FIELDS.map((name) => [name, TEXT] as const),
    ...LONG_FIELDS.map((name) => [name, LONG] as const),
    ...COUNT_FIELDS.map((name) => [`count.${name}`, LONG] as const),
  ]);
  return { keys, log_reduce: false, max_text_len: 2048 };
}
