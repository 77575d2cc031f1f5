/** One domain's part of a task. */
export interface SandboxTaskDetail {
  readonly detailNo: string;
  readonly domainName: string;
  readonly instanceId: string;
  readonly endMs: number;
  /** Before that no list shows it. */
  readonly shownFromMs: number;
  /** Set when the agenda carries it out, at `endMs`. */
  outcome: 'pending' | 'succeeded' | 'failed';
  /** Empty unless failed. */
  reason: string;
  /** Empty unless it succeeded. */
  result: string;
}

export interface SandboxTask {
  readonly taskNo: string;
  readonly type: string;
  readonly createdMs: number;
  /** Waiting before, executing after. */
  readonly startMs: number;
  readonly endMs: number;
  /** From here on it is in the history. */
  readonly historyFromMs: number;
  /** Up to here it is in the live lists; never before `historyFromMs`. */
  readonly liveUntilMs: number;
  readonly clientIp: string;
  readonly details: readonly SandboxTaskDetail[];
}

/** Every task of the account, newest first. */
export interface Tasks {
  add(task: SandboxTask): void;
  live(nowMs: number): SandboxTask[];
  history(nowMs: number): SandboxTask[];
}

/** An account without tasks. */
export function createTasks(): Tasks {
  const tasks: SandboxTask[] = [];
  return {
    add: (task) => {
      let place = 0;
      while (place < tasks.length && (tasks[place]?.createdMs ?? 0) > task.createdMs) place += 1;
      tasks.splice(place, 0, task);
    },
    live: (nowMs) => tasks.filter((task) => nowMs < task.liveUntilMs),
    history: (nowMs) => tasks.filter((task) => nowMs >= task.historyFromMs),
  };
}
