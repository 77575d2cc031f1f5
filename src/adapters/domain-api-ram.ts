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
]);
