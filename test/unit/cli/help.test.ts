import { expect, it } from 'vitest';
import { play } from '../../fakes/recording-terminal.ts';

it.each([
  ['plan', '[names…]'],
  ['renew', '[names…]'],
  ['explain', '<domain>'],
  ['prove', '<domain>'],
  ['policy', '<check> [old.yaml] new.yaml'],
  ['status', ''],
])('the help of %s says what stands behind it', async (name, behind) => {
  const { out } = await play([name, '--help'], {});
  expect(out.split('\n')[0]).toBe(`Usage: domain-renew ${name}${behind === '' ? '' : ` ${behind}`} [flags]`);
});
