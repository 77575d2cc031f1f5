import { describe, expect, it } from 'vitest';
import { changedText, weakenedBundle } from './weakened-bundle.ts';

const ENTRY = 'src/plan/limits.ts';

describe('a weakening', () => {
  it('replaces one place, whatever signs stand in it', () => {
    const change = { file: ENTRY, find: 'b(1)', replace: "$& $' $1" };
    expect(changedText('a b(1) c', change, 'x')).toBe("a $& $' $1 c");
  });

  it.each([
    ['is gone', 'not in there', 0],
    ['stands there twice', 'const', 2],
  ])('is refused when its place %s', (_name, find, count) => {
    const change = { file: ENTRY, find, replace: '' };
    expect(() => changedText('const a = 1;\nconst b = 2;', change, 'canary x')).toThrow(
      `canary x: in ${ENTRY} this stands ${count} times instead of once: ${find}`,
    );
  });

  it('ends the build by name when its place is gone', async () => {
    const change = { file: ENTRY, find: 'not in there', replace: '' };
    await expect(weakenedBundle(ENTRY, 'canary x', [change])).rejects.toThrow(
      `canary x: in ${ENTRY} this stands 0 times`,
    );
  });

  it('ends the build by name when its file is no part of it', async () => {
    const change = { file: 'src/lib/retry.ts', find: 'made', replace: 'made' };
    await expect(weakenedBundle(ENTRY, 'canary x', [change])).rejects.toThrow(
      'canary x: src/lib/retry.ts is not part of the simulation',
    );
  });
});
