import { type Audit, audit } from '../report/audit.ts';
import { renderAudit, renderAuditVerdict } from '../report/render-audit.ts';
import { glued, headline, paint, paragraph, type View } from '../report/render-text.ts';
import { PRICE_CURRENCY } from '../sandbox/price-list.ts';
import { type Stage, stateOf } from './start-stage.ts';

/** What stands before the first run. */
export function introduction({ url, seed, settings, ledgerPlace, sandbox }: Stage, view: View): string[] {
  const set = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
  return [
    ...paragraph('', 'The whole way of domain-renew, on a made-up account. Nothing real is called or paid.', view),
    '',
    ...paragraph('  sandbox   ', `${url}, ${sandbox.domains().length} domains, seed ${seed}`, view),
    `  ledger    ${ledgerPlace}`,
    ...paragraph('  settings  ', `${set.join(' ')}, else the defaults`, view),
    '',
    ...paragraph(
      '',
      'The sandbox misbehaves: it throttles, loses an answer after taking the order, lets some orders fail, and charges again for whatever is sent twice.',
      view,
    ),
  ];
}

/** Our ledger beside the books of the sandbox. */
export async function auditShow(stage: Stage): Promise<Audit> {
  return audit((await stateOf(stage)).claims.values(), stage.sandbox.books().orders);
}

/** What stands behind the last run. */
export function endOfShow(stage: Stage, found: Audit, view: View): string[] {
  const command = (text: string): string => `  ${paint(text, 'cyan', view)}`;
  return [
    '',
    paint("Our ledger beside the sandbox's own books", 'bold', view),
    ...renderAudit(found, PRICE_CURRENCY, view),
    '',
    ...renderAuditVerdict(found, view),
    '',
    ...headline('The same for a real account, in plan mode: it reads, and never spends', '', view),
    command('export ALIBABA_CLOUD_ACCESS_KEY_ID=…'),
    command('export ALIBABA_CLOUD_ACCESS_KEY_SECRET=…'),
    command('npx domain-renew plan'),
    '',
    ...recordedLines(stage, view),
    `Another world: npm start -- ${stage.config.ledger.kind === 'sls' ? '--ledger sls ' : ''}--seed ${stage.seed + 1}`,
  ];
}

function recordedLines({ config, ledgerPlace }: Stage, view: View): string[] {
  if (config.ledger.kind === 'file') return paragraph('What was recorded: ', glued(ledgerPlace), view);
  return paragraph('', 'What was recorded was in the log service of the sandbox, and has ended with it.', view);
}
