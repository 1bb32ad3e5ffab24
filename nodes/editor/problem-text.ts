import type { Problem } from '../admin/api';
import type { Translate } from './translate';

/** What the runtime says went wrong, in the editor's language. */
export function problemText({ key, params }: Problem, t: Translate): string {
  return t(`appliance:${key}`, { ...params });
}
