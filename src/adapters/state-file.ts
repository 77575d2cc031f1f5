import { readFileSync, renameSync, writeFileSync } from 'node:fs';

/** A text in a file that is written anew as a whole; a crash leaves the old one or the new one. */
export interface StateFile {
  /** Null when there is none yet, or an empty one. */
  read(): string | null;
  write(text: string): void;
}

/** The text at a path. Reading and writing throw what the system says, but for a file that is not there yet. */
export function stateFile(path: string): StateFile {
  return {
    read: () => {
      try {
        const text = readFileSync(path, 'utf8');
        return text === '' ? null : text;
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
        throw error;
      }
    },
    write: (text) => {
      writeFileSync(`${path}.new`, text);
      renameSync(`${path}.new`, path);
    },
  };
}
