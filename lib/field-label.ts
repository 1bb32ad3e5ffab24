/** A label's address: the set whose catalogue contains it, and its key there. */
export type LabelKey = `${'appliance' | 'liveview' | 'filter' | 'alert'}:${string}`;

/** The forms' labels for properties. A property of several nodes has the same label in all of them. */
const LABELS: ReadonlyMap<string, LabelKey> = new Map([
  ...labels('appliance:common.label.', ['name', 'distribution', 'filter', 'arg', 'mode', 'column', 'value']),
  ...labels('appliance:appliance.label.', [
    'url',
    'auth',
    'codec',
    'counters',
    'handshakeTimeout',
    'heartbeat',
    'staleAfter',
    'reconnectMin',
    'reconnectMax',
    'maxPayload',
    'headers',
    'secret',
  ]),
  ...labels('liveview:liveview.label.', [
    'expand',
    'output',
    'shape',
    'origin',
    'measurement',
    'sort',
    'limit',
    'interval',
    'autostart',
  ]),
  ...labels('alert:alert.label.', [
    'measure',
    'of',
    'op',
    'raise',
    'clear',
    'raiseFor',
    'clearFor',
    'goneFor',
    'noDataFor',
    'remind',
    'severity',
    'match',
    'store',
  ]),
  ['values', 'filter:filter.label.values'] as const,
]);

/** The forms' labels for the rows of a list. */
const ROWS: ReadonlyMap<string, LabelKey> = new Map([
  ['distributions', 'liveview:liveview.list.level'],
  ['filters', 'liveview:liveview.list.filter'],
  ['values', 'filter:filter.list.value'],
  ['headers', 'appliance:appliance.list.header'],
]);

function labels(section: LabelKey, names: readonly string[]): [string, LabelKey][] {
  return names.map((name) => [name, `${section}${name}`]);
}

type LabelText = (key: LabelKey, params?: Record<string, number>) => string;

const STEP = /^(\w+)(?:\[(\d+)\](.*))?$/;

/**
 * Turns a property's path, such as `filters[0].values[1]`, into the form's words: `Filter 1, Value 2`. A path that is
 * in no form, such as a message's, stays as it is, because its author knows it by that name.
 */
export function fieldLabel(path: string, translate: LabelText): string {
  const parts: string[] = [];
  for (const step of path.split('.')) {
    const [, name = '', index, deeper = ''] = STEP.exec(step) ?? [];
    const label =
      index === undefined ? labelOf(name, translate) : rowLabel(name, Number(index) + 1, translate);
    if (label === undefined) return path;
    // An element of a value that turned out to be a list. No form shows it.
    parts.push(deeper === '' ? label : `${label} ${deeper}`);
  }
  return parts.join(', ');
}

function labelOf(name: string, translate: LabelText): string | undefined {
  const key = LABELS.get(name);
  return key && translate(key);
}

function rowLabel(list: string, row: number, translate: LabelText): string | undefined {
  // The form counts the chosen columns, but has no rows for them.
  if (list === 'columns') return `${translate('appliance:common.label.column')} ${row}`;
  const key = ROWS.get(list);
  return key && translate(key, { row });
}
