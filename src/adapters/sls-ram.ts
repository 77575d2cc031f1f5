/** The RAM action behind a call of the log service: mostly `log:` and the call's own name. */
export function slsRamActionOf(action: string): string {
  return RAM_ACTIONS.get(action) ?? `log:${action}`;
}

const RAM_ACTIONS: ReadonlyMap<string, string> = new Map([
  ['PutLogs', 'log:PostLogStoreLogs'],
  ['GetCursor', 'log:GetCursorOrData'],
  ['GetCursorTime', 'log:GetCursorOrData'],
  ['PullLogs', 'log:GetCursorOrData'],
  ['GetLogs', 'log:GetLogStoreLogs'],
]);
