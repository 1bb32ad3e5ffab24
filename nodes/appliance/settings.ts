import { CONNECTION, CREDENTIALS } from '../../lib/settings/connection';
import { labelProperty, referenceProperty } from '../../lib/settings/settings';

const { url, ...connection } = CONNECTION;

/** Every property of an appliance. */
export const SETTINGS = {
  name: labelProperty(),
  url,
  tls: referenceProperty('tls-config', false, 'no-tls'),
  ...connection,
};

/** The credentials of an appliance, as Node-RED declares them on both sides. */
export const CREDENTIAL_TYPES = Object.fromEntries(
  CREDENTIALS.map((name) => [name, { type: name === 'username' ? 'text' : 'password' }]),
) as Record<(typeof CREDENTIALS)[number], { type: 'text' | 'password' }>;
