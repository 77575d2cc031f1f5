import type { ProblemKind } from '../model/problem.ts';
import type { Candidate } from './evidence.ts';

/** What the evidence says about an open claim. */
export type Ruling =
  /** The registrar's date moved: it is renewed. */
  | { readonly kind: 'renewed'; readonly newExpiryMs: number }
  /** The task says that it failed. */
  | { readonly kind: 'failed'; readonly reason: string }
  /** Nothing was submitted: no trace, twice, an hour apart. */
  | { readonly kind: 'released'; readonly reason: string }
  /** The task of a lost submission was found; look at it next. */
  | { readonly kind: 'found'; readonly task: Candidate }
  /** No trace, for the first time: noted, so that a second look can release it. */
  | { readonly kind: 'no-trace'; readonly why: string }
  /** Not certain yet: the claim stays. */
  | { readonly kind: 'open'; readonly why: string; readonly problem: ProblemKind | null };
