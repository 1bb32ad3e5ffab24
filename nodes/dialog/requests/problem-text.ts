import { fieldLabel } from '../../../lib/field-label';
import type { Problem } from '../../admin/api';
import { text } from '../text';
import type { Key, Translate } from '../translate';

/** A problem in the editor's language. It names a property by its label in the form. */
export function problemText({ key, params }: Problem, t: Translate = text): string {
  const { field } = params;
  return t(`appliance:${key}` as Key, {
    ...params,
    ...(typeof field === 'string'
      ? { field: fieldLabel(field, (label, values) => t(label as Key, values)) }
      : {}),
  });
}
