import type {
  Distribution,
  Filter,
  FilterMode,
  FilterValue,
  ViewDefinition,
} from '../../lib/protocol/frames';
import { MOST_DISTRIBUTIONS } from '../../lib/settings/view';
import { readViewDefinition } from '../../lib/view-definition';
import { type Options, type Values, wrongOption, type WrongUsage } from './arguments';

const STANDARD = 'Local Host';

/** The options for the view to ask for. */
export const VIEW_OPTIONS = {
  distribution: {
    value: 'name',
    multiple: true,
    help: 'what to distribute by; repeat it for further levels',
    standard: STANDARD,
  },
  include: { value: 'filter', multiple: true, help: "only what matches: 'Service=HTTP,DNS'" },
  exclude: { value: 'filter', multiple: true, help: 'only what does not match' },
  column: {
    value: 'name',
    multiple: true,
    help: 'raw column, or several with commas; by default the default columns',
  },
  'no-expand': { help: 'without child items' },
} as const satisfies Options;

/** The help's notes on these options. */
export const VIEW_NOTES: readonly string[] = [
  "Put an argument in brackets after the name: --distribution 'NetObject Level[PSM/By Location]',",
  "--include 'Session Context[S1/plan]=Gold,Silver'. The values true, false and numbers are not",
  'text, unless in double quotes, which also allow commas: --include \'Service="443",DNS\'.',
];

/**
 * The view that the options describe.
 *
 * @throws WrongUsage
 */
export function readView(given: Values<typeof VIEW_OPTIONS>): ViewDefinition {
  const distributions = given.distribution.length > 0 ? given.distribution : [STANDARD];
  if (distributions.length > MOST_DISTRIBUTIONS)
    throw wrongOption('distribution', `given at most ${MOST_DISTRIBUTIONS} times`);
  return readViewDefinition({
    columns: given.column.flatMap(columns),
    distributions: distributions.map(distribution),
    filters: [
      ...given.include.map((text) => filter('include', text)),
      ...given.exclude.map((text) => filter('exclude', text)),
    ],
    expand: !given['no-expand'],
  });
}

/** `name`, `name[argument]`, and for a filter `=values` after it. A name in double quotes may contain any character. */
const PROPERTY = /^(?:("(?:[^"\\]|\\.)*")\s*|([^"[\]=]+))(?:\[(.*?)\]\s*(?==|$))?(?:=(.*))?$/s;

interface Property {
  name: string;
  arg?: string;
  values?: string;
}

function property(text: string): Property | undefined {
  const [, quoted, bare = '', arg, values] = PROPERTY.exec(text.trim()) ?? [];
  const read = unquoted(quoted ?? bare.trim());
  if (read === undefined || read.trim() === '' || arg === '') return undefined;
  return { name: read, ...(arg === undefined ? {} : { arg }), ...(values === undefined ? {} : { values }) };
}

function distribution(text: string): Distribution {
  const read = property(text);
  if (!read || read.values !== undefined)
    throw wrongOption('distribution', "a name such as 'Service', or 'Name[argument]'", text);
  return { name: read.name, ...(read.arg === undefined ? {} : { arg: read.arg }) };
}

function filter(mode: FilterMode, text: string): Filter {
  const wrong = (): WrongUsage =>
    wrongOption(mode, "a name and values such as 'Service=HTTP,DNS', or 'Name[argument]=value'", text);
  const read = property(text);
  if (read?.values === undefined) throw wrong();
  const { name, arg } = read;
  const values = split(read.values).map(value);
  if (values.some((entry) => entry === undefined)) throw wrong();
  return { mode, name, values: values as FilterValue[], ...(arg === undefined ? {} : { arg }) };
}

function columns(text: string): string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.includes('')) throw wrongOption('column', 'a column, or several with commas', text);
  return names;
}

/** Splits at commas outside double quotes. */
function split(text: string): string[] {
  return text.match(/(?<=^|,)(?:\s*"(?:[^"\\]|\\.)*"\s*|[^,]*)(?=,|$)/gs) ?? [];
}

function value(text: string): FilterValue | undefined {
  const bare = text.trim();
  if (bare === 'true' || bare === 'false') return bare === 'true';
  if (/^-?\d+(\.\d+)?$/.test(bare)) return Number(bare);
  const read = unquoted(bare);
  return read === '' ? undefined : read;
}

/** Text as it is, or in double quotes as in JSON. */
function unquoted(text: string): string | undefined {
  if (!text.startsWith('"')) return text;
  try {
    return String(JSON.parse(text));
  } catch {
    return undefined;
  }
}
