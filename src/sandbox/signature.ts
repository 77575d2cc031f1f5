import { createHmac } from 'node:crypto';

/** The text that is signed: method, path `/` and all parameters except `Signature`, sorted by name. */
export function stringToSign(method: string, params: Iterable<readonly [string, string]>): string {
  const canonical = [...params]
    .filter(([name]) => name !== 'Signature')
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`)
    .join('&');
  return `${method}&%2F&${percentEncode(canonical)}`;
}

/** HMAC-SHA1 in base64; the key is the secret with `&` behind it. */
export function signatureOf(text: string, secret: string): string {
  return createHmac('sha1', `${secret}&`).update(text).digest('base64');
}

/** RFC 3986: everything but `A-Za-z0-9-_.~`. */
function percentEncode(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}
