import type { IncomingMessage } from 'node:http';
import type { Credentials } from './options';

/** An HTTP status in answer to an upgrade. */
export interface Rejection {
  status: number;
  headers?: Record<string, string>;
}

/** Whether the request is for the views' path; the query does not matter. */
export function isAt(path: string, request: IncomingMessage): boolean {
  return (request.url ?? '').split('?', 1)[0] === path;
}

/** The rejection of a request without the right credentials, if it lacks them. */
export function checkCredentials(
  credentials: Credentials | undefined,
  request: IncomingMessage,
): Rejection | undefined {
  if (credentials === undefined) return undefined;
  const [scheme, expected] =
    'token' in credentials
      ? ['Bearer', credentials.token]
      : ['Basic', Buffer.from(`${credentials.user}:${credentials.password}`).toString('base64')];
  const [, given, presented] = /^(\S+)\s+(\S.*)$/.exec(request.headers.authorization ?? '') ?? [];
  if (given?.toLowerCase() === scheme.toLowerCase() && presented === expected) return undefined;
  return { status: 401, headers: { 'WWW-Authenticate': `${scheme} realm="LiveView"` } };
}
