import type { Claimed, LedgerEntry } from '../../../src/ledger/entry.ts';
import type { Ledger } from '../../../src/ledger/ledger.ts';
import type { RunParts } from '../../../src/runs/run-parts.ts';

/** Does not look at the order of the log: what others have claimed is hidden from the moment of the own claim on. */
export function blindToOthers(parts: RunParts): RunParts {
  const { ledger } = parts;
  let own: string | null = null;
  const isSeen = (entry: LedgerEntry): boolean => entry.kind !== 'claimed' || own === null || entry.runId === own;
  return {
    ...parts,
    ledger: {
      ...ledger,
      async appendClaims(claims, append) {
        own = claims[0]?.runId ?? null;
        return await ledger.appendClaims(claims, append);
      },
      reader: () => readerOf(ledger, (entries) => entries.filter(isSeen)),
    },
  };
}

/** Does not read its claims back: what was sent counts as written. */
export function withoutReadBack(parts: RunParts): RunParts {
  const { ledger } = parts;
  let believed: readonly Claimed[] = [];
  return {
    ...parts,
    ledger: {
      ...ledger,
      async appendClaims(claims, append) {
        await ledger.appendClaims(claims, append);
        believed = claims;
        return 'appended';
      },
      reader() {
        const reader = ledger.reader();
        return {
          ...reader,
          async next() {
            if (believed.length === 0) return await reader.next();
            const claims = [...believed];
            believed = [];
            return claims;
          },
        };
      },
    },
  };
}

/** What others have claimed costs nothing: it is there, and its price is not. */
export function blindToCosts(parts: RunParts): RunParts {
  const { ledger } = parts;
  const own = new Set<string>();
  const free = (entry: LedgerEntry): LedgerEntry =>
    entry.kind === 'claimed' && !own.has(entry.claimId) ? { ...entry, priceMinor: 0 } : entry;
  return {
    ...parts,
    ledger: {
      ...ledger,
      async appendClaims(claims, append) {
        for (const { claimId } of claims) own.add(claimId);
        return await ledger.appendClaims(claims, append);
      },
      reader: () => readerOf(ledger, (entries) => entries.map(free)),
    },
  };
}

/** Releases a claim after one look that found nothing. */
export function releasingAtOnce(parts: RunParts): RunParts {
  const { ledger } = parts;
  return {
    ...parts,
    ledger: {
      ...ledger,
      async append(entries) {
        await ledger.append(
          entries.map((entry) => {
            if (entry.kind !== 'doubted' || !entry.looked) return entry;
            const { looked: _, ...rest } = entry;
            return { ...rest, kind: 'released' };
          }),
        );
      },
    },
  };
}

/** Sends whatever the age of its claim. */
export function neverHeldBack(parts: RunParts): RunParts {
  const { services } = parts;
  const submitRenewal: typeof services.submitRenewal = async (request) =>
    await services.submitRenewal(request, () => null);
  return { ...parts, services: { ...services, submitRenewal } };
}

/** Takes a lost answer for a refusal. */
export function lostMeansRefused(parts: RunParts): RunParts {
  const { services } = parts;
  const submitRenewal: typeof services.submitRenewal = async (request, holdBack) => {
    const reply = await services.submitRenewal(request, holdBack);
    if (reply.kind !== 'no-answer') return reply;
    return { kind: 'error', code: 'ParameterIllegal', httpStatus: 400, requestId: '', detail: '', ramAction: '' };
  };
  return { ...parts, services: { ...services, submitRenewal } };
}

/** A reader whose end is still told by an empty answer, when all that came was hidden. */
function readerOf(ledger: Ledger, change: (entries: LedgerEntry[]) => LedgerEntry[]): ReturnType<Ledger['reader']> {
  const reader = ledger.reader();
  return {
    ...reader,
    async next() {
      for (;;) {
        const entries = await reader.next();
        const seen = change(entries);
        if (seen.length > 0 || entries.length === 0) return seen;
      }
    },
  };
}
