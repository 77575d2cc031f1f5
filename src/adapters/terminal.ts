import { resolve } from 'node:path';
import type { ProgressText } from '../report/render-progress.ts';
import { shorten, type View } from '../report/render-text.ts';

/** The terminal, or the pipes, that the command line talks to: the only place that knows them. */
export interface Terminal {
  /** What was typed behind the program's name. */
  readonly args: readonly string[];
  readonly outView: View;
  readonly errorView: View;
  /** Writes to stdout. */
  print(lines: readonly string[]): void;
  /** Writes to stderr. */
  printError(lines: readonly string[]): void;
  /** On a terminal one line on stderr that is updated, gone at the next print; in a pipe the line that stays, if there is one. */
  progress(text: ProgressText): void;
  exitWith(code: number): void;
  /** Resolves when a person (Ctrl-C) or the system asks the program to end. */
  interrupted(): Promise<void>;
  /** A path as the system will find it, whatever folder a person is in later. */
  absolute(path: string): string;
}

const COLUMNS_WITHOUT_TERMINAL = 100;
const COLUMNS_MIN = 40;
const CLEAR_LINE = '\r\u001b[K';

/** The process's own terminal. A reader that goes away (`| head`) ends the output, not the work. */
export function processTerminal(): Terminal {
  const { stdout, stderr, env } = process;
  for (const stream of [stdout, stderr]) stream.on('error', ignoreClosedPipe);
  const isPlain = (env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb';
  const viewOf = (stream: NodeJS.WriteStream): View => ({
    columns: stream.isTTY && stream.columns > 0 ? Math.max(COLUMNS_MIN, stream.columns) : COLUMNS_WITHOUT_TERMINAL,
    colour: stream.isTTY && !isPlain,
    isWhole: !stream.isTTY,
  });
  const updates = stderr.isTTY && env['TERM'] !== 'dumb';
  let shown = false;
  const clear = (): void => {
    if (shown) stderr.write(CLEAR_LINE);
    shown = false;
  };
  const write = (stream: NodeJS.WriteStream, lines: readonly string[]): void => {
    clear();
    if (lines.length > 0) stream.write(`${lines.join('\n')}\n`);
  };
  return {
    args: process.argv.slice(2),
    outView: viewOf(stdout),
    errorView: viewOf(stderr),
    print: (lines) => write(stdout, lines),
    printError: (lines) => write(stderr, lines),
    progress: ({ live, line }) => {
      if (updates) {
        stderr.write(`${CLEAR_LINE}${shorten(live, viewOf(stderr).columns - 1)}`);
        shown = true;
      } else if (line !== null) {
        stderr.write(`${line}\n`);
      }
    },
    exitWith: (code) => {
      clear();
      process.exitCode = code;
    },
    interrupted: async () => {
      await new Promise<void>((resolveWait) => {
        for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolveWait());
      });
    },
    absolute: (path) => resolve(path),
  };
}

function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}
