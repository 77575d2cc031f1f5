import { expect, it } from 'vitest';
import { renderPolicyHints } from '../../../src/report/render-policy-hints.ts';

const rules = ['all', 'two'].map((name, place) => ({ name, match: { tag: ['x'] }, line: place + 2 }));
const shown = { all: false, isWhole: true, view: { columns: 200, colour: false } };
const FROM =
  'From rule 2 "two" (line 3) on hints may be left out: whether each of so many rules can win takes too long to find out.';

it('where hints may be missing that is said, also when there are none', () => {
  expect(renderPolicyHints({ hints: [], missingFrom: null }, rules, shown)).toEqual([]);
  expect(renderPolicyHints({ hints: [], missingFrom: 1 }, rules, shown)).toEqual([FROM]);
  expect(renderPolicyHints({ hints: [{ hint: 'matches-nothing', place: 0 }], missingFrom: 1 }, rules, shown)).toEqual([
    'Look at 1 rule',
    '  ! rule 1 "all" (line 2) matches no domain of the account. It asks for tag x. A word in it may be misspelt; if not, the rule does nothing yet',
    FROM,
  ]);
});
