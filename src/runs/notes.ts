import { LedgerError } from '../ledger/ledger.ts';
import { CloudError, isTimeLeft } from '../model/cloud-error.ts';
import type { Problem } from '../model/problem.ts';
import type { Stop, StopReason } from '../plan/limits.ts';
import type { Tell } from '../report/progress.ts';

/** What a run notes for its result while it works; every note is told at once. */
export interface Notes {
  readonly stops: Stop[];
  readonly problems: Problem[];
  stop(stop: Stop): void;
  problem(problem: Problem): void;
}

/** Empty notes for one run. */
export function newNotes(tell: Tell): Notes {
  const stops: Stop[] = [];
  const problems: Problem[] = [];
  return {
    stops,
    problems,
    stop(stop) {
      stops.push(stop);
      tell({ news: 'stopped', stop });
    },
    problem(problem) {
      problems.push(problem);
      tell({ news: 'problem', problem });
    },
  };
}

/**
 * Does one stage; an expected kind of trouble (the ledger, a cloud service) becomes a stop and null. Anything else is a fault of
 * this program and goes on up.
 */
export async function stage<T>(notes: Notes, reading: StopReason, work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof LedgerError) noteLedgerError(notes, error);
    else if (error instanceof CloudError) noteCloudError(notes, reading, error);
    else throw error;
    return null;
  }
}

function noteLedgerError(notes: Notes, error: LedgerError): void {
  notes.stop({ stop: `ledger-${error.code}`, message: error.message });
  const { cause } = error;
  if (cause instanceof CloudError && cause.fields.kind === 'permission')
    notes.problem(permissionProblem(cause.message));
}

function noteCloudError(notes: Notes, reading: StopReason, error: CloudError): void {
  if (isTimeLeft(error)) {
    const message = `${error.message}. Nothing was submitted after this; what is left waits for the next run. Raise the function's timeout if this comes again`;
    notes.stop({ stop: 'time-left', message });
    return;
  }
  notes.stop({
    stop: reading,
    message: `${error.message}. Nothing was submitted after this; the next run tries again`,
  });
  if (error.fields.kind === 'permission') notes.problem(permissionProblem(error.message));
}

/** The message names the RAM action to grant. */
export function permissionProblem(message: string): Problem {
  return { problem: 'permission-missing', message: `${message}. Grant it to the role or user that runs this` };
}
