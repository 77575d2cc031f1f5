import { describe, expect, it } from 'vitest';
import { troubleLines } from '../../../src/cli/trouble.ts';

const KEYS = {
  ALIBABA_CLOUD_ACCESS_KEY_ID: 'planted-id',
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'planted-secret',
  ALIBABA_CLOUD_SECURITY_TOKEN: 'planted-token',
};

describe('a failure that nobody expected', () => {
  it('says what happened, what it means for money and what to do, without a stack', () => {
    expect(troubleLines(new RangeError('no rule spoke'), {})).toEqual([
      'this should not have happened: RangeError: no rule spoke',
      'What was submitted before stands in the ledger as claimed, so it is not paid a second time.',
      'See where things are with `domain-renew status`, settle them with `domain-renew check`; LOG_LEVEL=debug shows more.',
    ]);
  });

  it('shows the stack at LOG_LEVEL debug, and no key even there', () => {
    const error = new Error('request with planted-id, planted-secret and planted-token');
    const text = troubleLines(error, { ...KEYS, LOG_LEVEL: 'debug' }).join('\n');
    expect(text).toContain('    at ');
    expect(text).toContain('request with ***, *** and ***');
    expect(text).not.toMatch(/planted/);
  });

  it('survives what is not an error', () => {
    expect(troubleLines('just a text\nof two lines', {})[0]).toBe(
      'this should not have happened: just a text of two lines',
    );
  });
});
