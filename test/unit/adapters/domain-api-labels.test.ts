import { describe, expect, it } from 'vitest';
import { parseDomainPage } from '../../../src/adapters/domain-api-domains.ts';
import { labelReader } from '../../../src/adapters/domain-api-labels.ts';
import { labelsWanted, NO_POLICY, type PolicyMatch } from '../../../src/config/policy.ts';
import type { DomainLabels } from '../../../src/model/domain.ts';
import { matching, someLabels } from '../../builders/policies.ts';

describe('labels of a listed domain', () => {
  const tags = ['env', 'env=prod', 'keep'];
  const big = { toFixed: () => '12345678901234567890' };
  const cases: [what: string, row: Record<string, unknown>, labels: DomainLabels | undefined][] = [
    ['nothing', { DomainName: 'a.com' }, undefined],
    ['empty texts and nulls', { DomainGroupId: '', DomainGroupName: null, Tag: {}, Ccompany: ' ' }, undefined],
    [
      'tags',
      {
        Tag: {
          Tag: [
            { Key: 'keep', Value: '' },
            { Key: 'env', Value: 'prod' },
          ],
        },
      },
      someLabels({ tags }),
    ],
    ['tags spelled wrongly', { Tag: { Tag: [{ Key: 'env', Vaue: 'prod' }, { Key: 'keep' }] } }, someLabels({ tags })],
    [
      'tags without the list around them',
      { Tag: [{ Key: 'keep' }, { Key: 'env', Value: 'prod' }] },
      someLabels({ tags }),
    ],
    ['one tag in place of a list', { tag: { tag: { key: 'keep' } } }, someLabels({ tags: ['keep'] })],
    ['tags that are none', { Tag: { Tag: ['keep', null, 5, { Value: 'x' }, { Key: ' ' }] } }, undefined],
    ['a group id as a number', { DomainGroupId: 1234 }, someLabels({ groups: ['1234'] })],
    [
      'a long group id',
      { DomainGroupId: big, DomainGroupName: 'Brands' },
      someLabels({ groups: [big.toFixed(), 'Brands'] }),
    ],
    ['a resource group', { ResourceGroupId: 'rg-1' }, someLabels({ resourceGroups: ['rg-1'] })],
    [
      'a company',
      { Ccompany: 'Example Ltd.', RegistrantType: '2' },
      someLabels({ registrants: ['Example Ltd.', 'enterprise'] }),
    ],
    ['a person', { RegistrantType: 1 }, someLabels({ registrants: ['individual'] })],
    ['a type that is not known', { RegistrantType: '7' }, someLabels({ registrants: ['7'] })],
    [
      'an organisation in two scripts',
      { RegistrantOrganization: 'Sample', ZhRegistrantOrganization: '样例' },
      someLabels({ registrants: ['Sample', '样例'] }),
    ],
  ];
  it.each(cases)('%s', (_, row, labels) => {
    expect(labelReader()(row)).toEqual(labels);
  });

  it('are those that a policy asks for, and no others', () => {
    const row = {
      DomainGroupId: 5,
      ResourceGroupId: 'rg-1',
      Tag: {
        Tag: [
          { Key: 'env', Value: 'prod' },
          { Key: 'id', Value: '7' },
        ],
      },
    };
    const read = (match: PolicyMatch | undefined): DomainLabels | undefined =>
      labelReader(labelsWanted(match === undefined ? NO_POLICY : matching(match)))(row);
    expect(read(undefined)).toBeUndefined();
    expect(read({ tld: ['com'] })).toBeUndefined();
    expect(read({ tag: ['keep'] })).toBeUndefined();
    expect(read({ tag: ['keep', 'env'] })).toEqual(someLabels({ tags: ['env'] }));
    expect(read({ tag: ['env=prod'], group: ['5'] })).toEqual(someLabels({ tags: ['env=prod'], groups: ['5'] }));
  });

  it('are one object where they are equal, over all pages', () => {
    const readLabels = labelReader();
    const rows = ['a.com', 'b.com'].map((DomainName) => ({
      DomainName,
      Tag: { Tag: [{ Key: 'env', Value: 'prod' }] },
    }));
    const domains = rows.flatMap((row) => {
      const page = parseDomainPage({ Data: { Domain: [row] } }, readLabels);
      return 'value' in page ? page.value.domains : [];
    });
    expect(domains[0]?.labels).toEqual(someLabels({ tags: ['env', 'env=prod'] }));
    expect(domains[1]?.labels).toBe(domains[0]?.labels);
  });
});
