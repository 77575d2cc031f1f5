import type { AccountReader } from '../../src/inventory/account-reader.ts';

const UNAVAILABLE = { kind: 'unavailable', why: 'nobody asks for it here' } as const;

/** An account that shows nothing of its money. */
export const NO_ACCOUNT: AccountReader = {
  balance: async () => await Promise.resolve(UNAVAILABLE),
  cashCoupons: async () => await Promise.resolve(UNAVAILABLE),
};
