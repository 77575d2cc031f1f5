import { NO_OPTIONS } from '../config/event.ts';
import { orderRun } from '../config/run-order.ts';
import { LedgerError } from '../ledger/ledger.ts';
import { readLedger } from '../ledger/view.ts';
import { unicodeName } from '../model/domain.ts';
import { type ExplainReport, renderExplanation } from '../report/render-explain.ts';
import { paragraph } from '../report/render-text.ts';
import { renderProblems, renderStops } from '../report/render-trouble.ts';
import { explainDomain } from '../runs/explain-domain.ts';
import { newNotes } from '../runs/notes.ts';
import { type Command, type ExitCode, type Given, type Host, JSON_FLAG, POLICY_FLAG } from './command.ts';
import { explainJson } from './explain-json.ts';
import { prepareRun } from './parts.ts';
import { onlyName } from './prove.ts';
import { printLedgerTrouble } from './trouble.ts';

export const explainCommand: Command = {
  name: 'explain',
  does: 'show why one domain is renewed or not, what it costs, and what happens next; never spends',
  about: [
    'Looks at one domain as the renewal run of the timer would: the rule of the policy that wins, its terms, the answer of every verdict rule, its price, what the caps leave, the claims about it, and what happens next and when. For a domain that is due it makes the whole plan of that run, with the prices of what expires sooner. The account is listed, and only read; nothing is spent, and nothing is written to the ledger.',
    'It ends with 1 when the account does not list the domain, when something could not be read, or when a person has to do something about the domain now: it is held or waits for money, or a stop or a missing approval keeps the whole run.',
    '--json prints {"domain", "verdict", "next", "policy", "terms", "rules", "quote", "plan", "caps", "claims", "stops", "told"}; amounts in minor units.',
  ],
  takesNames: true,
  namesShow: '<domain>',
  flags: [POLICY_FLAG, JSON_FLAG],
  run: explain,
};

async function explain({ names, texts, switches }: Given, host: Host): Promise<ExitCode> {
  const { terminal } = host;
  const name = onlyName(names);
  const { config, parts, ledger, policyFile } = prepareRun(host, texts.get('policy') ?? null);
  const order = orderRun(config, { trigger: 'timer', options: NO_OPTIONS });
  const startedMs = parts.clock.now();
  const notes = newNotes(parts.tell);
  try {
    const view = await readLedger(parts.ledger);
    const found = await explainDomain(name, { id: 'explain', startedMs, config, order, parts, notes }, view);
    // An explanation has its stops in it.
    if (found === null || found.explanation === null) terminal.printError(renderStops(notes.stops, terminal.errorView));
    terminal.printError(renderProblems(notes.problems, terminal.errorView));
    if (found === null) return 1;
    const { explanation, inventory } = found;
    if (explanation === null) {
      const text = `${unicodeName(name)} is not among the ${inventory.domains.length} domains that the account lists.`;
      terminal.printError(paragraph('', text, terminal.errorView));
      return 1;
    }
    const about = { ledger, policyFile, ruleCount: config.policy.rules.length, currency: config.money.currency };
    const report: ExplainReport = { explanation, nowMs: startedMs, ...about };
    const isJson = switches.has('json');
    terminal.print(isJson ? [JSON.stringify(explainJson(report))] : renderExplanation(report, terminal.outView));
    return explanation.told.length + notes.stops.length > 0 ? 1 : 0;
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error;
    return printLedgerTrouble(error, terminal);
  }
}
