import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { inspect } from 'node:util';
import { build, type Plugin } from 'esbuild';
import { describe, expect, it, onTestFinished } from 'vitest';
import { invokeFunction } from '../../../src/adapters/fc-invoke.ts';
import { type FcEndpoint, type FcReply, startFcEndpoint } from '../../fakes/fc-endpoint.ts';
import { CREDENTIALS } from './loopback-api.ts';

const { accessKeyId, accessKeySecret, securityToken } = CREDENTIALS;
const everything = `${accessKeyId} ${accessKeySecret} ${encodeURIComponent(securityToken)}`;
const PLANTED = ['PlantedKeyId', 'PlantedSecret', 'PlantedToken', 'DEF=ghi', 'xyz+UVW', 'UVW%3D', 'Signature='];
const ACCOUNT = '1234567890123456';
const NAMES = ['domain-renew', 'domains/domain-renew'];

async function endpointWith(reply: FcReply): Promise<FcEndpoint> {
  const endpoint = await startFcEndpoint({ credentials: CREDENTIALS, accountId: ACCOUNT, functions: NAMES, reply });
  onTestFinished(async () => await endpoint.close());
  return endpoint;
}

const fixed = { event: '{}', accountId: ACCOUNT, region: 'cn-hangzhou', credentials: CREDENTIALS };

const refuses = (code: string, message: string, status = 403): FcReply => ({ kind: 'refuses', status, code, message });
const paths: [name: string, reply: FcReply][] = [
  ['a code with everything in its message', refuses('AccessDenied', everything)],
  ['an unknown key', refuses('InvalidAccessKeyID', `invalid access key ID '${accessKeyId}'`)],
  ['a text that was signed', refuses('SignatureNotMatch', `string to sign is: POST\n${everything}`)],
  ['a signed URL', refuses('InvalidArgument', 'https://fc.example/?Signature=abc', 400)],
  ['an error code that is the key id', refuses(accessKeyId, '', 400)],
  ['an internal error', refuses('InternalServerError', everything, 500)],
  ['a page that repeats everything', { kind: 'page', status: 502, body: everything }],
  [
    'the same as JSON',
    { kind: 'page', status: 400, body: everything, headers: { 'content-type': 'application/json' } },
  ],
  ['the same with 200', { kind: 'page', status: 200, body: everything }],
  [
    'a request id that is the key',
    { kind: 'page', status: 200, body: '', headers: { 'x-fc-request-id': accessKeyId } },
  ],
  ['JSON that is none', { kind: 'returns', body: `{"${everything}`, contentType: 'application/json' }],
  ['a body with everything', { kind: 'returns', body: everything }],
  ['a log with everything', { kind: 'returns', body: '', log: everything }],
  [
    'a function error with everything',
    { kind: 'throws', errorType: accessKeyId, message: everything, log: everything },
  ],
  ['a drop', { kind: 'drop' }],
  ['a cut', { kind: 'cut' }],
  ['no answer', { kind: 'hang' }],
];

describe.each(NAMES)('calling %s tells no secret', (functionName) => {
  it.each(paths)('%s', async (_name, reply) => {
    const { url, requests } = await endpointWith(reply);
    const timeoutMs = reply.kind === 'hang' ? 1000 : 10_000;
    const invocation = { ...fixed, functionName, endpoint: url, timeoutMs };
    const shown: unknown = await invokeFunction(invocation).catch((error: unknown) => error);
    const error = shown instanceof Error ? shown : null;
    const outputs = [
      error?.message,
      error?.stack,
      JSON.stringify(shown),
      inspect(shown, { depth: 10, showHidden: true }),
    ];
    expect(requests).toHaveLength(1);
    for (const output of outputs) {
      for (const planted of PLANTED) expect(output ?? '').not.toContain(planted);
      expect(output ?? '').not.toContain('127.0.0.1');
    }
  });
});

describe('in a CommonJS bundle with the packages left outside', () => {
  const adapter = new URL('../../../src/adapters/fc-invoke.ts', import.meta.url).pathname;

  it.each([
    ['as the command line is built', 'import'],
    ['by a plain require', 'require'],
  ])('%s: both packages work, load only when called, and print nothing, whatever DEBUG says', async (_name, kind) => {
    const { url } = await endpointWith({ kind: 'returns', body: 'ok', log: 'end' });
    const root = new URL('../../..', import.meta.url).pathname;
    const folder = mkdtempSync(`${root}node_modules/.fc-invoke-`);
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const contents = `
      import { invokeFunction } from ${JSON.stringify(adapter)};
      const loaded = () => Object.keys(require.cache).filter((path) => path.includes('node_modules/@alicloud/')).length;
      const before = loaded();
      const names = ${JSON.stringify(NAMES)};
      const fixed = ${JSON.stringify({ ...fixed, endpoint: url, timeoutMs: 5000 })};
      Promise.all(names.map((functionName) => invokeFunction({ ...fixed, functionName }))).then((invoked) => {
        console.log(JSON.stringify([before, loaded() > 0, invoked.map(({ body, logTail }) => body + logTail)]));
      });`;
    const outfile = `${folder}/bundle.cjs`;
    await build({
      stdin: { contents, resolveDir: root },
      outfile,
      bundle: true,
      platform: 'node',
      target: 'node20',
      format: 'cjs',
      external: ['@alicloud/fc2', '@alicloud/fc20230330'],
      plugins: kind === 'require' ? [PLAIN_REQUIRE] : [],
    });
    for (const DEBUG of ['', '*', 'lambda', 'httpx*', 'other lambda,httpx:header']) {
      const { code, stdout, stderr } = await run(outfile, DEBUG);
      expect([DEBUG, code, stdout]).toEqual([DEBUG, 0, '[0,true,["okend","okend"]]\n']);
      for (const planted of [...PLANTED, 'FC Invoke', 'authorization']) expect(stderr).not.toContain(planted);
    }
  });
});

/** The packages by a plain `require`, which has no `default` of its own. */
const PLAIN_REQUIRE: Plugin = {
  name: 'plain-require',
  setup(plugin) {
    plugin.onLoad({ filter: /fc-invoke-packages\.ts$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      return { contents: text.replace(/await import\((\S+)\)/g, 'require($1)'), loader: 'ts' };
    });
  },
};

/** A process of its own, which must end by itself. */
async function run(file: string, DEBUG: string): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [file], { env: DEBUG === '' ? {} : { DEBUG }, timeout: 20_000 });
  const seen = { stdout: '', stderr: '' };
  child.stdout.on('data', (piece: Buffer) => {
    seen.stdout += piece.toString();
  });
  child.stderr.on('data', (piece: Buffer) => {
    seen.stderr += piece.toString();
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, ...seen };
}
