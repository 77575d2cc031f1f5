/** One HTTP request as a stand-in service sees it; nothing here knows sockets. */
export interface SandboxRequest {
  readonly method: string;
  /** With the query string, as it came. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/**
 * What happens to the answer on its way: `answer` it arrives · `drop` the socket closes without one ·
 * `hang` nothing ever comes and the socket stays open · `truncate` half of the body comes, then the socket closes.
 */
export type ReplyFate = 'answer' | 'drop' | 'hang' | 'truncate';

/** One HTTP answer, and how it fares. Whatever the fate, the request was dealt with before this was returned. */
export interface SandboxReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
  readonly delayMs: number;
  readonly fate: ReplyFate;
}
