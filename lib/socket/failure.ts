import type { Refusal } from '../codec/codec';
import { LiveViewError } from '../errors';
import type { ErrorFrame } from '../protocol/frames';
import type { Endpoint } from './endpoint';

/**
 * Turns a socket error, an HTTP answer, a close code or an error frame into a {@link LiveViewError}. The endpoint's
 * `quote` makes the peer's texts safe.
 */

/** What to do after a failure: retry with backoff, retry at the longest delay, or wait until the view changes. */
export type Retry = 'backoff' | 'longest' | 'never';

export function retryAfter(error: LiveViewError): Retry {
  switch (error.code) {
    case 'view-refused':
    case 'codec-failed':
      return 'never';
    case 'unauthorized':
    case 'no-credentials':
    case 'wrong-path':
    case 'profile-unknown':
      return 'longest';
    case 'http-status':
      return Number(error.params.status) < 500 ? 'longest' : 'backoff';
    case 'tunnel-refused':
      return Number(error.params.status) < 500 && error.params.status !== 429 ? 'longest' : 'backoff';
    default:
      return 'backoff';
  }
}

/** Whether the appliance was there but refused. */
export function isRefusal(error: LiveViewError): boolean {
  return retryAfter(error) !== 'backoff' || error.code === 'too-many-views';
}

/** Whether the appliance refused for now and is worth asking again: the view itself may be fine. */
export function isPassingRefusal(error: LiveViewError): boolean {
  return isRefusal(error) && retryAfter(error) !== 'never';
}

/** The parts of an endpoint that errors need: the host, and whether this side identified itself. */
export type Asked = Pick<Endpoint, 'host' | 'identified'>;

/** The appliance wants this side to identify itself. Credentials can only be wrong if some were sent. */
function unauthorized({ host, identified }: Asked, status: string | number): LiveViewError {
  return new LiveViewError(identified ? 'unauthorized' : 'no-credentials', { host, status });
}

export function fromHttpStatus(asked: Asked & Pick<Endpoint, 'path'>, status: number): LiveViewError {
  const { host, path } = asked;
  switch (status) {
    case 401:
    case 403:
      return unauthorized(asked, status);
    case 404:
      return new LiveViewError('wrong-path', { host, path });
    case 429:
    case 503:
      return new LiveViewError('too-many-views', { host, status });
    default:
      return new LiveViewError('http-status', { host, status });
  }
}

/** The fatal error frame that came before a close, and the refusal that its code means. */
export interface Reported {
  frame: ErrorFrame;
  refusal: Refusal | undefined;
}

/** @param refusal the refusal that the close code means; without one, the reported one counts */
export function fromClose(
  asked: Asked,
  { code, reason, refusal }: { code: number; reason: string; refusal: Refusal | undefined },
  reported?: Reported,
): LiveViewError {
  const { host } = asked;
  if (refusal !== undefined)
    return fromRefusal(asked, refusal, reported?.frame ?? { code: String(code), message: reason }, code);
  if (reported?.refusal !== undefined)
    return fromRefusal(asked, reported.refusal, reported.frame, reported.frame.message);
  if (reported) return fromErrorFrame(host, reported.frame);
  if (code === 1006)
    return new LiveViewError('lost', { host, reason: reason === '' ? 'no closing handshake' : reason });
  return new LiveViewError('ended', { host, status: reason === '' ? code : `${code} ${reason}` });
}

function fromRefusal(
  asked: Asked,
  refusal: Refusal,
  said: Pick<ErrorFrame, 'code' | 'message'>,
  status: string | number,
): LiveViewError {
  const { host } = asked;
  switch (refusal) {
    case 'refused':
      return new LiveViewError('view-refused', { host, systemCode: said.code, message: said.message });
    case 'unauthorized':
      return unauthorized(asked, status);
    case 'too-many-views':
      return new LiveViewError('too-many-views', { host, status });
  }
}

/** An error that the appliance reports without ending the connection. */
export function fromErrorFrame(host: string, frame: ErrorFrame): LiveViewError {
  return new LiveViewError('system-error', { host, systemCode: frame.code, message: frame.message });
}

/** Node's error for one address. */
type Attempt = NodeJS.ErrnoException & { address: string };

function codeOf({ code, message }: Attempt): string {
  return code ?? message;
}

/** Why a name was not found, or why none of its addresses could be reached. */
export function fromConnectError(
  { host, hostname }: { host: string; hostname: string },
  error: NodeJS.ErrnoException,
): LiveViewError {
  const attempts = error instanceof AggregateError ? (error.errors as Attempt[]) : [error as Attempt];
  const codes = [...new Set(attempts.map(codeOf))];
  const reason =
    codes.length === 1 ? codes.join() : attempts.map((each) => `${each.address}: ${codeOf(each)}`).join(', ');
  const cause = { cause: withCode(error.message, error.code) };
  switch (reason) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new LiveViewError('name-not-found', { host: hostname }, cause);
    case 'ECONNREFUSED':
      return new LiveViewError('connection-refused', { host }, cause);
    default:
      return new LiveViewError('unreachable', { host, reason }, cause);
  }
}

/** The codes of Node.js for a failed TLS handshake. */
const HANDSHAKE_CODE = /^(EPROTO$|ERR_(SSL|TLS|OSSL)_)/;

/**
 * The codes of everything but a certificate's check: of the operating system, of Node.js and of ws. OpenSSL has dozens
 * of codes for that check, such as `INVALID_PURPOSE`, and nothing in common among them.
 */
const OTHER_CODE = /^(E[A-Z0-9]*$|ERR_|ABORT_ERR$|HPE_|WS_ERR_)/;

function isTlsCode(code: string): boolean {
  return HANDSHAKE_CODE.test(code) || !OTHER_CODE.test(code);
}

/**
 * The error of a socket that was connected.
 *
 * @param quote makes parts of the error's text safe, since they may come from the peer
 */
export function fromSocketError(
  host: string,
  error: NodeJS.ErrnoException,
  maxPayload: number,
  quote: (text: string) => string,
): LiveViewError {
  // The place that threw it has already described it.
  if (error instanceof LiveViewError) return error;
  const { code = '' } = error;
  const reason = quote(error.message);
  // Not the error itself: it may contain the peer's bytes, and a Catch node passes a cause on.
  const cause = { cause: withCode(reason, error.code) };
  if (code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH')
    return new LiveViewError('frame-too-large', { host, limit: maxPayload }, cause);
  if (code === 'EHOSTUNREACH' || code === 'ENETUNREACH' || code === 'ETIMEDOUT')
    return new LiveViewError('unreachable', { host, reason: code }, cause);
  if (code.startsWith('HPE_') || code.startsWith('WS_ERR_') || code === '') {
    return new LiveViewError('not-a-websocket', { host, reason }, cause);
  }
  if (isTlsCode(code)) return new LiveViewError('tls', { host, reason }, cause);
  return new LiveViewError('lost', { host, reason: code }, cause);
}

function withCode(message: string, code: string | undefined): Error {
  return Object.assign(new Error(message), code === undefined ? {} : { code });
}

/** The connection was lost before the upgrade: something answers there, but opens no WebSocket. */
export function beforeUpgrade(error: LiveViewError): LiveViewError {
  if (error.code !== 'lost') return error;
  return new LiveViewError('no-websocket', { host: error.params.host ?? '' }, { cause: error.cause });
}
