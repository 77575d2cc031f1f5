import { cannotPut, textAt } from '../adapters/file-access.ts';
import { stateFile } from '../adapters/state-file.ts';
import { InputError, shown } from '../config/fault.ts';
import { fromIso } from '../model/time.ts';
import type { Plan } from '../plan/plan.ts';
import { type FiledPlan, planFileText, readPlanFile } from '../plan/plan-file.ts';
import type { RenewalResult } from '../report/result.ts';

/** What was typed behind --approve: a digest alone, or the whole plan in a file. */
export interface Approved {
  readonly digest: string;
  /** Null when only the digest was given. */
  readonly lines: FiledPlan['lines'] | null;
}

/**
 * Reads what was typed behind --approve.
 * @throws InputError when it is neither a digest nor a file with a plan, or when the plan in the file was changed.
 */
export function readApproved(text: string): Approved {
  if (/^[0-9a-f]{64}$/.test(text)) return { digest: text, lines: null };
  return readPlanFile(readText(text), text);
}

function readText(path: string): string {
  const allowed = 'the digest of a plan (64 of 0-9 a-f), or the file that `domain-renew plan --out` wrote';
  try {
    const text = textAt(path);
    if (text !== null) return text;
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw new InputError('arguments', [{ field: '--approve', value: `${shown(path)} (${error.code})`, allowed }]);
  }
  throw new InputError('arguments', [{ field: '--approve', value: `${shown(path)} (no such file)`, allowed }]);
}

/**
 * Looks, before a run, whether its plan can be written there.
 * @throws InputError when it cannot.
 */
export async function checkOut(path: string): Promise<void> {
  const cannotWrite = await cannotPut(path);
  if (cannotWrite !== null) throw unwritable(path, cannotWrite);
}

/** Writes the plan as a whole: a reader finds the old file or the new one. Returns the system's code when that fails. */
export function writePlan(path: string, plan: Plan, result: RenewalResult): string | null {
  const { id, startedAt } = result.run;
  const currency = result.money?.currency ?? 'CNY';
  const text = planFileText(plan, { madeMs: fromIso(startedAt) ?? 0, runId: id, currency });
  try {
    stateFile(path).write(text);
    return null;
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return error.code;
  }
}

function unwritable(path: string, code: string): InputError {
  const allowed = 'a file in a folder that this user may write to';
  return new InputError('arguments', [{ field: '--out', value: `${shown(path)} (${code})`, allowed }]);
}

function isSystemError(error: unknown): error is Error & { readonly code: string } {
  return error instanceof Error && 'code' in error && typeof error.code === 'string';
}
