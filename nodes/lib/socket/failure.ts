import type { Refusal } from '../codec/codec';
import { LiveViewError } from '../errors';
import type { ErrorFrame } from '../protocol/frames';

/**
 * Turns what a socket, an HTTP answer, a close code or an error frame says into a {@link LiveViewError}. Texts of the
 * other side are given as an endpoint's `quote` makes them.
 */

/** What to do after a failure: try again with backoff, at the longest delay only, or not until the view changes. */
export type Retry = 'backoff' | 'longest' | 'never';

export function retryAfter(error: LiveViewError): Retry {
  switch (error.code) {
    case 'view-refused':
    case 'codec-failed':
      return 'never';
    case 'unauthorized':
    case 'wrong-path':
    case 'profile-unknown':
      return 'longest';
    case 'http-status':
      return Number(error.params.status) < 500 ? 'longest' : 'backoff';
    default:
      return 'backoff';
  }
}

/** Whether the system was there and said no, rather than not being there. */
export function isRefusal(error: LiveViewError): boolean {
  return retryAfter(error) !== 'backoff' || error.code === 'too-many-views';
}

/** Whether the system turned away whoever asked, and is asked again: the view itself may be all right. */
export function isPassingRefusal(error: LiveViewError): boolean {
  return isRefusal(error) && retryAfter(error) !== 'never';
}

export function fromHttpStatus(host: string, path: string, status: number): LiveViewError {
  switch (status) {
    case 401:
    case 403:
      return new LiveViewError('unauthorized', { host, status });
    case 404:
      return new LiveViewError('wrong-path', { host, path });
    case 429:
    case 503:
      return new LiveViewError('too-many-views', { host, status });
    default:
      return new LiveViewError('http-status', { host, status });
  }
}

/** The fatal error frame that came before a close, and what its code says. */
export interface Reported {
  frame: ErrorFrame;
  refusal: Refusal | undefined;
}

/** @param refusal what the close code says; where it says nothing, what was reported does */
export function fromClose(
  host: string,
  { code, reason, refusal }: { code: number; reason: string; refusal: Refusal | undefined },
  reported?: Reported,
): LiveViewError {
  if (refusal !== undefined)
    return fromRefusal(host, refusal, reported?.frame ?? { code: String(code), message: reason }, code);
  if (reported?.refusal !== undefined)
    return fromRefusal(host, reported.refusal, reported.frame, reported.frame.message);
  if (reported) return fromErrorFrame(host, reported.frame);
  if (code === 1006)
    return new LiveViewError('lost', { host, reason: reason === '' ? 'no closing handshake' : reason });
  return new LiveViewError('ended', { host, status: reason === '' ? code : `${code} ${reason}` });
}

function fromRefusal(
  host: string,
  refusal: Refusal,
  said: Pick<ErrorFrame, 'code' | 'message'>,
  status: string | number,
): LiveViewError {
  switch (refusal) {
    case 'refused':
      return new LiveViewError('view-refused', { host, systemCode: said.code, message: said.message });
    case 'unauthorized':
      return new LiveViewError('unauthorized', { host, status });
    case 'too-many-views':
      return new LiveViewError('too-many-views', { host, status });
  }
}

/** An error that the system reports and survives. */
export function fromErrorFrame(host: string, frame: ErrorFrame): LiveViewError {
  return new LiveViewError('system-error', { host, systemCode: frame.code, message: frame.message });
}

/** Node's and OpenSSL's codes for whatever goes wrong in TLS have one of these in their name. */
const TLS_CODE = /CERT|SSL|TLS|EPROTO|SIGNATURE|ISSUER|HOSTNAME_MISMATCH/;

/** @param quote makes a part of the error's text that may be the other side's fit for messages */
export function fromSocketError(
  host: string,
  error: NodeJS.ErrnoException,
  maxPayload: number,
  quote: (text: string) => string = (text) => text,
): LiveViewError {
  const code = error.code ?? '';
  const reason = quote(error.message);
  // Not the error itself: it may carry the other side's bytes, and a Catch node passes a cause on.
  const cause = { cause: Object.assign(new Error(reason), code === '' ? {} : { code }) };
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new LiveViewError('name-not-found', { host }, cause);
    case 'ECONNREFUSED':
      return new LiveViewError('connection-refused', { host }, cause);
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ETIMEDOUT':
    case 'EACCES':
      return new LiveViewError('unreachable', { host, reason: code }, cause);
    case 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH':
      return new LiveViewError('frame-too-large', { host, limit: maxPayload }, cause);
  }
  if (TLS_CODE.test(code)) return new LiveViewError('tls', { host, reason }, cause);
  if (code.startsWith('HPE_') || code.startsWith('WS_ERR_') || code === '') {
    return new LiveViewError('not-a-websocket', { host, reason }, cause);
  }
  return new LiveViewError('lost', { host, reason: code }, cause);
}
