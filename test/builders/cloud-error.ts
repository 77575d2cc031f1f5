import { CloudError, type CloudErrorFields } from '../../src/model/cloud-error.ts';

/** A call that got no answer. */
export function aCloudError(rest: Partial<CloudErrorFields> = {}): CloudError {
  return new CloudError({
    kind: 'no-answer',
    action: 'QueryDomainList',
    code: 'TimedOut',
    httpStatus: 0,
    requestId: '',
    detail: '',
    ramAction: '',
    ...rest,
  });
}
