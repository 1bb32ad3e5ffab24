import type { Catalog, Counter, FieldInfo } from '../../lib/protocol/frames';
import { counterOf } from '../../lib/items/counter';
import { COLUMNS, NAME_FIELD } from './columns';
import { DISTRIBUTIONS } from './distributions';
import { FILTERS } from './filters';
import type { Table } from './table';

/**
 * The simulator's catalogue: the first frame of every connection.
 *
 * @param counters what drops and totals count, if the catalogue should say it
 */
export function createCatalog(name: string, { population }: Table, counters: Counter | undefined): Catalog {
  return {
    system: { name, firmware: 'simulated' },
    fields: [NAME_FIELD, ...COLUMNS.map(({ info }) => withCounter(info, counters))],
    distributions: [...DISTRIBUTIONS],
    filters: [...FILTERS],
    services: population.services.map(({ name }) => name),
  };
}

function withCounter(info: FieldInfo, counters: Counter | undefined): FieldInfo {
  const counter = counters && counterOf(info.column, info, counters);
  return counter ? { ...info, counter } : info;
}
