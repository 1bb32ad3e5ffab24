import type { ErrorCode, ErrorParams } from '../errors';
import { isObject } from '../is-object';

/** A problem with a value. */
export interface Problem {
  /** Where the value is in the configuration, such as `limit` or `filters[0].values[1]`. */
  at: string;
  /** `no-appliance`: the node that it refers to does not exist. */
  code: ErrorCode | 'no-appliance' | 'no-tls';
  params: ErrorParams;
  /** The value. Runtime and form each show it in their own way. */
  value?: unknown;
}

/**
 * How to read values on either side. The runtime needs a value, so it throws at the first problem. A form collects
 * all problems, and accepts what only the runtime knows.
 */
export interface Reading {
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- it stands for a value of any type
  wrong<T>(problem: Problem): T | undefined;
  /** Replaces the variables in a text. Returns nothing where only the runtime knows them. */
  expand(text: string, at: string): string | undefined;
  /** Whether a value is a variable. The runtime replaces it by a value of any type. */
  isOpen(value: unknown): boolean;
  /** Why an expression of one of Node-RED's types (`msg`, `jsonata`, …) is invalid, if it is. */
  expressionProblem?(expression: string, type: string): string | undefined;
  /** The names of Node-RED's context stores. */
  stores?: readonly string[];
  /** Whether a node with this id and type exists. */
  exists?(id: unknown, type: string): boolean;
}

/**
 * Reads a value and returns it in its final shape. A rule reports an invalid value and returns nothing. It also
 * returns nothing for a value that only the runtime knows.
 *
 * @param at where the value is in the configuration
 */
export type Rule<T> = (value: unknown, at: string, reading: Reading) => T | undefined;

/** Reports that a value is invalid. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- see Reading.wrong
export function refuse<T>(
  reading: Reading,
  code: ErrorCode,
  at: string,
  value: unknown,
  more: ErrorParams = {},
): T | undefined {
  return reading.wrong({ at, code, params: { field: at, ...more }, value });
}

/** Makes a rule that leaves variables to the runtime. */
export function rule<T>(read: Rule<T>): Rule<T> {
  return (value, at, reading) => (reading.isOpen(value) ? undefined : read(value, at, reading));
}

/** A name: text that is not empty. */
export const name = rule<string>((value, at, reading) =>
  isBlank(value) ? refuse(reading, 'invalid-name', at, value) : (value as string),
);

/** Text that refines a name. Absent and empty mean the same. */
export const argument = rule<string | undefined>((value, at, reading) => {
  if (isAbsent(value)) return undefined;
  return typeof value === 'string' ? value : refuse(reading, 'invalid-text', at, value);
});

/** Text with its variables replaced. A number or a flag, which a variable may stand for, becomes its text. */
export const text: Rule<string> = (value, at, reading) =>
  ['string', 'number', 'boolean'].includes(typeof value)
    ? reading.expand(String(value), at)
    : refuse(reading, 'invalid-text', at, value);

/** Like {@link text}, but not empty. */
export const filledText: Rule<string> = (value, at, reading) => {
  const read = text(value, at, reading);
  return read === undefined ? undefined : name(read, at, reading);
};

export const flag = rule<boolean>((value, at, reading) =>
  typeof value === 'boolean' ? value : refuse(reading, 'invalid-flag', at, value),
);

/** One of a few words. */
export function choice<T extends string>(choices: readonly T[]): Rule<T> {
  return rule(
    (value, at, reading) =>
      choices.find((known) => known === value) ??
      refuse(reading, 'invalid-choice', at, value, { choices: choices.join(', ') }),
  );
}

/** A number, or a text that is one. */
export function number(minimum: number): Rule<number> {
  return (value, at, reading) => {
    const given = typeof value === 'string' ? reading.expand(value, at)?.trim() : value;
    if (given === undefined && value !== undefined) return undefined;
    const read = toNumber(given);
    return read !== undefined && read >= minimum
      ? read
      : refuse(reading, 'invalid-number', at, given, { minimum });
  };
}

/** A list whose entries follow a rule. */
export function list<T>(entry: Rule<T>): Rule<T[]> {
  return rule((value, at, reading) =>
    Array.isArray(value)
      ? value.map((each: unknown, index) => entry(each, `${at}[${index}]`, reading) as T)
      : refuse(reading, 'invalid-list', at, value),
  );
}

/** An object. Its members are read in this order, and absent ones are left out. */
export function record<T extends object>(members: { [K in keyof T]-?: Rule<T[K]> }): Rule<T> {
  const rules = Object.entries<Rule<unknown>>(members);
  return rule((value, at, reading) => {
    const source = asRecord(value);
    if (!source) return refuse(reading, 'invalid-object', at, value);
    const read = rules.map(([key, member]) => [key, member(source[key], `${at}.${key}`, reading)] as const);
    return Object.fromEntries(read.filter(([, each]) => each !== undefined)) as T;
  });
}

/** A value as an object with members, if it is an object. */
export function asRecord(value: unknown): Record<string, unknown> | undefined {
  return isObject(value) ? value : undefined;
}

/** Whether a value is not text, or only white space. */
export function isBlank(value: unknown): boolean {
  return typeof value !== 'string' || value.trim() === '';
}

/** Whether a value is absent, so that the default applies. */
export function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

/** The number that a value is, or that its text spells. */
export function toNumber(value: unknown): number | undefined {
  if (typeof value === 'string' ? value.trim() === '' : typeof value !== 'number') return undefined;
  const read = Number(value);
  return Number.isFinite(read) ? read : undefined;
}
