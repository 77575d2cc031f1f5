import pino from 'pino';
import type { LogLevel } from '../config/config.ts';
import { InputError } from '../config/fault.ts';
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
      // Only what our own errors say: a foreign error may quote a request.
      const known = error instanceof InputError;
      log.error({ error: known ? error.message : error instanceof Error ? error.name : 'unknown' }, 'failed');
    },
  };
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
