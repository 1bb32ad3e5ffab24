import type { Catalog, DistributionInfo, FilterInfo } from '../../lib/protocol/frames';
import { DISTRIBUTION_NAMES, FILTER_NAMES } from '../../lib/documented';

/** Something that a field may be filled with, and what is said of it. */
export interface Option {
  value: string;
  detail?: string;
}

/** A filter's argument is one of its choices only where its values can be none of them. */
export function choosesArg(info: FilterInfo | undefined): boolean {
  return info?.arg !== undefined && info.values === 'boolean';
}

/** A distribution of the catalogue, by its name. */
export function findDistribution(catalog: Catalog | undefined, name: string): DistributionInfo | undefined {
  return catalog?.distributions.find((info) => info.name === name.trim());
}

/** A filter of the catalogue, by its name. */
export function findFilter(catalog: Catalog | undefined, name: string): FilterInfo | undefined {
  return catalog?.filters.find((info) => info.name === name.trim());
}

/** What a view can be distributed on; the documented names without a catalogue. */
export function distributionOptions(catalog: Catalog | undefined): Option[] {
  return catalog ? catalog.distributions.map(withArg) : plain(DISTRIBUTION_NAMES);
}

/** What a view can be filtered on; the documented names without a catalogue. */
export function filterOptions(catalog: Catalog | undefined): Option[] {
  return catalog ? catalog.filters.map(withArg) : plain(FILTER_NAMES);
}

/** What a filter's argument may be. */
export function filterArgOptions(info: FilterInfo | undefined): Option[] {
  return choosesArg(info) ? plain(info?.choices ?? []) : [];
}

/** What a filter's values may be, where they are text. */
export function filterValueOptions(catalog: Catalog | undefined, info: FilterInfo | undefined): Option[] {
  if (!info || choosesArg(info)) return [];
  return plain(info.choices ?? (info.values === 'service' ? (catalog?.services ?? []) : []));
}

/** The type that a new value of a filter has in a typed input; nothing where the catalogue does not say. */
export function filterValueType(info: FilterInfo | undefined): 'str' | 'bool' | 'num' | undefined {
  if (!info) return undefined;
  return info.values === 'boolean' ? 'bool' : info.values === 'number' ? 'num' : 'str';
}

/** Those that contain the text, in any case; those that begin with it first, and else in their own order. */
export function matching<T extends Option>(options: readonly T[], text: string): T[] {
  const wanted = text.trim().toLowerCase();
  const found = options
    .map((option) => ({ option, at: option.value.toLowerCase().indexOf(wanted) }))
    .filter(({ at }) => at >= 0);
  return [...found.filter(({ at }) => at === 0), ...found.filter(({ at }) => at > 0)].map(
    ({ option }) => option,
  );
}

/** Options of nothing but their names. */
export function plain(names: readonly string[]): Option[] {
  return names.map((value) => ({ value }));
}

function withArg({ name, arg }: DistributionInfo): Option {
  return arg === undefined ? { value: name } : { value: name, detail: arg };
}
