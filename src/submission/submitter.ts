/** One domain of a submission, in the service's own terms. */
export interface RenewOrder {
  /** The name as the service listed it. */
  readonly domainName: string;
  /** `CurrentExpirationDate`: the fresh `ExpirationDateLong`, epoch milliseconds. */
  readonly expiryMs: number;
  /** `SubscriptionDuration`, 1 to 10. */
  readonly years: number;
  /** `PermitPremiumRenew`. */
  readonly permitPremium: boolean;
}

/** SaveBatchTaskForCreatingOrderRenew: at most 1000 orders, one for each domain. */
export interface RenewRequest {
  readonly orders: readonly RenewOrder[];
  /** Voucher; null for none. Sent with `UseCoupon`. */
  readonly couponNo: string | null;
  /** Coupon; null for none. Sent with `UsePromotion`. */
  readonly promotionNo: string | null;
}

/**
 * What came back from the one attempt. `reply` is HTTP 2xx with JSON and no error code; `error` is an error of the service
 * which it named itself; `no-answer` is all else: time-out, reset, a page that is not JSON.
 */
export type SubmitReply =
  | { readonly kind: 'reply'; readonly taskNo: unknown; readonly requestId: string }
  | {
      readonly kind: 'error';
      readonly code: string;
      readonly httpStatus: number;
      readonly requestId: string;
      readonly detail: string;
      /** Empty unless a permission is missing. */
      readonly ramAction: string;
    }
  | { readonly kind: 'no-answer'; readonly code: string; readonly detail: string }
  /** Nothing left this process: it was held back, or could not even be built. */
  | { readonly kind: 'not-sent'; readonly why: string };

/** Asked at the last moment before the request leaves: why it must not; null when it may. */
export type HoldBack = () => string | null;

/**
 * Sends a renewal request at most once: no retry, a connection of its own, a time-out above the gateway's 10 s. `holdBack` is
 * asked after every wait of its own (its turn in the rate of calls), with nothing but the sending after it: a process that was
 * paused meanwhile does not send what has grown old. Never throws for what the network or the service does.
 */
export interface Submitter {
  submitRenewal(request: RenewRequest, holdBack: HoldBack): Promise<SubmitReply>;
}
