import type { Terminal } from '../adapters/terminal.ts';
import type { Environment } from '../config/settings.ts';
import type { LedgerError } from '../ledger/ledger.ts';
import { oneLine, paint, paragraph } from '../report/render-text.ts';
import type { ExitCode } from './command.ts';

const SECRET_NAMES = ['ALIBABA_CLOUD_ACCESS_KEY_ID', 'ALIBABA_CLOUD_ACCESS_KEY_SECRET', 'ALIBABA_CLOUD_SECURITY_TOKEN'];

/**
 * What a person reads about a failure that nobody expected: what happened, what it means for money, what to do. The stack only at
 * LOG_LEVEL debug or trace, and no key in either.
 */
export function troubleLines(error: unknown, environment: Environment): string[] {
  const what = error instanceof Error ? `${error.name}: ${oneLine(error.message)}` : oneLine(String(error));
  const wantsStack = ['debug', 'trace'].includes(environment['LOG_LEVEL'] ?? '');
  const stack = wantsStack && error instanceof Error ? (error.stack ?? '').split('\n') : [];
  const lines = [
    `this should not have happened: ${what}`,
    'What was submitted before stands in the ledger as claimed, so it is not paid a second time.',
    'See where things are with `domain-renew status`, settle them with `domain-renew check`; LOG_LEVEL=debug shows more.',
    ...stack,
  ];
  return lines.map((line) => withoutSecrets(line, environment));
}

/** Says why the ledger cannot be used; the exit code is 1. */
export function printLedgerTrouble(error: LedgerError, { errorView, printError }: Terminal): ExitCode {
  printError(paragraph(paint('The ledger cannot be used: ', 'red', errorView), error.message, errorView));
  return 1;
}

function withoutSecrets(text: string, environment: Environment): string {
  const secrets = SECRET_NAMES.map((name) => (environment[name] ?? '').trim()).filter((secret) => secret !== '');
  return secrets.reduce((clean, secret) => clean.replaceAll(secret, '***'), text);
}
