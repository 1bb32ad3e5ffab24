import {
  COUNTERS,
  FILTER_VALUE_KINDS,
  type Catalog,
  type DistributionInfo,
  type FieldInfo,
  type FilterInfo,
} from './frames';
import { InvalidFrame, UnknownProfile } from './invalid-frame';
import { flag, identifier, type JsonObject, listOf, readObject, optional, text } from './shape';

/** @throws UnknownProfile for a catalogue of another profile */
export function readCatalogFrame(frame: JsonObject): Catalog {
  if (frame.profile !== 1)
    throw new UnknownProfile(
      typeof frame.profile === 'number' ? String(frame.profile) : typeof frame.profile,
    );
  return readCatalog(frame);
}

/** Reads what an appliance offers, as a copy. Leaves out properties that the profile does not name. */
export function readCatalog(frame: JsonObject): Catalog {
  const system = readObject(frame.system, 'system');
  return {
    system: { name: text(system.name, 'system.name'), ...optional(system, 'firmware', 'system', text) },
    fields: listOf(frame.fields, 'fields', readField),
    distributions: listOf(frame.distributions, 'distributions', readDistribution),
    filters: listOf(frame.filters, 'filters', readFilter),
    services: listOf(frame.services, 'services', text),
  };
}

function readField(value: unknown, where: string): FieldInfo {
  const field = readObject(value, where);
  return {
    column: identifier(field.column, `${where}.column`),
    name: identifier(field.name, `${where}.name`),
    ...optional(field, 'unit', where, text),
    ...optional(field, 'title', where, text),
    ...optional(field, 'default', where, flag),
    ...optional(field, 'counter', where, oneOf(COUNTERS)),
  };
}

function readDistribution(value: unknown, where: string): DistributionInfo {
  const distribution = readObject(value, where);
  return {
    name: text(distribution.name, `${where}.name`),
    ...optional(distribution, 'arg', where, text),
  };
}

function readFilter(value: unknown, where: string): FilterInfo {
  const filter = readObject(value, where);
  return {
    name: text(filter.name, `${where}.name`),
    ...optional(filter, 'arg', where, text),
    ...optional(filter, 'values', where, oneOf(FILTER_VALUE_KINDS)),
    ...optional(filter, 'choices', where, (entry, at) => listOf(entry, at, text)),
  };
}

function oneOf<T extends string>(choices: readonly T[]): (value: unknown, where: string) => T {
  return (value, where) => {
    const choice = choices.find((known) => known === value);
    if (choice === undefined) throw new InvalidFrame(`${where} is not one of ${choices.join(', ')}`);
    return choice;
  };
}
