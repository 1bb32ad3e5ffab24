import type { Catalog, Row } from '../lib/protocol/frames';
import { COLUMNS, NAME_FIELD } from '../tools/simulator/columns';
import { fraction } from '../tools/simulator/random';

/** The columns of a view that names no columns: 18, including the name. */
const FIELDS = [NAME_FIELD, ...COLUMNS.map(({ info }) => info)].filter((field) => field.default);
/** The decimals of values by unit. Packets and bits per second are whole numbers. */
const DECIMALS: Readonly<Record<string, number>> = { '1': 4, ms: 2 };
const LARGEST: Readonly<Record<string, number>> = { '1': 1, ms: 400, 'bit/s': 200_000_000, packets: 30_000 };
const LARGEST_COUNT = 300;

/** A view's rows: all on one level, or nine under each row of the outer level. */
export type Kind = 'flat' | 'groups';
const CHILDREN = 9;

/** This many updates of one size take turns, so that no two in a row have the same numbers. */
const VARIANTS = 3;

export const CATALOG_FRAME = JSON.stringify({
  type: 'catalog',
  profile: 1,
  system: { name: 'bench' },
  fields: FIELDS,
  distributions: [{ name: 'Local Host', arg: 'which view' }, { name: 'Service' }],
  filters: [],
  services: [],
} satisfies Catalog & { type: 'catalog'; profile: 1 });

/** Room for the time in a frame: ms with three decimals, padded with blanks, which JSON allows. */
const TIME_ROOM = 20;
const TIME_KEY = '"time":';

/** Update frames of one size as bytes, ready to send. They are the same in every run. */
export function makeFrames(rows: number, kind: Kind): Buffer[] {
  return Array.from({ length: rows > 20_000 ? 1 : VARIANTS }, (_, variant) => {
    const head = `{"type":"update",${TIME_KEY}${'0'.padEnd(TIME_ROOM)},"columns":`;
    const columns = JSON.stringify(FIELDS.map(({ column }) => column));
    return Buffer.from(`${head}${columns},"rows":${JSON.stringify(makeRows(rows, kind, variant))}}`);
  });
}

/** Writes a time into a frame. */
export function stamp(frame: Buffer, ms: number): void {
  frame.write(ms.toFixed(3).padEnd(TIME_ROOM), frame.indexOf(TIME_KEY) + TIME_KEY.length, 'latin1');
}

function makeRows(count: number, kind: Kind, variant: number): Row[] {
  if (kind === 'flat')
    return Array.from({ length: count }, (_, index) => makeRow(address(index), index, variant));
  const groups = Math.ceil(count / (CHILDREN + 1));
  return Array.from({ length: groups }, (_, group) => {
    const first = group * (CHILDREN + 1);
    const children = Array.from({ length: Math.min(CHILDREN, count - first - 1) }, (_, child) =>
      makeRow(`Service ${child}`, first + child + 1, variant),
    );
    return [...makeRow(address(group), first, variant), children] as Row;
  });
}

function address(index: number): string {
  return `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`;
}

function makeRow(name: string, index: number, variant: number): Row {
  const values = FIELDS.slice(1).map(({ unit = '' }, column) => {
    const at = (purpose: number): number => fraction(variant + 1, index * FIELDS.length + column, purpose);
    // Now and then the appliance has no value.
    if (at(1) < 0.02) return null;
    // Few values are large.
    const value = at(2) ** 3 * (LARGEST[unit] ?? LARGEST_COUNT);
    const scale = 10 ** (DECIMALS[unit] ?? 0);
    return Math.round(value * scale) / scale;
  });
  return [name, ...values];
}
