import type { PolicyReport } from './policy-report.ts';
import { paint, paragraph, type View } from './render-text.ts';
import { shellWord } from './shell-word.ts';

/** What to do after a check; it has changed nothing itself. */
export function renderPolicyNext(report: PolicyReport, view: View): string[] {
  const { text, deploys } = nextOf(report);
  const commands = deploys ? deployCommands(report).map((command) => `  ${paint(command, 'cyan', view)}`) : [];
  return [...paragraph(`${paint('Next', 'bold', view)}  `, text, view), ...commands];
}

function nextOf({ account, hints }: PolicyReport): { readonly text: string; readonly deploys: boolean } {
  const look = hints.hints.length === 0 ? '' : 'Look at the rules above first. ';
  if (account.kind === 'no-keys') {
    const text = `${look}Set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET and call this again: it then tells what the policy changes for your domains. It only reads.`;
    return { text, deploys: false };
  }
  if (account.kind === 'unreadable') {
    return { text: `${look}Mend that and call this again, before you deploy the policy.`, deploys: false };
  }
  if (account.incompleteWhy !== '') {
    const text = `${look}Call this again before you deploy the policy: what is not in the list may change as well.`;
    return { text, deploys: false };
  }
  if (account.changes.changes.length === 0) {
    return { text: `${look}No domain is treated otherwise, so nothing needs to be deployed.`, deploys: false };
  }
  const text = `${look}Nothing has changed yet. If this is what you want, deploy it: that builds the policy into both functions, and their next runs renew by it.`;
  return { text, deploys: true };
}

function deployCommands({ after: { file }, built }: PolicyReport): string[] {
  const copy = built.isChecked || file === null ? [] : [`cp ${shellWord(file)} ${built.file}`];
  return [...copy, 'npx s deploy -y'];
}
