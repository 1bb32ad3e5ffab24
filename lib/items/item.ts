import type { Counter, Value } from '../protocol/frames';

/** One item of a view: a value per column under its key, and `children` where the update carries child items. */
export interface Item {
  name: string;
  children?: Item[];
  [key: string]: Value | Item[] | undefined;
}

/** The metadata of an item's key. Units are free text: `bit/s`, `ms`, `packets`, `1` for a fraction. */
export interface FieldMeta {
  unit?: string;
  title?: string;
  /** Only for a key that counts: since the previous update, or since the start. */
  counter?: Counter;
}
