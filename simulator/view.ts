import type { Row, UpdateFrame, ViewDefinition } from '#lib/protocol/frames';
import { aggregate, type Group } from './aggregate';
import { type Column, COLUMNS } from './columns';
import { distributeOn } from './distributions';
import { filterBy, type Matcher } from './filters';
import type { Property } from './properties';
import { Refusal } from './refusal';
import type { Table } from './table';

/** One view definition over the table, shared by all connections that ask for it: a tick's frame is made once. */
export class View {
  readonly #table: Table;
  readonly #columns: readonly Column[];
  readonly #properties: readonly Property[];
  readonly #filters: readonly Matcher[];
  #frame: { tick: number; data: Buffer } | undefined;

  /** @throws Refusal when the definition names something that is not on offer */
  constructor(
    table: Table,
    readonly definition: ViewDefinition,
  ) {
    this.#table = table;
    this.#columns = chooseColumns(definition.columns);
    const properties = definition.distributions.map((distribution) => distributeOn(table, distribution));
    this.#properties = definition.expand ? properties : properties.slice(0, 1);
    this.#filters = definition.filters.map((filter) => filterBy(table, filter));
  }

  /** The update frame of the table's current tick, as UTF-8 text. `time`: of the tick, in ms since the epoch. */
  frame(time: number): Buffer {
    const { tick } = this.#table;
    if (this.#frame?.tick !== tick) {
      this.#frame = { tick, data: Buffer.from(JSON.stringify(this.#update(time))) };
    }
    return this.#frame.data;
  }

  #update(time: number): UpdateFrame {
    const { measures, groups } = aggregate(this.#table, this.#properties, this.#filters);
    return {
      type: 'update',
      time,
      columns: ['name', ...this.#columns.map(({ info }) => info.column)],
      rows: this.#rows(groups, measures, this.#properties.length),
    };
  }

  /** Rows have children down to the last level, which is the first one when the view is not expanded. */
  #rows(groups: readonly Group[], measures: Float64Array, depth: number): Row[] {
    return groups.map((group) => {
      const row: Row = [group.name];
      for (const { read } of this.#columns) row.push(read(measures, group.row));
      if (depth > 1) row.push(this.#rows(group.children, measures, depth - 1));
      return row;
    });
  }
}

/** The name is every row's first value, whether and wherever it is asked for. */
function chooseColumns(wanted: readonly string[] | undefined): readonly Column[] {
  if (wanted === undefined) return COLUMNS.filter(({ info }) => info.default);
  return [...new Set(wanted)].flatMap((name) => {
    if (name === 'name') return [];
    const column = COLUMNS.find(({ info }) => info.column === name);
    if (!column) throw new Refusal('unknown-column', `There is no column "${name}"`);
    return [column];
  });
}
