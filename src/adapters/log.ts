import pino from 'pino';
import type { LogLevel } from '../config/config.ts';
import { InputError } from '../config/fault.ts';
import { LedgerError } from '../ledger/ledger.ts';
import { BrokenPromise } from '../lib/assert.ts';
import { CloudError } from '../model/cloud-error.ts';
import type { RunNews, Tell } from '../report/progress.ts';

/** The log of one invocation: JSON lines, each with the request id. */
export interface RunLog {
  readonly tell: Tell;
  /** A run ended; the figures of its result. */
  finished(figures: Record<string, unknown>): void;
  /** A run could not be made at all. */
  failed(error: unknown): void;
}

/**
 * Writes through `process.stdout`, which Function Compute replaces by its own: pino's other destinations write past it and are lost.
 * Made for every invocation, because the request id changes.
 */
export function createLog(level: LogLevel, requestId: string, run: 'renew' | 'check'): RunLog {
  const log = pino({ level, base: { requestId, run }, timestamp: pino.stdTimeFunctions.isoTime }, process.stdout);
  return {
    tell: (news) => {
      const { level: lineLevel, fields, text } = lineOf(news);
      log[lineLevel](fields, text);
    },
    finished: (figures) => {
      log.info(figures, 'finished');
    },
    failed: (error) => {
      const said = isOurs(error) ? { message: error.message, stack: error.stack } : {};
      log.error({ error: nameOf(error), ...said }, 'failed');
    },
  };
}

/** An error whose text this code wrote. A foreign one may quote a request, with keys in it. */
export function isOurs(error: unknown): error is Error {
  return [InputError, LedgerError, CloudError, BrokenPromise].some((kind) => error instanceof kind);
}

/** What the platform may get of an error: our own as it is, of any other one nothing but its name. */
export function outward(error: unknown): Error {
  return isOurs(error) ? error : new Error(`unexpected ${nameOf(error)}; see the log`);
}

/** A name can be set to any text too. */
function nameOf(error: unknown): string {
  return error instanceof Error && /^[A-Za-z]{1,40}$/.test(error.name) ? error.name : 'error';
}

interface Line {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly fields: Record<string, unknown>;
  readonly text: string;
}

function lineOf(news: RunNews): Line {
  switch (news.news) {
    case 'listing':
    case 'confirming':
    case 'checking':
      return { level: 'debug', fields: { ...news }, text: news.news };
    case 'ledger-read':
    case 'listed':
    case 'claimed':
      return { level: 'info', fields: { ...news }, text: news.news };
    case 'judged':
      return { level: 'info', fields: { domainCount: news.judged.length }, text: 'judged' };
    case 'planned': {
      const { digest, batches, deferred } = news.plan;
      const fields = { digest, batches: batches.map((batch) => batch.map(({ name }) => name)), deferred };
      return { level: 'info', fields, text: 'planned' };
    }
    case 'lost': {
      const why = 'another run has claimed or renewed them since this one judged them';
      return { level: 'warn', fields: { ...news, why }, text: 'lost' };
    }
    case 'submitted':
      return { level: news.outcome === 'accepted' ? 'info' : 'error', fields: { ...news }, text: 'submitted' };
    case 'settled':
      return {
        level: news.settled.outcome === 'failed' ? 'error' : 'info',
        fields: { ...news.settled },
        text: 'settled',
      };
    case 'stopped':
      return { level: 'error', fields: { ...news.stop }, text: 'stopped' };
    case 'problem':
      return { level: 'warn', fields: { ...news.problem }, text: 'problem' };
  }
}
