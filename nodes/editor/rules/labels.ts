import type { Op } from '../../lib/alert/condition';
import type { Distribution } from '../../lib/protocol/frames';
import type { Key, Translate } from '../translate';
import { readMeasure, readOp, type StoredCondition } from './conditions';
import type { StoredFilter } from './filters';
import { isBlank } from './names';
import { fits, shorten, shortenBefore } from './shorten';
import type { TypedValue } from './typed-values';
import { separateUserinfo } from './userinfo';

/** How many values a label shows before it leaves out the rest. */
const SHOWN_VALUES = 3;

/** Between what a view distributes on and what it filters. */
const SEPARATOR = ' · ';

const SIGNS: Readonly<Record<Op, string>> = { gt: '>', gte: '≥', lt: '<', lte: '≤' };

/** A distribution node's label: what it distributes on, and the argument. */
export function distributionLabel(distribution: string | undefined, arg: string | undefined): string {
  return shorten(withArgument(distribution, arg));
}

/** A filter node's label, such as `Host = 10.0.0.1` or `Service ≠ DNS, NTP`. */
export function filterLabel(node: {
  mode?: string | undefined;
  filter?: string | undefined;
  arg?: string | undefined;
  values?: readonly TypedValue[] | undefined;
}): string {
  const { mode, filter, arg } = node;
  return shorten(filterSentence({ mode, name: filter, arg, values: (node.values ?? []).map(typedLabel) }));
}

/**
 * A liveview node's label: the distributions, then the filters, such as `Local Host / Service · Host = 10.0.0.1`; only
 * the filters' number where there is no room for them.
 */
export function liveviewLabel(node: { distributions?: unknown; filters?: unknown }, t: Translate): string {
  const distributions = (list(node.distributions) as Partial<Distribution>[])
    .map(({ name, arg }) => withArgument(name, arg))
    .filter((name) => name !== '')
    .join(' / ');
  const filters = (list(node.filters) as Partial<StoredFilter>[])
    .map(({ mode, name, arg, values }) =>
      filterSentence({ mode, name, arg, values: (values ?? []).map((value) => String(value ?? '…')) }),
    )
    .filter((sentence) => sentence !== '');
  // Without a distribution there is no view yet: the filters alone would look like a filter node.
  if (distributions === '' || filters.length === 0) return shorten(distributions);
  const whole = distributions + SEPARATOR + filters.join(', ');
  if (fits(whole)) return shorten(whole);
  const count =
    filters.length === 1
      ? t('liveview:liveview.node.oneFilter')
      : t('liveview:liveview.node.filters', { number: filters.length });
  return shortenBefore(distributions, SEPARATOR + count);
}

/** A catalog node's label: whose catalogue it fetches; empty without an appliance. */
export function catalogLabel(appliance: string, t: Translate): string {
  return isBlank(appliance) ? '' : shorten(t('catalog:catalog.node.of', { appliance }));
}

/** An appliance's label: its name, else its URL. */
export function applianceLabel({ name, url = '' }: { name?: string; url?: string }): string {
  // A password that is still in the URL must not stand on the canvas.
  return (isBlank(name) ? (separateUserinfo(url)?.url ?? url) : name) ?? '';
}

/** An alert node's label: its first condition, and how many more there are, such as `inbound > 5 +1`. */
export function alertLabel(conditions: unknown, t: Translate): string {
  const [first, ...more] = (list(conditions) as Partial<StoredCondition>[]).filter(
    ({ column }) => !isBlank(column),
  );
  if (!first) return '';
  const rest = more.length === 0 ? '' : ` +${more.length}`;
  return shortenBefore(measured(first, t), ` ${SIGNS[readOp(first.op)]} ${level(first.raise)}${rest}`);
}

function measured({ column = '', measure, of }: Partial<StoredCondition>, t: Translate): string {
  const phrases: Partial<Record<NonNullable<typeof measure>, Key>> = {
    delta: 'alert:alert.node.delta',
    rate: 'alert:alert.node.rate',
    percent: 'alert:alert.node.percent',
    deltaPercent: 'alert:alert.node.deltaPercent',
  };
  const phrase = phrases[readMeasure(measure)];
  return phrase === undefined ? column : t(phrase, { column, of: isBlank(of) ? '…' : (of ?? '') });
}

/** What is not filled in yet leaves a gap that can be seen. */
function level(raise: unknown): string {
  return typeof raise === 'number' || (typeof raise === 'string' && !isBlank(raise)) ? `${raise}` : '…';
}

function filterSentence(filter: {
  mode: string | undefined;
  name: string | undefined;
  arg: string | undefined;
  values: readonly string[];
}): string {
  const name = withArgument(filter.name, filter.arg);
  if (name === '' || filter.values.length === 0) return name;
  const shown = filter.values.slice(0, SHOWN_VALUES).join(', ');
  const rest = filter.values.length > SHOWN_VALUES ? ', …' : '';
  return `${name} ${filter.mode === 'exclude' ? '≠' : '='} ${shown}${rest}`;
}

function withArgument(name: string | undefined, arg: string | undefined): string {
  if (isBlank(name)) return '';
  return isBlank(arg) ? (name ?? '') : `${name ?? ''} (${arg ?? ''})`;
}

function typedLabel({ v, vt }: TypedValue): string {
  if (vt === 'msg' || vt === 'flow' || vt === 'global') return `${vt}.${v}`;
  return vt === 'env' ? `$${v}` : v;
}

/** A flow that was written by hand may have anything in the place of a list. */
function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
