/** The sets of this package, each with a catalogue of its own. */
export type SetName = 'appliance' | 'liveview' | 'distribution' | 'filter' | 'catalog' | 'alert';

/** A text's address: the set whose catalogue has it, and its key there. */
export type Key = `${SetName}:${string}`;

/** Looks a text up. What needs no browser takes one of these, so that it can be tested without one. */
export type Translate = (key: Key, params?: Record<string, string | number>) => string;
