import { at, type Canary, MONEY, SEEDS, SILENCE } from './canary.ts';

/** Every claim of a batch counts as live, whatever else stands in the log. */
const ORDER_IGNORED = at('src/claims/claim-batch.ts', '=> isLive(claim, view.state)', '=> claim.years > 0');

/** What is appended to the file may still be in memory alone. */
const SYNC_LEFT_OUT = at('src/adapters/file-ledger.ts', "join(''));\n  await file.sync();", "join(''));");

/** The claims, and the log that is the lock. */
export const CLAIMS: readonly Canary[] = [
  {
    name: 'no-claim',
    what: 'a batch is submitted without its claims having been written or read back',
    changes: [
      at('src/claims/claim-batch.ts', 'await ledger.appendClaims(claims, append)', "'appended'"),
      at('src/claims/claim-batch.ts', '!(await readUntil(view, isSeen, clock))', 'false'),
      ORDER_IGNORED,
    ],
    checks: MONEY,
    seedsMax: SEEDS,
  },
  {
    name: 'no-read-back',
    what: 'claims count as soon as they were sent to the log; so does every one whose order there is never looked at',
    changes: [at('src/claims/claim-batch.ts', '!(await readUntil(view, isSeen, clock))', 'false'), ORDER_IGNORED],
    without: ['sequence-forgotten'],
    checks: MONEY,
    seedsMax: SEEDS,
    from: 62,
  },
  {
    name: 'open-claims-unseen',
    what: 'nothing asks whether a domain has an open claim: neither the rules, nor the claims stage, nor the fold',
    changes: [
      at('src/selection/rules.ts', 'return open === undefined\n', 'return open !== null\n'),
      at(
        'src/claims/claim-batch.ts',
        'if (expiryMs === null || openClaims(',
        'if (expiryMs === null) return false;\n  if (false && openClaims(',
      ),
      at(
        'src/claims/claim-batch.ts',
        "return ended.every(({ standing, sinceMs }) => standing !== 'renewed' && sinceMs < startedMs);",
        'return true;',
      ),
      at('src/ledger/state.ts', "newClaim(entry, blocked ? 'void' : 'claimed')", "newClaim(entry, 'claimed')"),
      ORDER_IGNORED,
    ],
    checks: MONEY,
    seedsMax: SEEDS,
  },
  {
    name: 'void-claims-submitted',
    what: 'the order of the log is ignored; the conditional append alone is left, and fails where the log forgets its sequence ids',
    changes: [ORDER_IGNORED],
    checks: MONEY,
    seedsMax: SEEDS,
    from: 320,
  },
  {
    name: 'unconditional-append-log-service',
    what: 'claims are written to the log service without a sequence id; with the order of the log ignored too, which is enough alone',
    changes: [
      at(
        'src/adapters/log-service-ledger.ts',
        'const route = { hashKey: LEDGER_HASH_KEY, sequenceId: append };',
        'const route = { hashKey: LEDGER_HASH_KEY };',
      ),
      ORDER_IGNORED,
    ],
    without: ['sequence-forgotten'],
    checks: MONEY,
    seedsMax: SEEDS,
    from: 500,
  },
  {
    name: 'unconditional-append-file',
    what: 'claims are appended to the file whatever the number of the last append; with the order of the log ignored too, which is enough alone',
    changes: [at('src/adapters/file-ledger.ts', 'salvaged || lastAppend + 1 !== append', 'salvaged'), ORDER_IGNORED],
    without: ['sequence-forgotten'],
    checks: MONEY,
    seedsMax: SEEDS,
  },
  {
    name: 'sync-left-out',
    what: 'what was appended to the file is acted upon before it is on the disk',
    changes: [SYNC_LEFT_OUT],
    checks: MONEY,
    seedsMax: SEEDS,
    from: 48,
  },
  {
    name: 'torn-line-dropped',
    what: 'a line that was cut off is dropped with the claim in it; without the sync too, since no claim that was synced is ever cut off',
    changes: [at('src/adapters/file-ledger.ts', 'salvage(torn, append)', 'null'), SYNC_LEFT_OUT],
    checks: MONEY,
    seedsMax: SEEDS,
    from: 48,
  },
  {
    name: 'torn-line-unrepaired',
    what: 'a line that was cut off stays as it is, and the next entry is written behind it',
    changes: [at('src/adapters/file-ledger.ts', "tail.endsOpen ? '' : await tail.tornLine()", "''")],
    checks: [...MONEY, ...SILENCE],
    seedsMax: SEEDS,
  },
  {
    name: 'claimed-forgotten',
    what: 'a claim of which nothing more is known does not count as open',
    changes: [at('src/ledger/claim.ts', "return claim.standing === 'claimed' || claim", 'return claim')],
    checks: [...MONEY, ...SILENCE],
    seedsMax: SEEDS,
  },
  {
    name: 'doubted-forgotten',
    what: 'a claim whose submission is in doubt does not count as open',
    changes: [at('src/ledger/claim.ts', " || claim.standing === 'doubted' ||", ' ||')],
    checks: [...MONEY, ...SILENCE],
    seedsMax: SEEDS,
  },
  {
    name: 'accepted-forgotten',
    what: 'a claim whose task is under way does not count as open',
    changes: [at('src/ledger/claim.ts', " || claim.standing === 'accepted';\n}", ';\n}')],
    checks: [...MONEY, ...SILENCE],
    seedsMax: SEEDS,
  },
  {
    name: 'horizon-too-short',
    what: 'of the log service only the last day is read',
    changes: [
      at('src/adapters/log-service-checks.ts', 'return nowMs - (horizonDays + 2) * DAY_MS;', 'return nowMs - DAY_MS;'),
    ],
    checks: [...MONEY, ...SILENCE],
    seedsMax: SEEDS,
  },
  {
    name: 'opening-unread',
    what: 'a run goes on behind an opening entry that did not come back, so that the ledger begins with its claims',
    changes: [
      at(
        'src/ledger/view.ts',
        'if (await readUntil(view, () => view.state.ledgerId !== null, clock)) return view;',
        'if (clock.now() > 0) return view;',
      ),
    ],
    checks: ['lapsed'],
    seedsMax: SEEDS,
    from: 25,
  },
  {
    name: 'late-look-reopens',
    what: 'a look that saw nothing, and was written when its claim had been refused long since, opens that claim again',
    changes: [at('src/ledger/state.ts', '  looked: 1,', '  looked: 2.5,')],
    checks: [...MONEY, 'renewed-but-unpaid'],
    seedsMax: SEEDS,
    from: 83_003_068,
  },
];
