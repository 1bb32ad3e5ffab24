import type { Distribution, Filter, FilterMode, FilterValue } from './protocol/frames';
import { argument, name } from './settings/rule';
import { take } from './settings/take';
import { filterValues } from './settings/view';

/** One value or several. The vendor's API takes a tuple; here it is a list. */
export type FilterValues = FilterValue | readonly FilterValue[];

/** A filter of a view. */
export abstract class ViewFilter {
  /** As the view frame carries it. */
  readonly definition: Filter;

  protected constructor(mode: FilterMode, property: string, values: FilterValues, arg?: string) {
    this.definition = {
      mode,
      name: take(name, property, 'name'),
      values: take(filterValues, values, 'values'),
      ...refined(arg),
    };
  }
}

/**
 * Filter that only includes connections whose property matches one of the values.
 *
 * @example new ViewIncludeFilter('Session Context', ['Gold', 'Silver', 'Bronze'], 'S1/plan')
 */
export class ViewIncludeFilter extends ViewFilter {
  /** @throws LiveViewError when a part is invalid */
  constructor(property: string, values: FilterValues, arg?: string) {
    super('include', property, values, arg);
  }
}

/** Filter that excludes connections whose property matches one of the values. */
export class ViewExcludeFilter extends ViewFilter {
  /** @throws LiveViewError when a part is invalid */
  constructor(property: string, values: FilterValues, arg?: string) {
    super('exclude', property, values, arg);
  }
}

/**
 * One level of a view's distribution.
 *
 * @example new ViewDistribution('Local Host')
 */
export class ViewDistribution {
  /** As the view frame carries it. */
  readonly definition: Distribution;

  /**
   * @param property what to distribute by
   * @param arg refines the property, such as a path for `NetObject Level`
   * @throws LiveViewError when a part is invalid
   */
  constructor(property: string, arg?: string) {
    this.definition = { name: take(name, property, 'name'), ...refined(arg) };
  }
}

function refined(arg: unknown): { arg?: string } {
  const read = take(argument, arg, 'arg');
  return read === undefined ? {} : { arg: read };
}
