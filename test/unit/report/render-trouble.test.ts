import { describe, expect, it } from 'vitest';
import type { Problem } from '../../../src/model/problem.ts';
import { renderProblems, renderStops } from '../../../src/report/render-trouble.ts';
import { aName } from '../../builders/domains.ts';

const VIEW = { columns: 60, colour: false };

function aProblem(problem: Problem['problem'], domain: string, behind: string): Problem {
  const name = aName(domain);
  return { problem, domain: name, message: `${name}${behind}` };
}

describe('problems', () => {
  it('of several domains that are the same are said once', () => {
    const lines = renderProblems(
      [
        aProblem('verification-failed', 'a.com', ' (expiry 2026-06-11): real-name verification failed. Mend it'),
        aProblem('renewal-failed', 'b.com', ' (expiry 2026-06-12) was not renewed; the task says: no money'),
        aProblem('verification-failed', '海风书店.cn', ' (expiry 2026-06-13): real-name verification failed. Mend it'),
        aProblem('domain-not-found', 'c.com', " was asked for by name, but the account's list does not have it"),
        aProblem(
          'task-slow',
          'd.com',
          ' (expiry 2026-06-14), claimed 2026-05-30T12:00:00.000Z: task 1 is still waiting',
        ),
        { problem: 'inventory-empty', message: 'the account has no domains at all. Check the keys' },
      ],
      VIEW,
    );
    expect(`\n${lines.join('\n')}\n`).toBe(`
Needs a person (6 problems)
  ! verification-failed, 2 domains
    a.com (expiry 2026-06-11),
    海风书店.cn (expiry 2026-06-13)
    Real-name verification failed. Mend it.
  ! renewal-failed
    b.com (expiry 2026-06-12)
    Was not renewed; the task says: no money.
  ! domain-not-found
    c.com
    Was asked for by name, but the account's list does not
    have it.
  ! task-slow
    d.com (expiry 2026-06-14)
    Claimed 2026-05-30T12:00:00.000Z: task 1 is still
    waiting.
  ! inventory-empty
    The account has no domains at all. Check the keys.
`);
  });

  it('of very many domains name some and count the rest', () => {
    const many = Array.from({ length: 40 }, (_, index) =>
      aProblem('not-confirmed', `x${index}.com`, ' (expiry 2026-06-11): not read'),
    );
    const lines = renderProblems(many, { columns: 200, colour: false });
    expect(lines[1]).toBe('  ! not-confirmed, 40 domains');
    expect(lines.join(' ')).toContain('x11.com (expiry 2026-06-11), … and 28 more');
    expect(lines.join(' ')).not.toContain('x12.com');
  });

  it('there are none: nothing is said', () => {
    expect(renderProblems([], VIEW)).toEqual([]);
    expect(renderStops([], VIEW)).toEqual([]);
  });
});
