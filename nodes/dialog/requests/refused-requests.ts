import type { Key } from '../translate';

/** The user lacks the permission. This is no failure, and trying again does not help. */
export function isForbidden(status: number): boolean {
  return status === 401 || status === 403;
}

/** Why the runtime did not fulfil a request, by HTTP status; 0 means no answer. */
export function refusalText(status: number): Key {
  switch (status) {
    case 0:
      return 'appliance:common.refused.offline';
    case 401:
    case 403:
      return 'appliance:common.refused.forbidden';
    case 404:
      return 'appliance:common.refused.notDeployed';
    case 413:
      return 'appliance:common.refused.tooLarge';
    case 429:
      return 'appliance:common.refused.tooMany';
    default:
      return 'appliance:common.refused.other';
  }
}
