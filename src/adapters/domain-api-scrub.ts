import { printable } from './domain-api-values.ts';
import type { PopCredentials } from './pop-core-client.ts';

export interface Scrub {
  /** Whether the text has a secret or a good part of one in it, as it stands or percent-encoded. */
  holdsSecret(raw: string): boolean;
  /** A message made fit to be kept, or null when it may hold a secret or a part of a signed request. */
  message(raw: string): string | null;
}

const DETAIL_LENGTH_MAX = 300;
/** So many characters of a secret in a row give it away; shorter secrets count as a whole. */
const PIECE_LENGTH = 10;
const SIGNED_REQUEST = /signature=|signature:|accesskeyid|securitytoken|string ?to ?sign/;

/** A check for texts of the service: those that hold one of these keys, in any encoding, are withheld as a whole. */
export function createScrub(credentials: PopCredentials): Scrub {
  let known: readonly string[] | null = null;
  const holdsSecret = (raw: string): boolean => {
    known ??= piecesOfAll(credentials);
    const pieces = known;
    return readings(raw).some((reading) => pieces.some((piece) => reading.includes(piece)));
  };
  return {
    holdsSecret,
    message: (raw) => (holdsSecret(raw) || repeatsRequest(raw) ? null : printable(raw, DETAIL_LENGTH_MAX)),
  };
}

function repeatsRequest(raw: string): boolean {
  return readings(raw).some((reading) => SIGNED_REQUEST.test(reading));
}

function piecesOfAll({ accessKeyId, accessKeySecret, securityToken = '' }: PopCredentials): string[] {
  return [accessKeyId, accessKeySecret, securityToken]
    .filter((secret) => secret !== '')
    .flatMap((secret) => piecesOf(secret.toLowerCase()));
}

/** Every stretch of the secret: services also cut their messages. */
function piecesOf(secret: string): string[] {
  if (secret.length <= PIECE_LENGTH) return [secret];
  return Array.from({ length: secret.length - PIECE_LENGTH + 1 }, (_, start) =>
    secret.slice(start, start + PIECE_LENGTH),
  );
}

/** The text in small letters as it stands, and with its percent-encoding taken off once, twice and three times. */
function readings(text: string): string[] {
  const raw = text.toLowerCase();
  if (!raw.includes('%')) return [raw];
  const once = percentDecoded(raw);
  const twice = percentDecoded(once);
  return [raw, once, twice, percentDecoded(twice)];
}

/** Octet by octet, so that a broken sequence elsewhere in the text cannot hide anything. */
function percentDecoded(encoded: string): string {
  return encoded.replace(/%([0-9a-f]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)).toLowerCase(),
  );
}
