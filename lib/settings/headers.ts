import { isAbsent, asRecord, choice, filledText, type Problem, type Reading, refuse, text } from './rule';
import type { Property } from './settings';
import { headerNameProblem, headerValueProblem } from '../socket/header';

/**
 * The credentials for the values of secret headers. Node-RED stores only credentials that a node type declares, so
 * their number is fixed.
 */
export const HEADER_SECRETS = [
  'header1',
  'header2',
  'header3',
  'header4',
  'header5',
  'header6',
  'header7',
  'header8',
] as const;
export type HeaderSecret = (typeof HEADER_SECRETS)[number];

/** A header with its value, or with the name of the credential that holds the value. */
export type HeaderSetting = { name: string } & ({ value: string } | { secret: HeaderSecret });

const secretName = choice(HEADER_SECRETS);

/** Headers for the request that opens the WebSocket. `auth` decides which ones are allowed, so it is read before. */
export const headersProperty: Property<HeaderSetting[]> = {
  control: 'own',
  default: [],
  values: `a list of \`{name, value}\`, or \`{name, secret}\` with the credential that has the value: \`${HEADER_SECRETS[0]}\` to \`${HEADER_SECRETS.at(-1)}\``,
  read(value, at, reading, { auth }) {
    if (isAbsent(value)) return [];
    if (!Array.isArray(value)) return refuse(reading, 'invalid-list', at, value);
    const hasCredentials = auth === 'basic' || auth === 'bearer';
    const names = new Set<string>();
    return (value as unknown[]).flatMap((entry, index) => {
      const header = readHeader(entry, `${at}[${index}]`, reading, hasCredentials, names);
      return header ? [header] : [];
    });
  },
};

function readHeader(
  entry: unknown,
  at: string,
  reading: Reading,
  hasCredentials: boolean,
  names: Set<string>,
): HeaderSetting | undefined {
  if (reading.isOpen(entry)) return undefined;
  const source = asRecord(entry);
  if (!source) return refuse(reading, 'invalid-object', at, entry);
  const name = readName(source.name, `${at}.name`, reading, hasCredentials, names);
  if (name !== undefined) names.add(name.toLowerCase());
  if (source.secret !== undefined) {
    const secret = secretName(source.secret, `${at}.secret`, reading);
    return name === undefined || secret === undefined ? undefined : { name, secret };
  }
  const value = readValue(source.value, `${at}.value`, reading);
  return name === undefined || value === undefined ? undefined : { name, value };
}

function readName(
  given: unknown,
  at: string,
  reading: Reading,
  hasCredentials: boolean,
  others: ReadonlySet<string>,
): string | undefined {
  const name = filledText(given, at, reading)?.trim();
  const problem = name === undefined ? undefined : headerNameProblem(name, hasCredentials, others);
  return problem ? wrong(reading, at, { ...problem, value: name }) : name;
}

function readValue(given: unknown, at: string, reading: Reading): string | undefined {
  const value = text(given ?? '', at, reading)?.trim();
  const problem = value === undefined ? undefined : headerValueProblem(value);
  return problem ? wrong(reading, at, problem) : value;
}

function wrong(
  reading: Reading,
  at: string,
  { params, ...problem }: Omit<Problem, 'at'>,
): string | undefined {
  return reading.wrong({ ...problem, at, params: { field: at, ...params } });
}
