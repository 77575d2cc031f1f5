import { CONTEXT } from './context.ts';
import { DOMAIN_READS } from './domain-replies.ts';
import { EVENTS } from './events.ts';
import { FUNCTION_ANSWERS } from './function-answers.ts';
import { LEDGER_FILE } from './ledger-file.ts';
import { LEDGER_LINES } from './ledger-lines.ts';
import { LOG_ANSWERS } from './log-answers.ts';
import { LOG_BYTES } from './log-bytes.ts';
import { LOG_LEDGER } from './log-ledger.ts';
import { MONEY_REPLIES } from './money-replies.ts';
import { RUN_TARGETS } from './runs.ts';
import { SETTINGS } from './settings.ts';
import { SUBMISSION_REPLY } from './submission-reply.ts';
import type { Target } from './target.ts';

/** Every edge of the program that takes something from outside. */
export const TARGETS: readonly Target[] = [
  ...DOMAIN_READS,
  ...MONEY_REPLIES,
  SUBMISSION_REPLY,
  EVENTS,
  SETTINGS,
  CONTEXT,
  ...FUNCTION_ANSWERS,
  ...LEDGER_LINES,
  LEDGER_FILE,
  ...LOG_BYTES,
  ...LOG_ANSWERS,
  LOG_LEDGER,
  ...RUN_TARGETS,
];
