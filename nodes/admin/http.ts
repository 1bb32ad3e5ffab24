import type { Request, RequestHandler, Response } from 'express';
import type { NodeAPI } from 'node-red';
import { isObject } from '../../lib/is-object';
import { checkSize } from './body-size';
import { problem } from '../runtime/text';
import type { Failed } from './api';
import { problemOf } from './problem-of';
import type { Slots } from './slots';

/** The largest body after decompression, KiB. A view, or an appliance with its certificates, fits in. */
export const LARGEST_BODY = 64;

/** A request that gets a status other than 200. */
export class Rejection extends Error {
  override readonly name = 'Rejection';

  constructor(
    readonly status: number,
    options: { cause: Error },
  ) {
    super(options.cause.message, options);
  }
}

/** A part of the body is missing or wrong. */
export function malformed(RED: NodeAPI, field: string): Rejection {
  return new Rejection(400, { cause: problem(RED, 'malformed', { field }) });
}

/**
 * Runs a handler and answers with its errors. A problem with an appliance or a view is a 200 with the problem inside. A
 * bug of this package goes to the log only, so its text does not leave the runtime.
 */
export function answering(
  RED: NodeAPI,
  handle: (request: Request, response: Response) => Promise<void>,
): RequestHandler {
  return (request, response) => {
    handle(request, response).catch((error: unknown) => {
      const rejected = error instanceof Rejection;
      const said = problemOf(rejected ? error.cause : error);
      if (!said) RED.log.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
      const failed = said ?? problemOf(problem(RED, 'internal'));
      if (failed) answer(response, said ? (rejected ? error.status : 200) : 500, { error: failed });
    });
  };
}

/** Answers once. Does nothing if the browser has gone or has its answer. */
export function answer(response: Response, status: number, body: Failed | object): void {
  if (response.headersSent) response.end();
  else if (!response.destroyed) response.status(status).set('Cache-Control', 'no-store').json(body);
}

/** Calls back when the browser has gone or has its whole answer. */
export function onGone(response: Response, callback: () => void): void {
  if (response.destroyed) callback();
  else response.once('close', callback);
}

/**
 * The body, which Node-RED has parsed.
 *
 * @throws Rejection
 */
export function bodyOf(RED: NodeAPI, request: Request): Record<string, unknown> {
  const body: unknown = request.body;
  // Another site could send a form in the name of a logged-in user, but not JSON.
  if (request.is('application/json') === false || !isObject(body)) throw malformed(RED, 'body');
  const limit = LARGEST_BODY * 1024;
  // A body may be compressed: check both its size as sent and its size unpacked.
  const large = Number(request.headers['content-length'] ?? 0) > limit;
  const size = large ? 'too-large' : checkSize(body, limit);
  if (size === 'too-deep') throw malformed(RED, 'body');
  if (size === 'too-large')
    throw new Rejection(413, { cause: problem(RED, 'too-large', { limit: LARGEST_BODY }) });
  return body;
}

/** @throws Rejection if all slots are taken */
export function takeSlot(
  RED: NodeAPI,
  slots: Slots,
  code: 'too-many-requests' | 'too-many-previews',
): () => void {
  const free = slots.take();
  if (free) return free;
  const count = slots.count;
  const cause =
    code === 'too-many-requests'
      ? problem(RED, 'too-many-requests', { count })
      : problem(RED, 'too-many-previews', { count });
  throw new Rejection(429, { cause });
}

/**
 * Resolves if the user has one more permission than the route requires. Otherwise Node-RED answers, and the promise
 * stays pending.
 */
export function permitted(
  RED: NodeAPI,
  permission: string,
  request: Request,
  response: Response,
): Promise<void> {
  return new Promise((resolve, reject) => {
    RED.auth.needsPermission(permission)(request, response, (error?: unknown) => {
      if (error === undefined) resolve();
      else reject(error instanceof Error ? error : new Error('The permission could not be checked'));
    });
  });
}
