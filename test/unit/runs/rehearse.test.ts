import { expect, it } from 'vitest';
import { readInventory } from '../../../src/inventory/inventory.ts';
import { readLedger } from '../../../src/ledger/view.ts';
import { newNotes } from '../../../src/runs/notes.ts';
import { readVouchers } from '../../../src/runs/read-vouchers.ts';
import { rehearse } from '../../../src/runs/rehearse.ts';
import { DAY, NOW_MS } from '../../builders/domains.ts';
import { aWorld } from '../../builders/runs.ts';
import { aConfig, anOrder, someRails } from '../../builders/settings.ts';

it.each(['plan', 'renew'] as const)(
  'a rehearsal in mode %s claims nothing, writes nothing, sends nothing',
  async (mode) => {
    const world = aWorld();
    await world.check();
    const parts = world.parts();
    const written: string[] = [];
    const ledger: typeof parts.ledger = {
      reader: () => parts.ledger.reader(),
      append: async () => await never('append'),
      appendClaims: async () => await never('appendClaims'),
    };
    async function never(what: string): Promise<never> {
      written.push(what);
      return await Promise.reject(new Error(what));
    }
    world.registrar.submitRenewal = async () => await never('submit');
    const config = aConfig({ mode, money: someRails({ approval: { kind: 'always' } }) });
    const notes = newNotes(() => undefined);
    const own = { ...parts, ledger };
    const work = { id: 'it', startedMs: NOW_MS, config, order: anOrder({ mode }), parts: own, notes };
    const view = await readLedger(ledger);
    const inventory = await readInventory(own.services, { readMs: NOW_MS, windowUntilMs: NOW_MS + 35 * DAY }, () => {});
    const { plan, stops } = await rehearse(work, view, inventory, await readVouchers(work));
    expect(plan.batches.flat().map(({ name }) => name)).toEqual(['first.com', 'second.cn', 'third.org']);
    expect(stops.map(({ stop }) => stop)).toEqual(['approval-missing']);
    expect([written, notes.stops, notes.problems]).toEqual([[], [], []]);
  },
);
