import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readEvent } from '../../src/config/event.ts';
import { readSettings, SETTING_NAMES } from '../../src/config/settings.ts';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
const table = readme.slice(readme.indexOf('## Settings'), readme.indexOf('## What it will never do'));

describe('README.md', () => {
  it.each([...SETTING_NAMES])('has %s in its table of settings', (name) => {
    expect(table).toContain(`\`${name}\``);
  });

  it('names no setting that the code does not know', () => {
    const named = [...table.matchAll(/`([A-Z][A-Z_]+[A-Z])`/g)].map(([, name]) => name);
    expect(named.filter((name) => !SETTING_NAMES.includes(name ?? ''))).toEqual([]);
  });

  it('gives the defaults that the code has', () => {
    expect(readSettings({}, 'command-line')).toMatchObject({
      domainEndpoint: 'https://domain.aliyuncs.com',
      mode: 'plan',
      windowDays: 35,
      years: 1,
      batchSize: 50,
      maxDomains: 100,
      maxShare: 0.3,
      renewExpired: true,
      permitPremium: false,
      ledger: { kind: 'file', path: 'domain-renew.ledger.jsonl' },
    });
  });

  it('shows an event that the code takes', () => {
    const [event = ''] = /\{"mode":"renew","domains":\["example\.com"\]\}/.exec(readme) ?? [];
    expect(readEvent(new TextEncoder().encode(event))).toEqual({
      trigger: 'direct',
      options: { mode: 'renew', domains: ['example.com'], windowDays: null, approve: null },
    });
  });
});
