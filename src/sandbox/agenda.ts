/** What is due at which instant. Nothing happens by itself: time passes when somebody asks. */
export interface Agenda {
  add(atMs: number, deed: (atMs: number) => void): void;
  /** Does what is due up to this instant, in order of time; what was added first comes first at the same instant. */
  runUntil(nowMs: number): void;
}

interface Entry {
  readonly atMs: number;
  readonly deed: (atMs: number) => void;
}

/** An empty agenda. */
export function createAgenda(): Agenda {
  const entries: Entry[] = [];
  return {
    add: (atMs, deed) => {
      let place = entries.length;
      while (place > 0 && (entries[place - 1]?.atMs ?? 0) > atMs) place -= 1;
      entries.splice(place, 0, { atMs, deed });
    },
    runUntil: (nowMs) => {
      for (let next = entries[0]; next !== undefined && next.atMs <= nowMs; next = entries[0]) {
        entries.shift();
        next.deed(next.atMs);
      }
    },
  };
}
