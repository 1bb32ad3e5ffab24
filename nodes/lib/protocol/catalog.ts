import {
  FILTER_VALUE_KINDS,
  type Catalog,
  type DistributionInfo,
  type FieldInfo,
  type FilterInfo,
} from './frames';
import { InvalidFrame, UnknownProfile } from './invalid-frame';
import { flag, identifier, type JsonObject, listOf, object, optional, text } from './shape';

/** Reads a catalogue frame. */
export function readCatalogFrame(frame: JsonObject): Catalog {
  if (frame.profile !== 1)
    throw new UnknownProfile(
      typeof frame.profile === 'number' ? String(frame.profile) : typeof frame.profile,
    );
  return readCatalog(frame);
}

/** Reads what a system offers, as a copy; properties that the profile does not name are left out. */
export function readCatalog(frame: JsonObject): Catalog {
  const system = object(frame.system, 'system');
  return {
    system: { name: text(system.name, 'system.name'), ...optional(system, 'firmware', 'system', text) },
    fields: listOf(frame.fields, 'fields', readField),
    distributions: listOf(frame.distributions, 'distributions', readDistribution),
    filters: listOf(frame.filters, 'filters', readFilter),
    services: listOf(frame.services, 'services', text),
  };
}

function readField(value: unknown, where: string): FieldInfo {
  const field = object(value, where);
  return {
    column: identifier(field.column, `${where}.column`),
    name: identifier(field.name, `${where}.name`),
    ...optional(field, 'unit', where, text),
    ...optional(field, 'title', where, text),
    ...optional(field, 'default', where, flag),
  };
}

function readDistribution(value: unknown, where: string): DistributionInfo {
  const distribution = object(value, where);
  return {
    name: text(distribution.name, `${where}.name`),
    ...optional(distribution, 'arg', where, text),
  };
}

function readFilter(value: unknown, where: string): FilterInfo {
  const filter = object(value, where);
  return {
    name: text(filter.name, `${where}.name`),
    ...optional(filter, 'arg', where, text),
    ...optional(filter, 'values', where, valueKind),
    ...optional(filter, 'choices', where, (entry, at) => listOf(entry, at, text)),
  };
}

function valueKind(value: unknown, where: string): NonNullable<FilterInfo['values']> {
  const kind = FILTER_VALUE_KINDS.find((known) => known === value);
  if (kind === undefined) throw new InvalidFrame(`${where} is not one of ${FILTER_VALUE_KINDS.join(', ')}`);
  return kind;
}
