import fc from 'fast-check';
import { type Json, RAW } from './odd-values.ts';

/** One change of bytes, at a place counted around. */
export type Cut =
  | { readonly deed: 'truncate' | 'flip' | 'repeat' | 'delete' | 'swap'; readonly at: number; readonly length: number }
  | { readonly deed: 'insert' | 'overwrite'; readonly at: number; readonly piece: Uint8Array };

const aPlace = fc.nat({ max: 100_000 });
const aLength = fc.nat({ max: 200 });

const aCut: fc.Arbitrary<Cut> = fc.oneof(
  fc.record({
    deed: fc.constantFrom('truncate', 'flip', 'repeat', 'delete', 'swap'),
    at: aPlace,
    length: aLength,
  }),
  fc.record({
    deed: fc.constantFrom('insert', 'overwrite'),
    at: aPlace,
    piece: fc.oneof(
      fc.uint8Array({ maxLength: 12 }),
      fc.constantFrom(
        ...['\n', '\0', '{', '}', '"', ',', '"__proto__":{},', '\ufeff', '\u2028'].map((text) => Buffer.from(text)),
      ),
    ),
  }),
);

/** Some changes of bytes. */
export function someCuts(max = 3): fc.Arbitrary<Cut[]> {
  return fc.array(aCut, { maxLength: max });
}

/** The bytes with these changes; the original stays as it is. */
export function cutBytes(bytes: Uint8Array, cuts: readonly Cut[]): Buffer {
  return Buffer.from(cuts.reduce(cut, bytes));
}

/** Mostly as it is; at times with its bytes damaged too. */
export function seldomCut(text: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const cuts = fc.oneof({ weight: 4, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: someCuts() });
  return fc
    .tuple(text, cuts)
    .map(([whole, damage]) => (damage.length === 0 ? whole : cutBytes(Buffer.from(whole), damage).toString('utf8')));
}

function cut(bytes: Uint8Array, change: Cut): Uint8Array {
  const at = bytes.length === 0 ? 0 : change.at % (bytes.length + 1);
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
  switch (change.deed) {
    case 'truncate':
      return before;
    case 'flip': {
      const flipped = Uint8Array.from(bytes);
      if (at < flipped.length) flipped[at] = (flipped[at] ?? 0) ^ (1 << (change.length % 8));
      return flipped;
    }
    case 'repeat':
      return Buffer.concat([before, after.subarray(0, change.length), after]);
    case 'delete':
      return Buffer.concat([before, after.subarray(change.length)]);
    case 'swap':
      return Buffer.concat([after, before]);
    case 'insert':
      return Buffer.concat([before, change.piece, after]);
    case 'overwrite':
      return Buffer.concat([before, change.piece, after.subarray(change.piece.length)]);
  }
}

/** A tree as JSON text; what the odd values mark as raw stands in it bare. */
export function written(tree: Json): string {
  const text = JSON.stringify(tree) ?? 'null';
  return text.includes('\\u0001raw:')
    ? text.replace(RAW_TEXT, (_, raw: string) => JSON.parse(`"${raw}"`) as string)
    : text;
}

const RAW_TEXT = new RegExp(`"${JSON.stringify(RAW).slice(1, -1).replace('\\', '\\\\')}((?:[^"\\\\]|\\\\.)*)"`, 'g');
