import { ownName } from './labels';
import { scalarText } from './stored';
import { separateUserinfo } from './userinfo';

/** An appliance's label: its name, or else its URL. */
export function applianceLabel({ name, url }: { name?: unknown; url?: unknown }): string {
  const address = scalarText(url) ?? '';
  // The canvas must not show a password in the URL.
  return ownName(name) || (separateUserinfo(address)?.url ?? address);
}
