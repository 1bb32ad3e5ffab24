import type { Key } from '../translate';

/** Node-RED has not let this user do it: that is no failure, and nothing to try again. */
export function isForbidden(status: number): boolean {
  return status === 401 || status === 403;
}

/** Why the runtime did not do what it was asked for, by the HTTP status of its answer; 0: nobody answered. */
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
