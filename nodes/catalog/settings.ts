import { labelProperty, referenceProperty } from '../../lib/settings/settings';

/** Every property of a catalog node. */
export const SETTINGS = {
  name: labelProperty(),
  appliance: referenceProperty('activelogic-appliance', true),
};
