/** RAM action names are not API names. Empty for an API that this adapter does not call. */
export function ramActionOf(action: string): string {
  return RAM_ACTIONS.get(action) ?? '';
}

const RAM_ACTIONS: ReadonlyMap<string, string> = new Map([
  ['SaveBatchTaskForCreatingOrderRenew', 'domain:CreateOrderRenew'],
  ['QueryDomainList', 'domain:QueryCommonInfo'],
  ['ScrollDomainList', 'domain:QueryCommonInfo'],
  ['QueryDomainByInstanceId', 'domain:QueryCommonInfo'],
  ['QueryTaskList', 'domain:QueryDomainTask'],
  ['QueryTaskDetailList', 'domain:QueryDomainTask'],
  ['QueryTaskInfoHistory', 'domain:QueryDomainTask'],
  ['QueryTaskDetailHistory', 'domain:QueryDomainTask'],
  // Not confirmed: no document names the action of this call; by the pattern of system policies (`domain:Query*`) it is this one.
  ['QueryDomainRealTimePrice', 'domain:QueryDomainRealTimePrice'],
  ['QueryAccountBalance', 'bssapi:QueryAccountBalance'],
  ['QueryCashCoupons', 'bssapi:QueryCashCoupons'],
]);
