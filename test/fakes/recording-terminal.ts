import type { Terminal } from '../../src/adapters/terminal.ts';
import { main } from '../../src/cli/main.ts';

/** What a command ended with and printed. */
export interface Played {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

/** Plays the command line in this process, without colour and 100 columns wide. */
export async function play(args: readonly string[], environment: Readonly<Record<string, string>>): Promise<Played> {
  const out: string[] = [];
  const error: string[] = [];
  const view = { columns: 100, colour: false };
  const terminal: Terminal = {
    args,
    outView: view,
    errorView: view,
    print: (lines) => out.push(...lines),
    printError: (lines) => error.push(...lines),
    progress: () => undefined,
    exitWith: () => undefined,
    interrupted: () => new Promise(() => undefined),
    absolute: (path) => path,
  };
  const code = await main({ terminal, environment });
  return { code, out: out.join('\n'), error: error.join('\n') };
}
