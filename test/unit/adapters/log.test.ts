import { describe, expect, it, vi } from 'vitest';
import { createLog, outward } from '../../../src/adapters/log.ts';
import { InputError } from '../../../src/config/fault.ts';
import { LedgerError } from '../../../src/ledger/ledger.ts';
import { BrokenPromise } from '../../../src/lib/assert.ts';
import { aCloudError } from '../../builders/cloud-error.ts';

class OddlyNamed extends Error {
  override readonly name = 'PLANTED secret';
}

const OURS: [string, Error][] = [
  ['InputError', new InputError('event', [])],
  ['LedgerError', new LedgerError('unreadable', 'the log cannot be read')],
  ['CloudError', aCloudError()],
  ['BrokenPromise', new BrokenPromise('broken promise: x')],
];
const FOREIGN: [string, unknown][] = [
  ['TypeError', new TypeError('PLANTED')],
  ['error', new OddlyNamed('PLANTED')],
  ['error', 'PLANTED'],
];

function logged(error: unknown): Record<string, unknown> {
  const lines: string[] = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
  createLog('info', 'request-1', 'renew').failed(error);
  return JSON.parse(lines.join('')) as Record<string, unknown>;
}

describe('an error of our own', () => {
  it.each(OURS)('%s goes out as it is, and is logged with message and stack', (name, error) => {
    expect(outward(error)).toBe(error);
    expect(logged(error)).toMatchObject({ msg: 'failed', error: name, message: error.message, stack: error.stack });
  });
});

describe('any other error', () => {
  it.each(FOREIGN)('goes out as %s without its text, and is logged by its name alone', (name, error) => {
    const out = outward(error);
    expect(out.message).toBe(`unexpected ${name}; see the log`);
    expect(`${out.stack} ${String(out.cause)}`).not.toContain('PLANTED');
    const line = logged(error);
    expect(line).toMatchObject({ msg: 'failed', error: name });
    expect(JSON.stringify(line)).not.toContain('PLANTED');
    expect(line).not.toHaveProperty('stack');
  });
});
