import fc from 'fast-check';
import { LedgerError } from '../../../src/ledger/ledger.ts';
import { claimsOf, foldLedger, type LedgerState } from '../../../src/ledger/state.ts';
import { readLedger } from '../../../src/ledger/view.ts';
import { domainName } from '../../../src/model/domain.ts';
import { NOW_MS } from '../../builders/domains.ts';
import { aClaimedEntry } from '../../builders/ledger.ts';
import { came } from './errors.ts';
import { aHistory, type History } from './ledger-history.ts';
import { readIndependently } from './log-messages.ts';
import { aHarm, aWorld, type Harm, type LogWorld, type PulledPage } from './log-world.ts';
import { secretIn } from './odd-values.ts';
import { aTarget, demand, errorText, type Target } from './target.ts';

/** A ledger on the log service whose answers come to harm: refused, or read as the pages say; claims are written as it says. */
export const LOG_LEDGER: Target = aTarget({
  name: 'ledger on the log service',
  shortCases: 25,
  arbitrary: fc.record({ history: aHistory, harm: aHarm }),
  async check({ history, harm }) {
    const world = aWorld(history, harm);
    const { value: view, error } = await came(async () => await readLedger(world.ledger));
    demand(world.calls() <= 200, () => `${world.calls()} calls`);
    if (view === null) {
      checkLedgerError(error);
      return;
    }
    const isTrue = JSON.stringify([...view.state.claims]) === JSON.stringify([...foldLedger(history.entries).claims]);
    demand(isTrue || ['PullLogs', 'GetCursor'].includes(harm.action), () => `another ledger by ${harm.action}`);
    if (!isTrue) judgePages(history, world.pages, view.state);
    await checkAppend(world, view.state.lastAppend, harm);
  },
});

function checkLedgerError(error: unknown): void {
  demand(error instanceof LedgerError, () => `not a LedgerError but ${errorText(error)}`);
  demand(error.message.length < 2500 && secretIn(error.message) === null, () => error.message);
  demand(!error.message.includes('sandbox-secret'), () => error.message);
}

/**
 * A page that cannot be read is asked for again. What came in pages that nobody touched must not be forgotten, and what is missing between two claim appends must be noticed. A
 * touched page may say another thing in a valid form: whatever it says of a claim is believed.
 */
function judgePages(history: History, pages: readonly PulledPage[], state: LedgerState): void {
  for (const [index, { cursor, body }] of pages.entries()) {
    const isPassedOver = readIndependently(body) === null && pages[index + 1]?.cursor !== cursor;
    demand(!isPassedOver, () => `a page that cannot be read was passed over, at ${cursor}`);
  }
  const logs = pages.flatMap(({ isHarmed, body }) =>
    (readIndependently(body) ?? []).flatMap((group) => group.logs.map(({ contents }) => ({ isHarmed, contents }))),
  );
  const numbers = new Set(logs.flatMap(({ contents: { append } }) => (append === undefined ? [] : [Number(append)])));
  const [first, last] = [Math.min(...numbers), Math.max(...numbers)];
  const isWhole = numbers.size === 0 || numbers.size === last - first + 1;
  demand(isWhole, () => `taken with a gap: ${[...numbers].join()}`);
  for (const { claimId, domain, expiryMs, blocks } of history.stories) {
    const about = logs.filter(({ contents }) => contents['claimId'] === claimId || contents['domain'] === domain);
    const isSeen = about.some(({ contents }) => contents['claimId'] === claimId && contents['kind'] === 'claimed');
    if (!blocks || !isSeen || about.some(({ isHarmed }) => isHarmed)) continue;
    const name = domainName(domain);
    const held = name === null ? [] : claimsOf(state, name).filter((claim) => claim.expiryMs === expiryMs);
    const isTaken = held.some(({ standing }) => ['claimed', 'doubted', 'accepted', 'renewed'].includes(standing));
    demand(isTaken, () => `${domain} (${claimId}) is free again: ${held.map(({ standing }) => standing).join()}`);
  }
}

/** What is said of an append of claims is true, unless the harmed answer itself says so. */
async function checkAppend(world: LogWorld, lastAppend: number, harm: Harm): Promise<void> {
  const claim = aClaimedEntry({ claim: 'claim-new', domain: 'new.com', append: lastAppend + 1, atMs: NOW_MS });
  const before = world.sandbox.logs().length;
  const { value, error } = await came(async () => await world.ledger.appendClaims([claim], lastAppend + 1));
  const isThere = world.sandbox.logs().some(({ fields }) => fields['claimId'] === 'claim-new');
  demand(world.sandbox.logs().length <= before + 1, () => 'it was written more than once');
  if (value === 'appended') demand(isThere, () => 'it says that it is written, and it is not');
  const isHarmedWord = harm.action === 'PutLogs';
  if (value === 'conflict') demand(!isThere || isHarmedWord, () => 'a conflict, though it was written');
  if (value === null) {
    checkLedgerError(error);
    demand(!isThere || isHarmedWord, () => `certain that it is not written: ${errorText(error)}`);
  }
}
