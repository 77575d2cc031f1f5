import type { DomainPage } from '../../../src/inventory/domain-reader.ts';
import type { Quote } from '../../../src/inventory/quote-reader.ts';
import { type ClaimsAppended, type Ledger, LedgerError } from '../../../src/ledger/ledger.ts';
import type { Clock } from '../../../src/lib/clock.ts';
import type { DomainDetails, ListedDomain } from '../../../src/model/domain.ts';
import type { TaskDetail, TaskInfo } from '../../../src/model/task.ts';
import type { RunParts } from '../../../src/runs/run-parts.ts';
import type { SubmitReply } from '../../../src/submission/submitter.ts';
import { someDetails } from '../../builders/domains.ts';
import type { Operation } from './operations.ts';
import type { Universe, Write } from './world.ts';

/** Announces a step and waits until it is done. The answer's form follows from the operation (`operations.ts`). */
export type Ask = <T>(operation: Operation) => Promise<T>;

export interface FrontParts {
  readonly universe: Universe;
  readonly ask: Ask;
  readonly clock: Clock;
}

/**
 * A ledger at the level of its interface: each call is one step. A read that brings something tells the end along with it, as the log
 * service does: reading to the end in two steps is the same as reading in one, at the time of the second.
 */
export function memoryFront({ universe, ask }: FrontParts): Ledger {
  return {
    reader() {
      let place = 0;
      let endIsTold = false;
      return {
        async next() {
          if (endIsTold) {
            endIsTold = false;
            return [];
          }
          const writes = await ask<readonly Write[]>({ what: 'read', place });
          place += writes.length;
          endIsTold = writes.length > 0;
          return writes.flatMap(({ entries }) => entries);
        },
      };
    },
    async appendClaims(claims, append) {
      return await ask<ClaimsAppended>({ what: 'claim', write: universe.write(claims, null), append });
    },
    async append(entries) {
      const isStored = await ask<boolean>({ what: 'append', write: universe.write(entries, null) });
      if (!isStored) throw new LedgerError('unwritable', 'the log gave no answer');
    },
  };
}

/** The Domain API: each call is one step. */
export function servicesFront(ask: Ask): RunParts['services'] {
  return {
    async listPage(): Promise<DomainPage> {
      const domains = await ask<readonly ListedDomain[]>({ what: 'list' });
      return { domains, unreadableRows: [], totalCount: domains.length, pageCount: 1 };
    },
    async scroll() {
      return await Promise.reject(new Error('so few domains are not scrolled'));
    },
    async domainDetails(instanceId): Promise<DomainDetails | null> {
      const domain = await ask<ListedDomain | null>({ what: 'details', instanceId });
      return domain === null ? null : someDetails({ name: domain.name, expiryMs: domain.expiryMs, instanceId });
    },
    // One price for all, and no step: what it costs does not depend on what others do.
    async renewalPrices(queries, currency) {
      const price = (years: number): Quote => ({
        kind: 'price',
        price: { minor: 9000 * years, currency },
        premium: false,
      });
      const quotes = new Map(queries.map(({ name, years }) => [name, price(years)]));
      return await Promise.resolve({ kind: 'quotes', quotes });
    },
    async submitRenewal({ orders }, holdBack) {
      return await ask<SubmitReply>({ what: 'submit', orders, holdBack });
    },
    async taskDetails(taskNo) {
      return await ask<TaskDetail[]>({ what: 'task-details', taskNo });
    },
    async tasksSince(sinceMs) {
      return await ask<TaskInfo[]>({ what: 'tasks', sinceMs });
    },
  };
}
