import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('../../dist/cli/domain-renew.cjs', import.meta.url));

/** What a person would have seen. */
export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** One call of the command line, its output in pipes; nothing of this process's environment but PATH reaches it. */
export async function domainRenew(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  cwd: string,
): Promise<Outcome> {
  const child = spawn(process.execPath, [PROGRAM, ...args], { cwd, env: { PATH: process.env['PATH'] ?? '', ...env } });
  const out: string[] = [];
  const err: string[] = [];
  child.stdout.setEncoding('utf8').on('data', (text: string) => out.push(text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => err.push(text));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return { code, stdout: out.join(''), stderr: err.join('') };
}

/** The program started, for what does not end by itself. */
export function startProgram(args: readonly string[], cwd: string): ReturnType<typeof spawn> {
  return spawn(process.execPath, [PROGRAM, ...args], { cwd, env: { PATH: process.env['PATH'] ?? '' } });
}

/** A sandbox in a process of its own, and what it told when it was ready. */
export async function sandboxProgram(
  args: readonly string[],
  cwd: string,
): Promise<{ told: Record<string, unknown>; close: () => Promise<void> }> {
  const child = startProgram(['sandbox', '--json', ...args], cwd);
  if (child.stdout === null || child.stderr === null) throw new TypeError('the outputs are pipes');
  const [line] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
  const close = async (): Promise<void> => {
    child.kill('SIGTERM');
    await once(child, 'close');
  };
  return { told: JSON.parse(line) as Record<string, unknown>, close };
}
