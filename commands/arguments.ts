import { parseArgs } from 'node:util';

/** One option of a command. */
export interface Option {
  /** What the help shows in place of the value. An option without one is a switch. */
  value?: string;
  /** It may be given more than once; its values are a list. */
  multiple?: true;
  help: string;
  /** What counts when it is not given, for the help. */
  standard?: string | number;
}

/** By their names, in the order of the help. */
export type Options = Readonly<Record<string, Option>>;

/** What was given: text, a list of texts, or for a switch whether it is there. */
export type Values<T extends Options> = {
  [K in keyof T]: T[K] extends { value: string }
    ? T[K] extends { multiple: true }
      ? string[]
      : string | undefined
    : boolean;
};

/** What a command takes, and what its help says. */
export interface Usage<T extends Options> {
  /** As it is called. */
  name: string;
  /** What it does, in a sentence. */
  summary: string;
  /** What the help shows for the one argument that is no option; without it, there is none. */
  argument?: string;
  /** Under their headings; a heading may be empty. */
  sections: readonly { heading: string; options: Options }[];
  /** All options of the sections. */
  options: T;
  /** What follows the options in the help, line by line. */
  notes?: readonly string[];
}

/** What a command is asked to do. */
export type Request<T extends Options> =
  | { kind: 'help' }
  | { kind: 'version' }
  | {
      kind: 'run';
      values: Values<T>;
      /** Empty where the command takes none. */
      argument: string;
    };

/** The command was called in a way that cannot be. The message never repeats a secret. */
export class WrongUsage extends Error {
  override readonly name = 'WrongUsage';
}

/** @param expected to follow "must be" */
export function wrongOption(option: string, expected: string, value?: unknown): WrongUsage {
  const got = value === undefined ? '' : `, but is ${JSON.stringify(value)}`;
  return new WrongUsage(`--${option} must be ${expected}${got}`);
}

/** Every command has these. */
const COMMON = {
  help: { help: 'show this' },
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
    throw new WrongUsage(`${JSON.stringify(first)} is no option, and ${name} takes nothing else. ${QUOTES}`);
  }
  if (first === undefined) throw new WrongUsage(`${argument} is missing`);
  // They are not shown: one may be a URL with a token in it.
  if (given.length > 1)
    throw new WrongUsage(
      `There are ${given.length} arguments beside the options, and ${name} takes one, ${argument}. ${QUOTES}`,
    );
}

/** What is wrong most often where there is an argument too many. */
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
    // What follows the first sentence tells how to give an argument that begins with a dash, which none does here.
    const said = code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION' ? message.replace(/\. .*/s, '') : message;
    throw new WrongUsage(said, { cause: error });
  }
}

/** The width of the column with the options. */
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
    // A long name has its text on a line of its own.
    const gap = left.length < LEFT ? left.padEnd(LEFT) : `${left}\n${' '.repeat(LEFT + 2)}`;
    return `  ${gap}${help.replaceAll('\n', `\n${' '.repeat(LEFT + 2)}`)}${shown}`;
  });
}
