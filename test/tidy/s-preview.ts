import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A parsed s.yaml: what stands in it is for the rules to find out. */
export type Spec = Record<string, unknown>;

/**
 * What Serverless Devs makes of the text of an s.yaml, with variables put in: the `s preview` of its own command line.
 * It sees no environment but the one given, no .env, no home folder, and any attempt to reach the network or to start
 * another process ends it.
 */
export function preview(yaml: string, environment: Readonly<Record<string, string>> = {}): Spec {
  const folder = mkdtempSync(join(tmpdir(), 's-preview-'));
  try {
    const home = join(folder, 'home');
    keepQuiet(home);
    writeFileSync(join(folder, 's.yaml'), yaml);
    const output = execFileSync(
      process.execPath,
      [`--import=${offlineGuard}`, commandFile(), 'preview', '-t', 's.yaml', '-o', 'json'],
      {
        cwd: folder,
        encoding: 'utf8',
        env: { ...environment, PATH: '', HOME: home, serverless_devs_config_home: home, NODE_ENV: 'test', CI: 'true' },
        stdio: ['ignore', 'pipe', 'pipe'],
        timeout: 20_000,
      },
    );
    // A warning may stand before the JSON, for example that it is run as root.
    return JSON.parse(output.slice(output.search(/^\{/m))) as Spec;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function commandFile(): string {
  return join(dirname(createRequire(import.meta.url).resolve('@serverless-devs/s/package.json')), 'bin', 's');
}

/** Without these files (and NODE_ENV=test) the command asks a registry for its newest version and reports its use, in the background. */
function keepQuiet(home: string): void {
  mkdirSync(join(home, '.s', 'config'), { recursive: true });
  const farFuture = 9_999_999_999_999;
  writeFileSync(join(home, '.s', 'config', 'update-notifier.json'), JSON.stringify({ lastUpdateCheck: farFuture }));
  writeFileSync(join(home, '.s', 'set-config.yml'), 'analysis: disable\n');
}

const guardCode = `
import net from 'node:net';
import dns from 'node:dns';
import childProcess from 'node:child_process';
const refuse = (what) => () => { process.stderr.write('not offline: ' + what); process.exit(97); };
net.Socket.prototype.connect = refuse('connect');
dns.lookup = refuse('lookup');
for (const name of ['spawn', 'spawnSync', 'fork', 'exec', 'execFile']) childProcess[name] = refuse(name);
`;
const offlineGuard = `data:text/javascript,${encodeURIComponent(guardCode)}`;
