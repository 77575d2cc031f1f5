import type { Environment } from '../config/settings.ts';
import { oneLine } from '../report/render-text.ts';

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

function withoutSecrets(text: string, environment: Environment): string {
  const secrets = SECRET_NAMES.map((name) => (environment[name] ?? '').trim()).filter((secret) => secret !== '');
  return secrets.reduce((clean, secret) => clean.replaceAll(secret, '***'), text);
}
