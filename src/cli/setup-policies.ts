/** The account's own names; null is shown as a placeholder. */
export interface PolicyNames {
  readonly account: string | null;
  readonly region: string | null;
  readonly project: string;
  readonly logstore: string;
}

interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource: string;
}

export interface Policy {
  readonly Version: '1';
  readonly Statement: readonly Statement[];
}

/** The RAM policies of both functions' roles. Only the first one may spend; the last statement of each is for everybody else too. */
export function rolePolicies(names: PolicyNames): { readonly renew: Policy; readonly check: Policy } {
  const { account, region, project, logstore } = names;
  const owner = account ?? '<account-id>';
  const ledger = `acs:log:${region ?? '<region>'}:${owner}:project/${project}/logstore/${logstore}`;
  const look: Statement = {
    Effect: 'Allow',
    Action: ['domain:QueryCommonInfo', 'domain:QueryDomainTask'],
    Resource: `acs:domain:*:${owner}:*`,
  };
  const spend: Statement = {
    Effect: 'Allow',
    Action: 'domain:CreateOrderRenew',
    Resource: `acs:domain:*:${owner}:domain/*`,
  };
  // The action of the price call is documented nowhere; this is how the others are named.
  const price: Statement = {
    Effect: 'Allow',
    Action: 'domain:QueryDomainRealTimePrice',
    Resource: `acs:domain:*:${owner}:*`,
  };
  // BSS knows no resource but `*` (help page 139650).
  const funds: Statement = {
    Effect: 'Allow',
    Action: ['bssapi:QueryAccountBalance', 'bssapi:QueryCashCoupons'],
    Resource: '*',
  };
  const record: Statement = {
    Effect: 'Allow',
    Action: ['log:PostLogStoreLogs', 'log:GetCursorOrData', 'log:ListShards', 'log:GetLogStore'],
    Resource: ledger,
  };
  const keep: Statement = {
    Effect: 'Deny',
    Action: ['log:DeleteLogStore', 'log:SplitShard', 'log:MergeShards'],
    Resource: ledger,
  };
  return {
    renew: { Version: '1', Statement: [look, price, funds, spend, record, keep] },
    check: { Version: '1', Statement: [look, record, keep] },
  };
}

/** One statement a line, to be copied. */
export function policyLines({ Version, Statement }: Policy): string[] {
  const last = Statement.length - 1;
  return [
    `{ "Version": "${Version}", "Statement": [`,
    ...Statement.map((statement, index) => `  ${JSON.stringify(statement)}${index === last ? ' ] }' : ','}`),
  ];
}

/** The region in the log service's public, internal or accelerated address; null for any other. */
export function regionOf(endpoint: string): string | null {
  const found = /^https?:\/\/([a-z0-9-]+?)(?:-intranet|-share|-internal)?\.log\.aliyuncs\.com(?::\d+)?$/.exec(endpoint);
  return found?.[1] ?? null;
}
