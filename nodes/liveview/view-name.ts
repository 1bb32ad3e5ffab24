import type { Node, NodeAPI } from 'node-red';
import type { Distribution, Filter, ViewDefinition } from '../../lib/protocol/frames';
import { shortenTo } from '../../lib/shorten';
import { definitionOf } from '../runtime/definition';
import { textsWithVariables } from '../runtime/variables';
import type { FormView } from './view-request';

/** In characters: a status is one line below its node. */
const LONGEST_NAME = 30;

/** How many values of a filter are shown. */
const NAMED_VALUES = 3;

/** The parts of a view as the flow file has them, variables included. */
type StoredView = Partial<Record<keyof FormView, unknown>>;

/** Names the view of a liveview node, if messages or variables make it differ from what the form says. */
export class ViewName {
  /** The form's filters without a variable. */
  private readonly filters: ReadonlySet<string>;
  private readonly distributions: string | undefined;
  private readonly rest: string | undefined;
  private newest: { view: ViewDefinition; name: string | undefined } | undefined;

  constructor(
    private readonly form: FormView,
    stored: StoredView,
  ) {
    const filtersOf = (index: number): unknown =>
      Array.isArray(stored.filters) ? stored.filters[index] : stored.filters;
    this.filters = new Set(
      form.filters.flatMap((filter, index) => (varies(filtersOf(index)) ? [] : [JSON.stringify(filter)])),
    );
    this.distributions = varies(stored.distributions) ? undefined : JSON.stringify(form.distributions);
    this.rest = varies([stored.columns, stored.expand]) ? undefined : restOf(form.columns, form.expand);
  }

  /** Nothing if the view is exactly what the form says. */
  of(view: ViewDefinition): string | undefined {
    if (this.newest?.view !== view) this.newest = { view, name: this.make(view) };
    return this.newest.name;
  }

  private make({ distributions, filters, columns = [], expand }: ViewDefinition): string | undefined {
    const others = filters.filter((filter) => !this.filters.has(JSON.stringify(filter))).map(nameFilter);
    const sameLevels = JSON.stringify(distributions) === this.distributions;
    if (sameLevels && others.length === 0) {
      const whole = filters.length === this.form.filters.length && restOf(columns, expand) === this.rest;
      if (whole) return undefined;
    }
    const levels = distributions.map(nameDistribution).join(' / ');
    const parts = sameLevels && others.length > 0 ? others : [levels, ...others];
    return shortenTo(LONGEST_NAME, parts.join(' · '));
  }
}

/** A node's configuration with its variables not replaced. All instances of a subflow share it. */
export function storedView(RED: NodeAPI, node: Node): StoredView {
  const { _alias: original } = node as Node & { _alias?: string };
  return definitionOf(RED, original ?? node.id) ?? {};
}

function varies(value: unknown): boolean {
  return textsWithVariables(value).length > 0;
}

function restOf(columns: readonly string[], expand: boolean): string {
  return JSON.stringify([columns, expand]);
}

function nameDistribution({ name, arg }: Distribution): string {
  return arg === undefined ? name : `${name} (${arg})`;
}

/** Text such as `QUIC` explains itself; a number or `true` needs the filter's name. */
function nameFilter({ mode, name, values, arg }: Filter): string {
  const more = values.length > NAMED_VALUES ? ', …' : '';
  const said = values.slice(0, NAMED_VALUES).map(String).join(', ') + more;
  const sign = mode === 'exclude' ? '≠' : '=';
  if (values.every((value) => typeof value === 'string'))
    return mode === 'exclude' ? `${sign} ${said}` : said;
  return `${arg ?? name} ${sign} ${said}`;
}
