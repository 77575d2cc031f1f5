import { describe, expect, it } from 'vitest';
import { audit, type BookedOrder } from '../../../src/report/audit.ts';
import { renderAudit, renderAuditVerdict } from '../../../src/report/render-audit.ts';
import { aClaim } from '../../builders/ledger.ts';

const VIEW = { columns: 80, colour: false };
const COLOUR = { columns: 80, colour: true };

function anOrder(domain: string, state: BookedOrder['state'], priceMinor = 9000): BookedOrder {
  return { domain, state, priceMinor };
}

describe('our ledger beside the books', () => {
  it('agrees when each domain that was paid is renewed once', () => {
    const claims = [
      aClaim({ claim: '1', domain: 'a.com', standing: 'renewed' }),
      aClaim({ claim: '2', domain: '海风书店.cn', standing: 'failed' }),
      aClaim({ claim: '3', domain: '海风书店.cn', standing: 'renewed' }),
      aClaim({ claim: '4', domain: 'a.com', standing: 'void' }),
    ];
    const orders = [
      anOrder('a.com', 'paid'),
      anOrder('xn--1jqq80bmhl9h6b.cn', 'failed', 3900),
      anOrder('xn--1jqq80bmhl9h6b.cn', 'paid', 3900),
    ];
    const found = audit(claims, orders);
    expect(found).toMatchObject({ paidTwice: [], disagree: [], openCount: 0 });
    expect(`\n${renderAudit(found, 'CNY', VIEW).join('\n')}\n`).toBe(`
  DOMAIN       OUR LEDGER            ORDERED  PAID     CNY  ONCE
  a.com        renewed                     1     1   90.00  yes
  海风书店.cn  failed, then renewed        2     1   39.00  yes
  together     2 renewed                   3     2  129.00  yes
`);
    expect(renderAuditVerdict(found, VIEW)).toEqual([
      '  ✓ no domain was paid more than once',
      '  ✓ our ledger and the books agree on every domain',
      '  ✓ every claim is settled',
    ]);
  });

  it('shows in red what was paid twice, what they disagree on, and what is open', () => {
    const claims = [
      aClaim({ claim: '1', domain: 'twice.com', standing: 'renewed' }),
      aClaim({ claim: '2', domain: 'open.com', standing: 'accepted' }),
      aClaim({ claim: '3', domain: 'failed.com', standing: 'failed' }),
    ];
    const found = audit(claims, [
      anOrder('twice.com', 'paid'),
      anOrder('twice.com', 'paid'),
      anOrder('failed.com', 'failed'),
      anOrder('unknown.com', 'paid'),
    ]);
    expect(found.paidTwice).toEqual(['twice.com']);
    expect(found.disagree).toEqual(['twice.com', 'unknown.com']);
    expect(found.openCount).toBe(1);
    expect(renderAudit(found, 'CNY', COLOUR).join('\n')).toContain('\u001b[31mNO: 2 times\u001b[39m');
    expect(renderAuditVerdict(found, VIEW)).toEqual([
      '  ✗ paid more than once: twice.com',
      '  ✗ ledger and books disagree: twice.com, unknown.com',
      '  ✗ claims still open: 1',
      '  ! not renewed yet, tried again by the next runs: failed.com, open.com,',
      '    unknown.com',
    ]);
    expect(renderAuditVerdict(found, COLOUR)[0]).toBe('  \u001b[31m✗ paid more than once: twice.com\u001b[39m');
  });
});
