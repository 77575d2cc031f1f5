import { type ClaimsAppended, LedgerError } from '../ledger/ledger.ts';
import { CloudError, type CloudErrorFields } from '../model/cloud-error.ts';
import { clockOff } from './log-service-checks.ts';
import { QUOTA_CODES, SKEW_CODES, type SlsAnswer } from './sls-answer.ts';

/** Errors of the service that prove that a write was not carried out. Whatever is not named here proves nothing. */
const NOT_WRITTEN: readonly string[] = [
  ...QUOTA_CODES,
  ...SKEW_CODES,
  'Unauthorized',
  'SignatureNotMatch',
  'InvalidAccessKeyId',
  'ProjectNotExist',
  'LogStoreNotExist',
  'LogStoreWithoutShard',
  'PostBodyInvalid',
  'PostBodyTooLarge',
  'PostBodyUncompressError',
  'InvalidCompressType',
  'InvalidTimestamp',
  'InvalidEncoding',
  'InvalidKey',
  'ParameterInvalid',
  'MissingBodyRawSize',
  'InvalidBodyRawSize',
  'MissingContentType',
  'MissingContentLength',
  'InvalidContentType',
];

/**
 * How the one attempt to append claims ended.
 * @throws LedgerError when it is certain that nothing was written.
 */
export function claimsOutcome(answer: SlsAnswer, place: string): ClaimsAppended {
  if (answer.ok) return 'appended';
  const { fields, named, sent } = answer;
  if (named && fields.code === 'InvalidSequenceId') return 'conflict';
  const refusedByService = named && fields.httpStatus < 500 && NOT_WRITTEN.includes(fields.code);
  if (named && isSkew(fields)) throw clockOff(place, 'more than 15 minutes off', new CloudError(fields));
  if (!sent || refusedByService) throw unwritable(new CloudError(fields), place, 'The claims were not written');
  return 'unknown';
}

/** A failed read as the ledger's own error; anything else goes through as it is. */
export function readTrouble(error: unknown, place: string): unknown {
  if (!(error instanceof CloudError)) return error;
  if (isSkew(error.fields)) return clockOff(place, 'more than 15 minutes off', error);
  return new LedgerError(
    'unreadable',
    `the ledger ${place} could not be read: ${error.message}. What was already submitted is not known, so nothing was spent. ${adviceFor(error.fields)}`,
    { cause: error },
  );
}

/** A failed write of facts as the ledger's own error; anything else goes through as it is. */
export function writeTrouble(error: unknown, place: string): unknown {
  return error instanceof CloudError ? unwritable(error, place, 'Whether the entries were stored is not known') : error;
}

function unwritable(error: CloudError, place: string, written: string): LedgerError {
  return new LedgerError(
    'unwritable',
    `the ledger ${place} could not be written: ${error.message}. ${written}; nothing is submitted after this, and claims that stand are settled by the check run. ${adviceFor(error.fields)}`,
    { cause: error },
  );
}

function isSkew({ code }: CloudErrorFields): boolean {
  return SKEW_CODES.includes(code);
}

function adviceFor({ kind, code }: CloudErrorFields): string {
  if (SKEW_CODES.includes(code)) return 'Set the clock of this machine';
  if (kind === 'permission') return 'Grant that action on the logstore to the role or user that runs this';
  if (kind === 'credentials') return 'Check the keys that this runs with';
  if (/^(?:Project|LogStore)NotExist$/.test(code)) return 'Check SLS_ENDPOINT, SLS_PROJECT and SLS_LOGSTORE';
  if (kind === 'throttled')
    return 'The next run tries again; if it comes again, look for other writers to this logstore';
  return 'The next run tries again; if it comes again, check SLS_ENDPOINT and the state of the log service';
}
