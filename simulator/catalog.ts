import type { Catalog } from '#lib/protocol/frames';
import { COLUMNS, NAME_FIELD } from './columns';
import { DISTRIBUTIONS } from './distributions';
import { FILTERS } from './filters';
import type { Table } from './table';

/** What the simulator presents, in the first frame of every connection. */
export function createCatalog(name: string, { population }: Table): Catalog {
  return {
    system: { name, firmware: 'simulated' },
    fields: [NAME_FIELD, ...COLUMNS.map(({ info }) => info)],
    distributions: [...DISTRIBUTIONS],
    filters: [...FILTERS],
    services: population.services.map(({ name }) => name),
  };
}
