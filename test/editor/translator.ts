import type { Translate } from '../../nodes/editor/translate';

/** Shows which text would be shown, without the words of any language: `common.invalid.min(min=0)`. */
export const keys: Translate = (key, params = {}) => {
  const shown = Object.entries(params).map(([name, value]) => `${name}=${value}`);
  return `${key.slice(key.indexOf(':') + 1)}${shown.length > 0 ? `(${shown.join(' ')})` : ''}`;
};
