import type { TypedValue } from './typed-values';

/** How many values a label shows before it leaves out the rest. */
const SHOWN_VALUES = 3;

/** A distribution node's label: what it distributes on, and the argument. */
export function distributionLabel(distribution: string | undefined, arg: string | undefined): string {
  const name = distribution ?? '';
  return name !== '' && arg !== undefined && arg !== '' ? `${name} (${arg})` : name;
}

/** A filter node's label, such as `Host = 10.0.0.1` or `Service ≠ DNS, NTP`. */
export function filterLabel(node: {
  mode?: string | undefined;
  filter?: string | undefined;
  arg?: string | undefined;
  values?: readonly TypedValue[] | undefined;
}): string {
  const name = distributionLabel(node.filter, node.arg);
  const values = (node.values ?? []).map(typedLabel);
  if (name === '' || values.length === 0) return name;
  const shown = values.slice(0, SHOWN_VALUES).join(', ');
  const rest = values.length > SHOWN_VALUES ? ', …' : '';
  return `${name} ${node.mode === 'exclude' ? '≠' : '='} ${shown}${rest}`;
}

function typedLabel({ v, vt }: TypedValue): string {
  if (vt === 'msg' || vt === 'flow' || vt === 'global') return `${vt}.${v}`;
  return vt === 'env' ? `$${v}` : v;
}
