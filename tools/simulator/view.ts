import type { Row, UpdateFrame, ViewDefinition } from '../../lib/protocol/frames';
import { aggregate, type Group } from './aggregate';
import { type Column, COLUMNS } from './columns';
import { distributeOn } from './distributions';
import { filterBy, type Matcher } from './filters';
import type { Property } from './properties';
import { Refusal } from './refusal';
import type { Table } from './table';

/** One view definition over the table, shared by all connections that ask for it. A tick's frame is made once. */
export class View {
  private readonly table: Table;
  private readonly columns: readonly Column[];
  private readonly properties: readonly Property[];
  private readonly filters: readonly Matcher[];
  private latest: { tick: number; data: Buffer } | undefined;

  /** @throws Refusal if the definition names something unknown */
  constructor(
    table: Table,
    readonly definition: ViewDefinition,
  ) {
    this.table = table;
    this.columns = chooseColumns(definition.columns);
    const properties = definition.distributions.map((distribution) => distributeOn(table, distribution));
    this.properties = definition.expand ? properties : properties.slice(0, 1);
    this.filters = definition.filters.map((filter) => filterBy(table, filter));
  }

  /** The update frame of the table's current tick, as UTF-8 text. `time`: the tick's time, ms since the epoch. */
  frame(time: number): Buffer {
    const { tick } = this.table;
    if (this.latest?.tick !== tick) {
      this.latest = { tick, data: Buffer.from(JSON.stringify(this.update(time))) };
    }
    return this.latest.data;
  }

  private update(time: number): UpdateFrame {
    const { measures, groups } = aggregate(this.table, this.properties, this.filters);
    return {
      type: 'update',
      time,
      columns: ['name', ...this.columns.map(({ info }) => info.column)],
      rows: this.rows(groups, measures, this.properties.length),
    };
  }

  /** Rows have children down to the last level. In a view that is not expanded, that is the first level. */
  private rows(groups: readonly Group[], measures: Float64Array, depth: number): Row[] {
    return groups.map((group) => {
      const row: Row = [group.name];
      for (const { read } of this.columns) row.push(read(measures, group.row));
      if (depth > 1) row.push(this.rows(group.children, measures, depth - 1));
      return row;
    });
  }
}

/** The name is the first value of every row, whether or not it is asked for. */
function chooseColumns(wanted: readonly string[] | undefined): readonly Column[] {
  if (wanted === undefined) return COLUMNS.filter(({ info }) => info.default);
  return wanted.flatMap((name) => {
    if (name === 'name') return [];
    const column = COLUMNS.find(({ info }) => info.column === name);
    if (!column) throw new Refusal('unknown-column', `There is no column "${name}"`);
    return [column];
  });
}
