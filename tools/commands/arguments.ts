import { parseArgs } from 'node:util';

/** One option of a command. */
export interface Option {
  /** The placeholder for its value in the help. An option without one is a switch. */
  value?: string;
  /** It may be repeated; its values form a list. */
  multiple?: true;
  help: string;
  /** The default that the help shows. */
  standard?: string | number;
}

/** Options by name, in the order of the help. */
export type Options = Readonly<Record<string, Option>>;

/** The given values: text, a list of texts, or for a switch whether it is given. */
export type Values<T extends Options> = {
  [K in keyof T]: T[K] extends { value: string }
    ? T[K] extends { multiple: true }
      ? string[]
      : string | undefined
    : boolean;
};

/** What a command accepts, and what its help says. */
export interface Usage<T extends Options> {
  /** The name to call it by. */
  name: string;
  /** A sentence that says what it does. */
  summary: string;
  /** The placeholder in the help for the one positional argument. Without it the command takes none. */
  argument?: string;
  /** The options under their headings. A heading may be empty. */
  sections: readonly { heading: string; options: Options }[];
  /** All options of the sections. */
  options: T;
  /** Lines after the options in the help. */
  notes?: readonly string[];
}

/** What to do: show the help or the version, or run. */
export type Request<T extends Options> =
  | { kind: 'help' }
  | { kind: 'version' }
  | {
      kind: 'run';
      values: Values<T>;
      /** Empty if the command takes none. */
      argument: string;
    };

/** Wrong options or arguments. The message never repeats a secret. */
export class WrongUsage extends Error {
  override readonly name = 'WrongUsage';
}

/** @param expected continues the sentence after "must be" */
export function wrongOption(option: string, expected: string, value?: unknown): WrongUsage {
  const got = value === undefined ? '' : `, but is ${JSON.stringify(value)}`;
  return new WrongUsage(`--${option} must be ${expected}${got}`);
}

/** Every command has these. */
const COMMON = {
  help: { help: 'show this help' },
  version: { help: 'show the version' },
} as const satisfies Options;

/** @throws WrongUsage */
export function readArguments<T extends Options>(usage: Usage<T>, args: string[]): Request<T> {
  const { values, positionals } = parse({ ...usage.options, ...COMMON }, args);
  if (values.help === true) return { kind: 'help' };
  if (values.version === true) return { kind: 'version' };
  checkArgument(usage, positionals);
  const complete = Object.entries(usage.options).map(([name, { value, multiple }]) => {
    const absent = value === undefined ? false : multiple ? [] : undefined;
    return [name, values[name] ?? absent] as const;
  });
  return {
    kind: 'run',
    values: Object.fromEntries(complete) as Values<T>,
    argument: positionals[0] ?? '',
  };
}

function checkArgument({ name, argument }: Usage<Options>, given: string[]): void {
  const [first] = given;
  if (argument === undefined) {
    if (first === undefined) return;
    throw new WrongUsage(
      `${JSON.stringify(first)} is not an option, and ${name} takes no arguments. ${QUOTES}`,
    );
  }
  if (first === undefined) throw new WrongUsage(`${argument} is missing`);
  // Not shown, because one may be a URL with a token in it.
  if (given.length > 1)
    throw new WrongUsage(`${name} takes one argument, ${argument}, but got ${given.length}. ${QUOTES}`);
}

/** The most frequent reason for one argument too many. */
const QUOTES = 'A value with spaces needs quotes';

type Parsed = Record<string, string | boolean | (string | boolean)[] | undefined>;

function parse(options: Options, args: string[]): { values: Parsed; positionals: string[] } {
  const config = Object.fromEntries(
    Object.entries(options).map(([name, { value, multiple = false }]) => [
      name,
      { type: value === undefined ? ('boolean' as const) : ('string' as const), multiple },
    ]),
  );
  try {
    return parseArgs({ args, options: config, allowPositionals: true });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code?.startsWith('ERR_PARSE_ARGS') !== true) throw error;
    // The rest of Node's message explains arguments that begin with a dash. They do not exist here.
    const said = code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION' ? message.replace(/\. .*/s, '') : message;
    throw new WrongUsage(said, { cause: error });
  }
}

/** The width of the options' column. */
const LEFT = 26;

/** The text of `--help`. */
export function helpText<T extends Options>(usage: Usage<T>): string {
  const argument = usage.argument === undefined ? '' : ` ${usage.argument}`;
  const [first, ...others] = usage.sections;
  return [
    `Usage: ${usage.name}${argument} [options]`,
    '',
    usage.summary,
    '',
    ...[first, ...others].flatMap((section) => (section ? [...lines(section), ''] : [])),
    ...entries(COMMON),
    '',
    ...(usage.notes ? [...usage.notes, ''] : []),
  ].join('\n');
}

function lines({ heading, options }: { heading: string; options: Options }): string[] {
  return [...(heading === '' ? [] : [`${heading}:`]), ...entries(options)];
}

function entries(options: Options): string[] {
  return Object.entries(options).map(([name, { value, help, standard }]) => {
    const left = value === undefined ? `--${name}` : `--${name} <${value}>`;
    const shown = standard === undefined ? '' : ` (default: ${standard})`;
    // A long option gets its text on the next line.
    const gap = left.length < LEFT ? left.padEnd(LEFT) : `${left}\n${' '.repeat(LEFT + 2)}`;
    return `  ${gap}${help.replaceAll('\n', `\n${' '.repeat(LEFT + 2)}`)}${shown}`;
  });
}
