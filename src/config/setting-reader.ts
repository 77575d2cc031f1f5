import { type InputFault, shown } from './fault.ts';

/** Environment variables as they come: absent, empty or a text. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads one setting; a fault is noted and a stand-in returned, so that all faults are found in one pass. */
export class SettingReader {
  readonly faults: InputFault[] = [];
  readonly #environment: Environment;

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  /** The text without blanks around it, or null when absent or empty. */
  text(name: string): string | null {
    const text = (this.#environment[name] ?? '').trim();
    return text === '' ? null : text;
  }

  fault(field: string, value: string | null, allowed: string): void {
    this.faults.push({ field, value: value === null ? 'not set' : shown(value), allowed });
  }

  integer(name: string, standard: number, [min, max]: readonly [number, number]): number {
    const text = this.text(name);
    if (text === null) return standard;
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    this.fault(name, text, `a whole number from ${min} to ${max}`);
    return standard;
  }

  share(name: string, standard: number): number {
    const text = this.text(name);
    if (text === null) return standard;
    const value = /^\d*\.?\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value > 0 && value <= 1) return value;
    this.fault(name, text, 'a number above 0 and at most 1');
    return standard;
  }

  flag(name: string, standard: boolean): boolean {
    return this.choice(name, standard ? 'true' : 'false', ['true', 'false'] as const) === 'true';
  }

  choice<T extends string>(name: string, standard: T, allowed: readonly T[]): T {
    const text = this.text(name);
    if (text === null) return standard;
    const found = allowed.find((value) => value === text);
    if (found !== undefined) return found;
    this.fault(name, text, allowed.join(', '));
    return standard;
  }

  matching(name: string, standard: string, rule: { readonly pattern: RegExp; readonly allowed: string }): string {
    const text = this.text(name);
    if (text === null) return standard;
    if (rule.pattern.test(text)) return text;
    this.fault(name, text, rule.allowed);
    return standard;
  }

  globs(name: string): string[] {
    const globs = (this.text(name) ?? '')
      .split(',')
      .map((glob) => glob.trim().toLowerCase())
      .filter((glob) => glob !== '');
    for (const glob of globs) {
      if (!/^[\p{L}\p{N}.*?_-]+$/u.test(glob)) {
        this.fault(
          name,
          glob,
          'globs on domain names separated by commas, for example *.com,shop-*.cn (in punycode, xn--…, with combining marks)',
        );
      }
    }
    return globs;
  }

  /** A base URL; plain http only to this machine, because the request carries a token. */
  url(name: string, standard: string | null): string {
    const text = this.text(name) ?? standard;
    const allowed = 'an https URL without path and query (http only for localhost)';
    const url = text !== null && URL.canParse(text) ? new URL(text) : null;
    if (url !== null && isBareBase(url) && (url.protocol === 'https:' || isLocalHttp(url))) return url.origin;
    this.fault(name, text === null ? null : withoutKey(text), allowed);
    return '';
  }
}

/** A URL may hold a key before its "@" and behind its path: what is left cannot. */
export function withoutKey(url: string): string {
  return url.replace(/^.*@|[?#].*$/gs, '…');
}

function isBareBase(url: URL): boolean {
  return url.pathname === '/' && url.search === '' && url.hash === '' && `${url.username}${url.password}` === '';
}

function isLocalHttp(url: URL): boolean {
  return url.protocol === 'http:' && /^(localhost|127(\.\d+){3}|\[::1\]|.*\.localhost)$/.test(url.hostname);
}
