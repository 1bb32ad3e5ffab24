import { InvalidFrame } from './invalid-frame';

/** Small readers for a JSON object's properties: each returns the value in its type or throws {@link InvalidFrame}. */
export type JsonObject = Record<string, unknown>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function object(value: unknown, where: string): JsonObject {
  if (!isObject(value)) throw new InvalidFrame(`${where} is not an object`);
  return value;
}

export function text(value: unknown, where: string): string {
  if (typeof value !== 'string') throw new InvalidFrame(`${where} is not text`);
  return value;
}

export function list(value: unknown, where: string): unknown[] {
  if (!Array.isArray(value)) throw new InvalidFrame(`${where} is not a list`);
  return value;
}

export function listOf<T>(value: unknown, where: string, read: (entry: unknown, where: string) => T): T[] {
  return list(value, where).map((entry, index) => read(entry, `${where}[${index}]`));
}

/** `{[key]: value}` when the property is there, `{}` when it is not: an absent property stays absent. */
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

/** An identifier that becomes an object's key: `__proto__` would not, and is refused. */
export function identifier(value: unknown, where: string): string {
  const name = text(value, where);
  if (name === '__proto__') throw new InvalidFrame(`${where} is __proto__`);
  return name;
}
