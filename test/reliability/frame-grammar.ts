import type { Catalog, ViewDefinition } from '../../lib/protocol/frames';

/**
 * Makes frames from a list of numbers. Each number is one choice; after the end of the list, the plainest
 * choice is taken. fast-check makes such lists quickly, and a shorter list with smaller numbers gives a
 * simpler frame.
 */
export class Choices {
  private at = 0;

  constructor(private readonly tape: readonly number[]) {}

  /** 0 … count - 1 */
  below(count: number): number {
    return (this.tape[this.at++] ?? 0) % count;
  }

  of<T>(options: readonly T[]): T {
    return options[this.below(options.length)] as T;
  }

  /** True once in `count` times; never after the end of the list. */
  once(count: number): boolean {
    return this.below(count) === count - 1 && count > 1;
  }

  list<T>(most: number, make: (index: number) => T): T[] {
    return Array.from({ length: this.below(most + 1) }, (_entry, index) => make(index));
  }
}

/** A text that goes into the frame as it is, even if JSON has no such value. */
class Literal {
  constructor(readonly text: string) {}
}

type Slot = { holder: unknown[]; key: number } | { holder: Record<string, unknown>; key: string };

/** Plain names, and names with a meaning for JavaScript objects, items or a careless parser. */
const NAMES = [
  'a',
  'b',
  'inbound_bps',
  'name',
  'children',
  'path',
  'constructor',
  'toString',
  'hasOwnProperty',
  'prototype',
  'valueOf',
  'toJSON',
  '',
  '0',
  '4294967295',
  'a"b',
  "it's",
  '`${x}`',
  '\\',
  '\u2028',
  '\ud800',
  '\udc00x',
  '*/',
  ' a',
  'A',
  'children (column)',
  'a (level)',
  'é',
  'e\u0301',
  '😀',
  'x'.repeat(300),
];
const ROW_NAMES = [...NAMES, '__proto__', '10.0.0.1', '10.0.0.2', 'HTTP'];
const NUMBERS = [
  '0',
  '1',
  '-1',
  '1.5',
  '-0',
  '0.1',
  '1e3',
  '1E-7',
  '9007199254740991',
  '9007199254740993',
  '18446744073709551615',
  '123456789012345678901234567890',
  '1.7976931348623157e308',
  '5e-324',
  '1e-400',
  '0.30000000000000004',
  '2147483648',
  '-2147483649',
];
const ODD: readonly unknown[] = [
  null,
  true,
  false,
  0,
  '',
  '5',
  'NaN',
  '__proto__',
  'constructor',
  'name',
  [],
  [[]],
  [['a']],
  {},
  { name: 'a' },
  { __proto__: null, length: 3 },
  '\udfff',
  new Literal('1e999'),
  new Literal('-1e999'),
  new Literal('9007199254740993'),
  new Literal('NaN'),
  new Literal('Infinity'),
  new Literal('undefined'),
  new Literal('01'),
  new Literal('{"__proto__":{"type":"update"}}'),
  new Literal('["a",1,[["b",2]]]'),
  new Literal(`${'['.repeat(200)}${']'.repeat(200)}`),
];
const BITS = [
  '"',
  ',',
  '[',
  ']',
  '{',
  '}',
  ':',
  '0',
  '-',
  'e9',
  '.',
  '\\',
  '\\u00',
  'null',
  ' ',
  '\0',
  '\ufeff',
  '\ud800',
];

/** A view of one to four levels, and its appliance's catalogue. */
export function makeView(choices: Choices): ViewDefinition {
  const levels = choices.of([1, 2, 2, 3, 1, 4]);
  const distributions = Array.from({ length: levels }, () => {
    const name = choices.of(choices.once(12) ? ['__proto__'] : NAMES);
    return choices.once(3) ? { name, arg: choices.of(NAMES) } : { name };
  });
  const view = { distributions, filters: [], expand: true };
  return choices.once(2) ? { ...view, columns: ['any'] } : view;
}

export function makeCatalog(choices: Choices): Catalog {
  const text = (): string => choices.of(NAMES);
  const extra = <K extends string, T>(key: K, make: () => T): Partial<Record<K, T>> =>
    choices.once(3) ? ({ [key]: make() } as Partial<Record<K, T>>) : {};
  return {
    system: { name: text(), ...extra('firmware', text) },
    fields: choices.list(6, () => ({
      column: text(),
      name: text(),
      ...extra('unit', text),
      ...extra('title', text),
      ...extra('default', () => choices.once(2)),
    })),
    distributions: choices.list(3, () => ({ name: choices.of(ROW_NAMES), ...extra('arg', text) })),
    filters: choices.list(3, () => ({
      name: choices.of(ROW_NAMES),
      ...extra('arg', text),
      ...extra('values', () => choices.of(['text', 'number', 'boolean', 'address', 'service'] as const)),
      ...extra('choices', () => choices.list(2, text)),
    })),
    services: choices.list(3, text),
  };
}

export function catalogFrame(catalog: Catalog): object {
  return { type: 'catalog', profile: 1, ...catalog };
}

/** An update for a view of `levels` levels. With `more` levels it does not fit. */
export function makeUpdate(choices: Choices, levels: number): object {
  const columns = [...new Set(['name', ...choices.list(5, () => choices.of(NAMES))])];
  const value = (): unknown =>
    choices.of([
      () => new Literal(choices.of(NUMBERS)),
      () => choices.below(1_000_000) / 8,
      () => null,
      () => choices.of(ROW_NAMES),
    ])();
  const rows = (level: number): unknown[] =>
    choices.list(level === 1 ? 4 : 2, () => {
      const own = [choices.of(ROW_NAMES), ...columns.slice(1).map(value)];
      return choices.once(2) && level <= levels ? [...own, level < levels ? rows(level + 1) : []] : own;
    });
  return {
    type: 'update',
    ...(choices.once(2) ? { time: new Literal(choices.of(NUMBERS)) } : {}),
    ...(choices.once(4) ? { id: makeId(choices) } : {}),
    ...(choices.once(8) ? { age: new Literal(choices.of(NUMBERS)) } : {}),
    columns,
    rows: rows(1),
  };
}

function makeId(choices: Choices): object {
  return {
    connection: choices.of([...NAMES, 'x'.repeat(64), 'x'.repeat(65)]),
    number: choices.once(2) ? new Literal(choices.of(NUMBERS)) : 1 + choices.below(100),
  };
}

export function makeError(choices: Choices): object {
  return { type: 'error', code: choices.of(['busy', 'internal', '']), message: choices.of(NAMES) };
}

/** Makes one change anywhere: omits, doubles, swaps, inserts, or replaces by something odd. */
export function mutate(choices: Choices, frame: unknown): unknown {
  const root = [clone(frame)];
  for (let left = 1 + choices.below(2); left > 0; left--) {
    const slots = slotsOf(root);
    const slot = slots[choices.below(slots.length)];
    if (slot) change(choices, slot);
  }
  return root[0] ?? null;
}

function change(choices: Choices, { holder, key }: Slot): void {
  const odd = clone(choices.of(ODD));
  if (!Array.isArray(holder)) {
    const kind = choices.below(3);
    if (kind === 0) holder[key] = odd;
    else if (kind === 1) Reflect.deleteProperty(holder, key);
    else
      holder[choices.of(['more', 'type', 'rows', 'columns', 'time', 'id', 'age', 'profile', 'fatal'])] = odd;
    return;
  }
  const at = key as number;
  const [own, next] = [holder[at], holder[at + 1]];
  [
    () => holder.splice(at, 1, odd),
    () => holder.splice(at, 1),
    () => holder.splice(at, 0, clone(own)),
    () => holder.splice(at, 2, ...(next === undefined ? [own] : [next, own])),
    () => holder.splice(at + 1, 0, odd),
  ][choices.below(5)]?.();
}

function slotsOf(value: unknown): Slot[] {
  const slots: Slot[] = [];
  const visit = (holder: unknown): void => {
    if (typeof holder !== 'object' || holder === null || holder instanceof Literal) return;
    for (const key of Object.keys(holder)) {
      const slot = Array.isArray(holder) ? { holder, key: Number(key) } : { holder, key };
      slots.push(slot as Slot);
      visit((holder as Record<string, unknown>)[key]);
    }
  };
  visit(value);
  return slots;
}

function clone(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(clone);
  if (typeof value !== 'object' || value === null || value instanceof Literal) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, clone(entry)]));
}

/** Removes something from a text, or inserts something. */
export function damage(choices: Choices, text: string): string {
  const at = (choices.below(65_536) * 65_536 + choices.below(65_536)) % (text.length + 1);
  return choices.of([
    () => text.slice(0, at),
    () => text.slice(0, at) + text.slice(at + 1 + choices.below(3)),
    () => text.slice(0, at) + choices.of(BITS) + text.slice(at),
    () => text.slice(0, at) + choices.of(BITS) + text.slice(at + 1),
  ])();
}

/** Writes JSON, except for literals, which need not be JSON. */
export function write(value: unknown): string {
  if (value instanceof Literal) return value.text;
  if (Array.isArray(value)) return `[${value.map(write).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, entry]) => `${JSON.stringify(key)}:${write(entry)}`);
  return `{${entries.join(',')}}`;
}
