import { choice, flag, isAbsent, number, type Problem, type Reading, type Rule, text } from './rule';
import { hasVariable, WHOLE_VARIABLE } from './variables';

/** The values of the properties that were read before this one. */
type Before = Readonly<Record<string, unknown>>;

/** A property of a node: everything that runtime and form know about it. */
export interface Property<T = unknown> {
  /** The control for it; `own` if its form has a special one. */
  control: 'text' | 'number' | 'flag' | 'choice' | 'reference' | 'own';
  /** A new node's value. It also applies where a flow has none. */
  default: unknown;
  /** The allowed values, in English, for the reference tables. */
  values: string;
  read: (value: unknown, at: string, reading: Reading, before: Before) => T | undefined;
  /** The type of the configuration node, if the value is a node's id. */
  reference?: { type: string; required: boolean };
}

/** A node's properties, in reading order. */
export type Settings = Readonly<Record<string, Property>>;

/** The values of these properties once they are read. */
export type Values<S extends Settings> = { [K in keyof S]: S[K] extends Property<infer T> ? T : never };

/** A property with its own rule. The default applies where nothing is stored. */
export function own<T>(fallback: unknown, values: string, rule: Rule<T>): Property<T> {
  return {
    control: 'own',
    default: fallback,
    values,
    read: (value, at, reading) => rule(value ?? fallback, at, reading),
  };
}

/** A label: any text. */
export function labelProperty(): Property<string> {
  return { ...own('', 'text', labelOf), control: 'text' };
}

/** A label as text, even if a single variable has made it a value of another type. */
export function labelOf(value: unknown): string {
  if (isAbsent(value)) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

export function textProperty(rule: Rule<string> = text, values = 'text'): Property<string> {
  return { ...own('', `${values}; may contain \`\${VAR}\``, rule), control: 'text' };
}

export function flagProperty(fallback: boolean): Property<boolean> {
  return { ...own(fallback, '`true` or `false`', flag), control: 'flag' };
}

export function choiceProperty<T extends string>(choices: readonly T[], fallback: T): Property<T> {
  const words = choices.map((each) => `\`${each}\``).join(', ');
  return { ...own(fallback, words, choice(choices)), control: 'choice' };
}

/** @param min the smallest value, or the name of the property that holds it */
export function numberProperty(fallback: number, min: number | string): Property<number> {
  const shown = typeof min === 'number' ? `${min}` : `\`${min}\``;
  return {
    control: 'number',
    default: fallback,
    values: `number, at least ${shown}`,
    read(value, at, reading, before) {
      const least = typeof min === 'number' ? min : Number(before[min] ?? 0);
      return number(least)(isAbsent(value) ? fallback : value, at, reading);
    },
  };
}

/** The id of a configuration node. */
export function referenceProperty(
  type: string,
  required: boolean,
  missing: 'no-appliance' | 'no-tls' = 'no-appliance',
): Property<string> {
  return {
    control: 'reference',
    reference: { type, required },
    default: '',
    values: `a node \`${type}\`${required ? '' : ', or none'}`,
    read(value, at, reading) {
      if (reading.isOpen(value) || (!required && isAbsent(value))) return undefined;
      if (reading.exists?.(value, type) === false) return reading.wrong({ at, code: missing, params: {} });
      return value as string;
    },
  };
}

/**
 * A property that matters only with certain values of others. Otherwise its default applies, and the stored value is
 * ignored.
 */
export function when<T>(property: Property<T>, matters: (before: Before) => boolean): Property<T> {
  return {
    ...property,
    read: (value, at, reading, before) =>
      matters(before) ? property.read(value, at, reading, before) : (property.default as T),
  };
}

/** Reads a node's configuration. `reading` may throw at the first problem. */
export function readSettings<S extends Settings>(settings: S, config: object, reading: Reading): Values<S> {
  const values: Record<string, unknown> = {};
  for (const [property, { read }] of Object.entries(settings))
    values[property] = read((config as Before)[property], property, reading, values);
  return values as Values<S>;
}

/** Finds the problems in a configuration that can be known before it runs. */
export function problemsOf(
  settings: Settings,
  config: object,
  editor: Pick<Reading, 'exists' | 'expressionProblem' | 'stores'> = {},
): Problem[] {
  const problems: Problem[] = [];
  readSettings(settings, config, {
    ...editor,
    wrong: (problem) => void problems.push(problem),
    expand: (given) => (hasVariable(given) ? undefined : given),
    isOpen: (value) => typeof value === 'string' && WHOLE_VARIABLE.test(value),
  });
  return problems;
}
