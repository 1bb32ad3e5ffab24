import type { Catalog } from '../../../lib/protocol/frames';
import { isBlank } from '../../../lib/settings/rule';
import type { TypedValue } from '../rules/typed-values';
import { hasVariable } from '../../../lib/settings/variables';
import type { Key, Translate } from '../translate';
import { nearest } from './nearest';
import { choosesArg, filterArgOptions, filterValueOptions, findDistribution, findFilter } from './options';

/** Hints from the catalogue on fields. They help; they are not errors. */
export type Hints<Field extends string> = Partial<Record<Field, string>>;

/** For a distribution and its argument. */
export function distributionHints(
  { name, arg }: { name: string; arg: string },
  catalog: Catalog | undefined,
  t: Translate,
): Hints<'name' | 'arg'> {
  if (!catalog || isOpen(name)) return {};
  const info = findDistribution(catalog, name);
  if (info) return argHint(info.arg, arg, t);
  const names = catalog.distributions.map((known) => known.name);
  return { name: unknown('appliance:common.hint.unknownDistribution', name, names, catalog, t) };
}

/** For a filter, its argument and its values. */
export function filterHints(
  { name, arg, values }: { name: string; arg: string; values: readonly TypedValue[] },
  catalog: Catalog | undefined,
  t: Translate,
): Hints<'name' | 'arg' | 'values'> {
  if (!catalog || isOpen(name)) return {};
  const info = findFilter(catalog, name);
  if (!info) {
    const names = catalog.filters.map((known) => known.name);
    return { name: unknown('appliance:common.hint.unknownFilter', name, names, catalog, t) };
  }
  const hints: Hints<'name' | 'arg' | 'values'> = argHint(info.arg, arg, t);
  const args = filterArgOptions(info).map(({ value }) => value);
  if (choosesArg(info) && args.length > 0 && !isOpen(arg) && !args.includes(arg.trim())) {
    hints.arg = unknown('appliance:common.hint.unknownChoice', arg, args, catalog, t);
  }
  const known = filterValueOptions(catalog, info).map(({ value }) => value);
  const strange = values.find(({ v, vt }) => vt === 'str' && !isOpen(v) && !known.includes(v.trim()));
  if (known.length > 0 && strange) {
    const key =
      info.values === 'service'
        ? 'appliance:common.hint.unknownService'
        : 'appliance:common.hint.unknownChoice';
    hints.values = unknown(key, strange.v, known, catalog, t);
  }
  return hints;
}

/** For a raw column of a view. */
export function columnHint(column: string, catalog: Catalog | undefined, t: Translate): string | undefined {
  if (!catalog || isOpen(column)) return undefined;
  const known = catalog.fields.map((field) => field.column);
  if (known.includes(column.trim())) return undefined;
  return unknown('appliance:common.hint.unknownColumn', column, known, catalog, t);
}

/** A hint, with the name that was probably meant. */
export function withNearest(hint: string, value: string, known: readonly string[], t: Translate): string {
  const name = nearest(value, known);
  return name === undefined ? hint : t('appliance:common.hint.didYouMean', { hint, name });
}

/** Whether a text is empty, or known at run time only. */
export function isOpen(value: string): boolean {
  return isBlank(value) || hasVariable(value);
}

function argHint(needed: string | undefined, arg: string, t: Translate): Hints<'arg'> {
  if (needed !== undefined && isBlank(arg))
    return { arg: t('appliance:common.hint.needsArg', { arg: needed }) };
  return needed === undefined && !isBlank(arg) ? { arg: t('appliance:common.hint.takesNoArg') } : {};
}

function unknown(key: Key, value: string, known: readonly string[], catalog: Catalog, t: Translate): string {
  const hint = t(key, { appliance: catalog.system.name, value: value.trim() });
  return withNearest(hint, value, known, t);
}
