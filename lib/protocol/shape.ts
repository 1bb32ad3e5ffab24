import { isObject } from '../is-object';
import { InvalidFrame } from './invalid-frame';

/** Small readers for a JSON object's properties: each returns the value in its type or throws {@link InvalidFrame}. */
export type JsonObject = Record<string, unknown>;

export function readObject(value: unknown, where: string): JsonObject {
  if (!isObject(value)) throw new InvalidFrame(`${where} is not an object`);
  return value;
}

export function text(value: unknown, where: string): string {
  if (typeof value !== 'string') throw new InvalidFrame(`${where} is not text`);
  return value;
}

export function readList(value: unknown, where: string): unknown[] {
  if (!Array.isArray(value)) throw new InvalidFrame(`${where} is not a list`);
  return value;
}

export function listOf<T>(value: unknown, where: string, read: (entry: unknown, where: string) => T): T[] {
  return readList(value, where).map((entry, index) => read(entry, `${where}[${index}]`));
}

/** `{ [key]: value }` if the property has a value, else `{}`, so that it stays absent. `null` counts as absent. */
export function optional<K extends string, T>(
  source: JsonObject,
  key: K,
  where: string,
  read: (value: unknown, where: string) => T,
): Partial<Record<K, T>> {
  const value = source[key];
  if (value === undefined || value === null) return {};
  return { [key]: read(value, `${where}.${key}`) } as Partial<Record<K, T>>;
}

export function flag(value: unknown, where: string): boolean {
  if (typeof value !== 'boolean') throw new InvalidFrame(`${where} is not true or false`);
  return value;
}

/** Reads an identifier that will be an object's key. Refuses `__proto__`, because it would not become a key. */
export function identifier(value: unknown, where: string): string {
  const name = text(value, where);
  if (name === '__proto__') throw new InvalidFrame(`${where} is __proto__`);
  return name;
}
