import type { Terminal } from '../adapters/terminal.ts';
import type { Environment } from '../config/settings.ts';
import type { DomainName } from '../model/domain.ts';

/** 0 done · 1 something needs a person · 2 settings or arguments wrong. */
export type ExitCode = 0 | 1 | 2;

/** A flag of a command, and what may stand behind it. */
export type Flag =
  | { readonly name: string; readonly kind: 'switch'; readonly does: string }
  | {
      readonly name: string;
      readonly kind: 'integer';
      readonly min: number;
      readonly max: number;
      readonly does: string;
    }
  | { readonly name: string; readonly kind: 'choice'; readonly allowed: readonly string[]; readonly does: string }
  /** Any text that is not empty; `shows` stands for it in the help. */
  | { readonly name: string; readonly kind: 'text'; readonly shows: string; readonly does: string };

/** What was typed, checked: the names in their normal form, the flags with their values. */
export interface Given {
  readonly names: readonly DomainName[];
  readonly switches: ReadonlySet<string>;
  readonly integers: ReadonlyMap<string, number>;
  readonly choices: ReadonlyMap<string, string>;
  readonly texts: ReadonlyMap<string, string>;
  /** The word that the command wants; empty for a command that wants none. */
  readonly word: string;
  /** The paths behind the word. */
  readonly files: readonly string[];
}

/** What a command works with. */
export interface Host {
  readonly terminal: Terminal;
  readonly environment: Environment;
}

export interface Command {
  readonly name: string;
  /** In one line, for the list of commands. */
  readonly does: string;
  /** Paragraphs for its own help: what it does, what it costs, what `--json` prints. */
  readonly about: readonly string[];
  readonly takesNames: boolean;
  /** Its names in the help; absent for any number of them. */
  readonly namesShow?: string;
  /** It wants one of these words, and no names. */
  readonly words?: readonly string[];
  /** Behind the word stand so many paths; `shows` stands for them in the help. */
  readonly files?: { readonly shows: string; readonly min: number; readonly max: number };
  readonly flags: readonly Flag[];
  /** @throws InputError for wrong settings or arguments; nothing was called then. */
  run(given: Given, host: Host): Promise<ExitCode>;
}

export const JSON_FLAG: Flag = {
  name: 'json',
  kind: 'switch',
  does: 'print the result as JSON, and nothing else on stdout',
};
export const ALL_FLAG: Flag = { name: 'all', kind: 'switch', does: 'list every domain, however many' };
/** Which policy a run has. */
export const POLICY_FLAG: Flag = {
  name: 'policy',
  kind: 'text',
  shows: 'FILE',
  does: 'the policy to run by (else functions/policy.yaml, where there is one)',
};
/** Keeps the plan for a person to look at, and to approve. */
export const OUT_FLAG: Flag = {
  name: 'out',
  kind: 'text',
  shows: 'FILE',
  does: 'also write the plan to this file, for `renew --approve FILE`',
};
/** Carries out what was approved. */
export const APPROVE_FLAG: Flag = {
  name: 'approve',
  kind: 'text',
  shows: 'DIGEST or FILE',
  does: 'carry out exactly this plan (its digest, or the file of plan --out); refused when anything in it has changed',
};
export const WINDOW_FLAG: Flag = {
  name: 'window-days',
  kind: 'integer',
  min: 1,
  max: 3650,
  does: 'what expires within so many days is due (else RENEW_WINDOW_DAYS)',
};
