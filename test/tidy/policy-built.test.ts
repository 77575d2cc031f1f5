import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { policyFrom } from '../../src/adapters/policy-file.ts';
import { readText, top } from './repository.ts';

const EXAMPLE = 'functions/policy.example.yaml';
const functions = ['renew.js', 'check.js'];

/** Builds with this policy into a folder of its own. */
function built(policyFile: string): { folder: string; status: number | null; stderr: string } {
  const folder = mkdtempSync(join(tmpdir(), 'domain-renew-build-'));
  const env = { PATH: process.env['PATH'] ?? '', POLICY_FILE: policyFile };
  const { status, stderr } = spawnSync(process.execPath, ['.build.mjs', '--out', folder], {
    cwd: top,
    env,
    encoding: 'utf8',
  });
  return { folder, status, stderr };
}

test('the functions hold the checked policy as data, and no parser of YAML', () => {
  const { folder, status, stderr } = built(EXAMPLE);
  expect([status, stderr]).toEqual([0, '']);
  const policy = JSON.stringify(policyFrom(readText(EXAMPLE), EXAMPLE));
  for (const name of functions) {
    const text = readFileSync(join(folder, 'functions', name), 'utf8');
    // In whichever quotes it stands.
    expect(text.replaceAll('\\"', '"')).toContain(policy);
    expect(text).not.toMatch(/LineCounter|parseDocument|yaml\.org,2002/);
  }
});

test('a wrong policy ends the build with all its faults, and nothing is there to be deployed', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'domain-renew-policy-')), 'p.yaml');
  writeFileSync(file, 'rules:\n  - { name: a, action: renew, years: 11 }\n  - { name: b, action: keep }\n');
  const { folder, status, stderr } = built(file);
  expect(status).toBe(1);
  expect(stderr).toContain(`${file}:2: years of rule "a" is 11`);
  expect(stderr).toContain(`${file}:3: action of rule "b" is "keep"`);
  expect(functions.some((name) => existsSync(join(folder, 'functions', name)))).toBe(false);
});
