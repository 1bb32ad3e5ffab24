import type { Problem } from '../admin/api';
import { text } from './text';
import type { Translate } from './translate';

/** A problem in the editor's language. */
export function problemText({ key, params }: Problem, t: Translate = text): string {
  return t(`appliance:${key}`, { ...params });
}
