import { isObject } from '../../../lib/is-object';
import { isBlank } from '../../../lib/settings/rule';
import { scalarText } from './stored';

/** How many values a label shows. */
const SHOWN_VALUES = 3;

/** The name that the user gave a node, as its label. Empty if there is none. */
export function ownName(name: unknown): string {
  const text = scalarText(name) ?? '';
  return isBlank(text) ? '' : text;
}

/** A filter as a label shows it, such as `Host = 10.0.0.1`. */
export function filterSentence(filter: {
  mode: unknown;
  name: unknown;
  arg: unknown;
  values: readonly string[];
}): string {
  const name = withArgument(filter.name, filter.arg);
  if (name === '' || filter.values.length === 0) return name;
  const shown = filter.values.slice(0, SHOWN_VALUES).join(', ');
  const rest = filter.values.length > SHOWN_VALUES ? ', …' : '';
  return `${name} ${filter.mode === 'exclude' ? '≠' : '='} ${shown}${rest}`;
}

/** A name with its argument, such as `NetObject Level (a/b)`. */
export function withArgument(name: unknown, arg: unknown): string {
  if (isBlank(name)) return '';
  return isBlank(arg) ? String(name) : `${String(name)} (${String(arg)})`;
}

/** A list from a flow file, which may hold anything else instead. */
export function entriesOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function records(value: unknown): Record<string, unknown>[] {
  return entriesOf(value).filter(isObject);
}
