/** Bytes that are not what their format says. Nothing of them is used: a claim may be hidden in the rest. */
export class MalformedBytes extends Error {
  override readonly name = 'MalformedBytes';
}
