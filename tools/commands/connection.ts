import { createEndpoint, type Endpoint, ENDPOINT_DEFAULTS } from '../../lib/socket/endpoint';
import type { Credentials, EndpointOptions, Header, TlsOptions } from '../../lib/socket/endpoint-options';
import { LiveViewError } from '../../lib/errors';
import { isIdentifying } from '../../lib/socket/header';
import { type Options, type Values, wrongOption, WrongUsage } from './arguments';
import { readCodec } from './codec-file';
import { complain } from './command';
import { firstLine, secretText, textOf } from './secret-text';
import { positiveOf, readFile } from './values';

/** The options for the connection to an appliance. The URL is the command's argument. */
export const CONNECTION_OPTIONS = {
  ca: { value: 'file', help: 'trust only these CAs (PEM), not those of this machine' },
  cert: { value: 'file', help: 'certificate to present (PEM); with --key' },
  key: { value: 'file', help: 'its private key (PEM)' },
  servername: { value: 'name', help: 'name that the certificate must have, if not that of the URL' },
  insecure: { help: 'accept any certificate: anyone on the network path can read and change everything' },
  user: { value: 'name', help: 'user name, with a password' },
  'password-file': { value: 'file', help: 'file with the password; -: standard input' },
  'token-file': { value: 'file', help: 'file with a bearer token; -: standard input' },
  header: {
    value: 'name: value',
    multiple: true,
    help: 'header for the request, such as Origin; may be repeated',
  },
  'header-file': {
    value: 'file',
    help: 'file with secret headers, one per line; -: standard input',
  },
  codec: {
    value: 'file',
    help: 'module with a codec, for an appliance that does not speak profile 1',
  },
  timeout: {
    value: 'seconds',
    help: 'time to connect, up to the catalogue',
    standard: ENDPOINT_DEFAULTS.handshakeTimeout,
  },
  'max-payload': { value: 'MiB', help: 'largest frame', standard: ENDPOINT_DEFAULTS.maxPayload },
} as const satisfies Options;

/** The help's notes on these options. */
export const CONNECTION_NOTES: readonly string[] = [
  'Everyone on the machine can see a command line, so it takes no secrets. Use files, or these',
  'environment variables, which apply where you give no option:',
  '  ACTIVELOGIC_USER, ACTIVELOGIC_PASSWORD   user name and password',
  '  ACTIVELOGIC_TOKEN                        bearer token',
  '  ACTIVELOGIC_HEADERS                      secret headers, one per line',
  '  ACTIVELOGIC_PASSPHRASE                   passphrase of the private key',
  '  ws_proxy, wss_proxy, http_proxy, https_proxy, all_proxy, no_proxy',
];

type Given = Values<typeof CONNECTION_OPTIONS>;
type Environment = Readonly<Record<string, string | undefined>>;

/** What the command itself decides. */
interface Decided extends Partial<Pick<EndpointOptions, 'heartbeat' | 'staleAfter' | 'counters'>> {
  environment?: Environment;
  warn?: (message: string) => void;
}

/**
 * Makes the endpoint from URL and options. Warns if the certificate is not verified.
 *
 * @throws WrongUsage
 */
export function readConnection(url: string, given: Given, decided: Decided = {}): Endpoint {
  const { environment = process.env, warn = complain, ...more } = decided;
  const endpoint = create({
    ...ENDPOINT_DEFAULTS,
    ...more,
    url,
    tls: tls(given, environment),
    credentials: credentials(given, environment),
    headers: headers(given, environment),
    ...(given.codec === undefined ? {} : { codec: readCodec(given.codec) }),
    handshakeTimeout: positiveOf('timeout', given.timeout) ?? ENDPOINT_DEFAULTS.handshakeTimeout,
    maxPayload: positiveOf('max-payload', given['max-payload']) ?? ENDPOINT_DEFAULTS.maxPayload,
    proxyMode: environment.NR_PROXY_MODE === 'legacy' ? 'legacy' : 'strict',
  });
  if (given.insecure && endpoint.secure) {
    warn(
      `WARNING: --insecure accepts any certificate. Anyone on the network path to ${endpoint.host} can read and change everything, including credentials.`,
    );
  }
  return endpoint;
}

function create(options: EndpointOptions): Endpoint {
  try {
    return createEndpoint(options);
  } catch (error) {
    if (error instanceof LiveViewError) throw new WrongUsage(error.message, { cause: error });
    throw error;
  }
}

function tls(given: Given, environment: Environment): TlsOptions {
  const { ca, cert, key, servername } = given;
  if (cert !== undefined && key === undefined) throw wrongOption('key', 'given with --cert');
  if (key !== undefined && cert === undefined) throw wrongOption('cert', 'given with --key');
  if (servername === '') throw wrongOption('servername', 'a name', servername);
  const passphrase = variable('ACTIVELOGIC_PASSPHRASE', environment);
  return {
    rejectUnauthorized: !given.insecure,
    ...(ca === undefined ? {} : { ca: readFile('ca', ca) }),
    ...(cert === undefined ? {} : { cert: readFile('cert', cert) }),
    ...(key === undefined ? {} : { key: readFile('key', key) }),
    ...(servername === undefined ? {} : { servername }),
    ...(key === undefined || passphrase === undefined ? {} : { passphrase }),
  };
}

/** Options win over the environment. */
function credentials(given: Given, environment: Environment): Credentials | undefined {
  const file = given['token-file'];
  const { user } = given;
  if (file !== undefined && user !== undefined) throw wrongOption('token-file', 'given without --user');
  if (file !== undefined) return { type: 'bearer', token: secret('token-file', file) };
  if (user !== undefined) return basic(secretText('--user', user), given, environment);
  if (given['password-file'] !== undefined) {
    const name = variable('ACTIVELOGIC_USER', environment);
    if (!name) throw wrongOption('password-file', 'given with --user');
    return basic(name, given, environment);
  }
  const token = variable('ACTIVELOGIC_TOKEN', environment);
  const name = variable('ACTIVELOGIC_USER', environment);
  if (token && name)
    throw new WrongUsage('ACTIVELOGIC_TOKEN and ACTIVELOGIC_USER are both set: unset one of them');
  if (token) return { type: 'bearer', token };
  return name ? basic(name, given, environment) : undefined;
}

/**
 * Headers from the command line are visible to everyone on the machine. Those from a file or the environment are
 * secret.
 */
function headers(given: Given, environment: Environment): Header[] {
  const file = given['header-file'];
  const secret =
    file === undefined
      ? textLines(environment.ACTIVELOGIC_HEADERS ?? '').map((line) => header('ACTIVELOGIC_HEADERS', line))
      : textLines(textOf('--header-file', readFile('header-file', file))).map((line) =>
          header('--header-file', line),
        );
  return [
    ...given.header.map((line) => plainHeader(header('--header', line))),
    ...secret.map((each) => ({ ...each, secret: true })),
  ];
}

function plainHeader(given: Header): Header {
  if (!isIdentifying(given.name)) return given;
  throw new WrongUsage(`--header cannot take ${given.name}, which is secret: use --header-file`);
}

function textLines(text: string): string[] {
  return text.split(/\r?\n/).filter((line) => line.trim() !== '');
}

/** The message does not show the line, because a line without a colon may be a secret. */
function header(source: string, line: string): Header {
  const colon = line.indexOf(':');
  if (colon < 0) throw new WrongUsage(`${source} must have headers such as "Origin: https://example.com"`);
  return { name: line.slice(0, colon).trim(), value: secretText(source, line.slice(colon + 1).trim()) };
}

function basic(username: string, given: Given, environment: Environment): Credentials {
  const file = given['password-file'];
  const password =
    file === undefined ? variable('ACTIVELOGIC_PASSWORD', environment) : secret('password-file', file);
  if (password === undefined) {
    throw new WrongUsage('The password is missing: set ACTIVELOGIC_PASSWORD, or give --password-file');
  }
  return { type: 'basic', username, password };
}

function variable(name: string, environment: Environment): string | undefined {
  const text = environment[name];
  return text === undefined ? undefined : secretText(name, text);
}

/** The first line of a file. */
function secret(option: string, file: string): string {
  const text = secretText(`--${option}`, firstLine(`--${option}`, readFile(option, file)));
  if (text === '') throw wrongOption(option, 'a file with a secret in its first line', file);
  return text;
}
