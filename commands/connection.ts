import {
  createEndpoint,
  type Credentials,
  type Endpoint,
  ENDPOINT_DEFAULTS,
  type EndpointOptions,
  isSecure,
  type TlsOptions,
} from '#lib/socket/endpoint';
import { LiveViewError } from '#lib/errors';
import { type Options, type Values, wrongOption, WrongUsage } from './arguments';
import { complain } from './command';
import { positiveOf, readFile } from './values';

/** The options with which a command says how an appliance is connected to; its URL is the command's argument. */
export const CONNECTION_OPTIONS = {
  ca: { value: 'file', help: 'trust these CAs only (PEM), not those of the system' },
  cert: { value: 'file', help: 'certificate to present (PEM); with --key' },
  key: { value: 'file', help: 'its private key (PEM)' },
  servername: { value: 'name', help: 'name that the certificate must have, if not that of the URL' },
  insecure: { help: 'accept any certificate: whoever is in between can read and change everything' },
  user: { value: 'name', help: 'user name, with a password' },
  'password-file': { value: 'file', help: 'file with the password; -: standard input' },
  'token-file': { value: 'file', help: 'file with a bearer token; -: standard input' },
  timeout: {
    value: 'seconds',
    help: 'for connecting, up to the catalogue',
    standard: ENDPOINT_DEFAULTS.handshakeTimeout,
  },
  'max-payload': { value: 'MiB', help: 'largest frame', standard: ENDPOINT_DEFAULTS.maxPayload },
} as const satisfies Options;

/** What a command's help says below them. */
export const CONNECTION_NOTES: readonly string[] = [
  'A command line is visible to everybody on the machine, so no secret is taken from it. These',
  'variables of the environment are read where there is no option for it:',
  '  ACTIVELOGIC_USER, ACTIVELOGIC_PASSWORD   user name and password',
  '  ACTIVELOGIC_TOKEN                        bearer token',
  '  ACTIVELOGIC_PASSPHRASE                   passphrase of the private key',
  '  ws_proxy, wss_proxy, http_proxy, https_proxy, all_proxy, no_proxy',
];

type Given = Values<typeof CONNECTION_OPTIONS>;
type Environment = Readonly<Record<string, string | undefined>>;

/** What the command itself decides on. */
interface Decided extends Partial<Pick<EndpointOptions, 'heartbeat' | 'staleAfter'>> {
  environment?: Environment;
  warn?: (message: string) => void;
}

/**
 * The endpoint that URL and options name. Warns loudly where the certificate is not verified.
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
    handshakeTimeout: positiveOf('timeout', given.timeout) ?? ENDPOINT_DEFAULTS.handshakeTimeout,
    maxPayload: positiveOf('max-payload', given['max-payload']) ?? ENDPOINT_DEFAULTS.maxPayload,
    proxyMode: environment.NR_PROXY_MODE === 'legacy' ? 'legacy' : 'strict',
  });
  if (given.insecure && isSecure(endpoint.url)) {
    warn(
      `WARNING: --insecure accepts any certificate. Whoever is between here and ${endpoint.host} can read and change everything, credentials too.`,
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
  const passphrase = environment.ACTIVELOGIC_PASSPHRASE;
  return {
    rejectUnauthorized: !given.insecure,
    ...(ca === undefined ? {} : { ca: readFile('ca', ca) }),
    ...(cert === undefined ? {} : { cert: readFile('cert', cert) }),
    ...(key === undefined ? {} : { key: readFile('key', key) }),
    ...(servername === undefined ? {} : { servername }),
    ...(key === undefined || passphrase === undefined ? {} : { passphrase }),
  };
}

/** What is said by an option takes the place of what the environment says. */
function credentials(given: Given, environment: Environment): Credentials | undefined {
  const file = given['token-file'];
  const { user } = given;
  if (file !== undefined && user !== undefined) throw wrongOption('token-file', 'given without --user');
  if (file !== undefined) return { type: 'bearer', token: secret('token-file', file) };
  if (user !== undefined) return basic(user, given, environment);
  if (given['password-file'] !== undefined) {
    const name = environment.ACTIVELOGIC_USER;
    if (!name) throw wrongOption('password-file', 'given with --user');
    return basic(name, given, environment);
  }
  const { ACTIVELOGIC_TOKEN: token, ACTIVELOGIC_USER: name } = environment;
  if (token && name)
    throw new WrongUsage('The environment has both ACTIVELOGIC_TOKEN and ACTIVELOGIC_USER: which of them?');
  if (token) return { type: 'bearer', token };
  return name ? basic(name, given, environment) : undefined;
}

function basic(username: string, given: Given, environment: Environment): Credentials {
  const file = given['password-file'];
  const password = file === undefined ? environment.ACTIVELOGIC_PASSWORD : secret('password-file', file);
  if (password === undefined) {
    throw new WrongUsage('There is no password: set ACTIVELOGIC_PASSWORD, or give --password-file');
  }
  return { type: 'basic', username, password };
}

/** A file's first line, as editors end it with a line feed. */
function secret(option: string, file: string): string {
  const text = readFile(option, file)
    .toString()
    .replace(/\r?\n[^]*$/, '');
  if (text === '') throw wrongOption(option, 'a file with a secret in its first line', file);
  return text;
}
