import type { Translate } from '../../nodes/dialog/translate';

/** Shows which text would be shown, without any words: `common.invalid.min(min=0)`. */
export const keys: Translate = (key, params = {}) => {
  const shown = Object.entries(params).map(([name, value]) => `${name}=${value}`);
  return `${key.slice(key.indexOf(':') + 1)}${shown.length > 0 ? `(${shown.join(' ')})` : ''}`;
};
