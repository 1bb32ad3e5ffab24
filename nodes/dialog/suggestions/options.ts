import type { Catalog, DistributionInfo, FilterInfo } from '../../../lib/protocol/frames';
import { DISTRIBUTION_NAMES, FILTER_NAMES } from '../../../lib/documented';

/** A suggestion for a field, with a description. */
export interface Option {
  value: string;
  detail?: string;
}

/** The catalogue's choices belong to the argument only if they cannot be the filter's values. */
export function choosesArg(info: FilterInfo | undefined): boolean {
  return info?.arg !== undefined && info.values === 'boolean';
}

export function findDistribution(catalog: Catalog | undefined, name: string): DistributionInfo | undefined {
  return catalog?.distributions.find((info) => info.name === name.trim());
}

export function findFilter(catalog: Catalog | undefined, name: string): FilterInfo | undefined {
  return catalog?.filters.find((info) => info.name === name.trim());
}

/** What a view can be distributed by. Without a catalogue: the documented names. */
export function distributionOptions(catalog: Catalog | undefined): Option[] {
  return catalog ? catalog.distributions.map(withArg) : plain(DISTRIBUTION_NAMES);
}

/** What a view can be filtered by. Without a catalogue: the documented names. */
export function filterOptions(catalog: Catalog | undefined): Option[] {
  return catalog ? catalog.filters.map(withArg) : plain(FILTER_NAMES);
}

/** Suggestions for a filter's argument. */
export function filterArgOptions(info: FilterInfo | undefined): Option[] {
  return choosesArg(info) ? plain(info?.choices ?? []) : [];
}

/** Suggestions for a filter's text values. */
export function filterValueOptions(catalog: Catalog | undefined, info: FilterInfo | undefined): Option[] {
  if (!info || choosesArg(info)) return [];
  return plain(info.choices ?? (info.values === 'service' ? (catalog?.services ?? []) : []));
}

/** The type of a new value of a filter; undefined if the catalogue does not say. */
export function filterValueType(info: FilterInfo | undefined): 'str' | 'bool' | 'num' | undefined {
  if (!info) return undefined;
  return info.values === 'boolean' ? 'bool' : info.values === 'number' ? 'num' : 'str';
}

/** Options that contain the text in any case. Those that begin with it come first. */
export function matching<T extends Option>(options: readonly T[], text: string): T[] {
  const wanted = text.trim().toLowerCase();
  const found = options
    .map((option) => ({ option, at: option.value.toLowerCase().indexOf(wanted) }))
    .filter(({ at }) => at >= 0);
  return [...found.filter(({ at }) => at === 0), ...found.filter(({ at }) => at > 0)].map(
    ({ option }) => option,
  );
}

/** Options without a description. */
export function plain(names: readonly string[]): Option[] {
  return names.map((value) => ({ value }));
}

function withArg({ name, arg }: DistributionInfo): Option {
  return arg === undefined ? { value: name } : { value: name, detail: arg };
}
