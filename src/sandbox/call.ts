import type { SubmissionRecord } from './books.ts';
import type { Chance } from './chance.ts';
import type { JsonObject } from './json.ts';
import type { RpcParams } from './rpc-params.ts';
import type { World } from './world.ts';

/** One call that the gateway let in. */
export interface CallContext {
  readonly world: World;
  readonly action: string;
  readonly params: RpcParams;
  readonly nowMs: number;
  readonly requestId: string;
  /** The draws of this call alone. */
  readonly chance: Chance;
  /** The entry in the books, for a submission. */
  readonly submission: SubmissionRecord | null;
}

/** Carries a call out and returns the answer without `RequestId`, or throws an ApiError. */
export type Call = (context: CallContext) => JsonObject;
