/** `auto` and `none` mean themselves: in other letters they would be sent as a number, and its orders fail hours later. */
export const VOUCHER_NUMBER: RegExp = /^(auto|none|(?![Aa][Uu][Tt][Oo]$|[Nn][Oo][Nn][Ee]$)[\w-]{1,64})$/;

/** No call lists the account's coupons, so nothing could choose one. */
export const COUPON_NUMBER: RegExp = /^(none|(?![Aa][Uu][Tt][Oo]$|[Nn][Oo][Nn][Ee]$)[\w-]{1,64})$/;

export const NO_AUTO = 'There is no auto for coupons, only for vouchers';
