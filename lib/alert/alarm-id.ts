import { createHash } from 'node:crypto';

/**
 * An alarm's id. It depends only on the alert node, liveview node, appliance, view and path, so it is the same each
 * time, and different for all others. It is a hash, because names may be long and contain any character, while
 * receivers limit both.
 *
 * @param path empty for the view as a whole
 */
export function alarmId(
  alert: string,
  { node, applianceId, key }: { node: string; applianceId: string; key: string },
  path: readonly string[],
): string {
  const identity = JSON.stringify([alert, node, applianceId, key, path]);
  return createHash('sha256').update(identity).digest('hex').slice(0, 32);
}
