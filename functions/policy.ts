import { NO_POLICY, type Policy } from '../src/config/policy.ts';

/**
 * The policy that stood beside the functions when they were built, checked then. The build (`.build.mjs`) puts it in the place of this file,
 * as data: so a function starts without a parser of YAML, and cannot be deployed with a wrong policy.
 */
export const BUILT_POLICY: Policy = NO_POLICY;
