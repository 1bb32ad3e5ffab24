import type { Problem } from '../admin/api';
import { text } from './text';
import type { Key } from './translate';

/** A problem in the editor's language. */
export function problemText({ key, params }: Problem): string {
  return text(`appliance:${key}` satisfies Key, { ...params });
}
