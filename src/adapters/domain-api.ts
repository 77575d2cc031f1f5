import type { DomainReader } from '../inventory/domain-reader.ts';
import type { QuoteReader } from '../inventory/quote-reader.ts';
import { CloudError } from '../model/cloud-error.ts';
import type { TaskReader } from '../settlement/task-reader.ts';
import type { Submitter } from '../submission/submitter.ts';
import { createDomainApiCalls, type DomainApiCalls, type DomainApiOptions } from './domain-api-calls.ts';
import {
  listParams,
  parseDomainDetails,
  parseDomainPage,
  parseScrollPage,
  saysNoSuchDomain,
} from './domain-api-domains.ts';
import { labelReader } from './domain-api-labels.ts';
import { createQuoteReader } from './domain-api-prices.ts';
import { createScrub } from './domain-api-scrub.ts';
import { createSubmitter } from './domain-api-submission.ts';
import { createTaskReader } from './domain-api-task-reader.ts';

export type { DomainApiOptions, DomainApiTimeouts } from './domain-api-calls.ts';

/** The Domain API of one account. All its calls share one rate, which throttling slows down. */
export type DomainApi = DomainReader & Submitter & TaskReader & QuoteReader;

/** The Domain API (2018-01-29) on `@alicloud/pop-core`. Makes no call yet. */
export function createDomainApi(options: DomainApiOptions): DomainApi {
  const calls = createDomainApiCalls(options);
  return {
    ...createDomainReader(calls, options),
    ...createSubmitter(calls),
    ...createTaskReader(calls),
    ...createQuoteReader(calls, createScrub(options.credentials)),
  };
}

function createDomainReader(calls: DomainApiCalls, { labelsWanted }: DomainApiOptions): DomainReader {
  const readLabels = labelReader(labelsWanted ?? null);
  return {
    listPage: async (query) =>
      await calls.read('QueryDomainList', listParams(query), (body) => parseDomainPage(body, readLabels)),
    async scroll(scrollId, pageSize) {
      const params = { PageSize: pageSize, ...(scrollId === null ? {} : { ScrollId: scrollId }) };
      return await calls.read('ScrollDomainList', params, (body) =>
        parseScrollPage(body, scrollId === null, readLabels),
      );
    },
    async domainDetails(instanceId) {
      try {
        const params = { InstanceId: instanceId };
        return await calls.read('QueryDomainByInstanceId', params, (body) => parseDomainDetails(body, instanceId));
      } catch (error) {
        const isGone =
          error instanceof CloudError && error.fields.kind === 'rejected' && saysNoSuchDomain(error.fields.code);
        if (isGone) return null;
        throw error;
      }
    },
  };
}
