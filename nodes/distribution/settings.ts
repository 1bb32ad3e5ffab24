import { filledText } from '../../lib/settings/rule';
import { labelProperty, referenceProperty, textProperty } from '../../lib/settings/settings';

/** Every property of a distribution node. */
export const SETTINGS = {
  name: labelProperty(),
  appliance: referenceProperty('activelogic-appliance', false),
  distribution: textProperty(filledText, 'text that is not empty'),
  arg: textProperty(),
};
