import { isObject } from '../../../lib/is-object';
import { filterSentence, entriesOf } from '../../dialog/rules/labels';
import { shorten } from '../../dialog/rules/shorten';
import { scalarText } from '../../dialog/rules/stored';

/** A filter node's label, such as `Host = 10.0.0.1` or `Service ≠ DNS, NTP`. */
export function filterLabel(node: Partial<Record<'mode' | 'filter' | 'arg' | 'values', unknown>>): string {
  const { mode, filter, arg, values } = node;
  return shorten(filterSentence({ mode, name: filter, arg, values: entriesOf(values).map(typedLabel) }));
}

function typedLabel(value: unknown): string {
  const { v, vt } = isObject(value) ? value : {};
  const text = scalarText(v) ?? '…';
  if (vt === 'msg' || vt === 'flow' || vt === 'global') return `${vt}.${text}`;
  return vt === 'env' ? `$${text}` : text;
}
