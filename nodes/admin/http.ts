import type { Request, RequestHandler, Response } from 'express';
import type { NodeAPI } from 'node-red';
import { problem } from '../glue/text';
import type { Failed } from './api';
import { problemOf } from './problem-of';
import type { Slots } from './slots';

/** KiB that a body may have: a view and an appliance with its certificates fit in. */
export const LARGEST_BODY = 64;

/** A request that gets another status than 200. */
export class Rejection extends Error {
  override readonly name = 'Rejection';

  constructor(
    readonly status: number,
    options: { cause: Error },
  ) {
    super(options.cause.message, options);
  }
}

/** What a body lacks, or has and must not have. */
export function malformed(RED: NodeAPI, field: string): Rejection {
  return new Rejection(400, { cause: problem(RED, 'malformed', { field }) });
}

/**
 * Answers with whatever goes wrong in a handler: what an appliance does, or a view is, is a 200 with the problem in
 * it; what is a fault of this package's own goes to the log, and its text to nobody.
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

/** Answers once: with nothing where the browser has gone or has its answer. */
export function answer(response: Response, status: number, body: Failed | object): void {
  if (response.headersSent) response.end();
  else if (!response.destroyed) response.status(status).set('Cache-Control', 'no-store').json(body);
}

/** Calls back when the browser has gone, or has all of its answer. */
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
  // A form of another site could be sent in the name of somebody who is logged in; JSON could not.
  if (request.is('application/json') === false || !isObject(body)) throw malformed(RED, 'body');
  const size = Number(request.headers['content-length'] ?? Buffer.byteLength(JSON.stringify(body)));
  if (!(size <= LARGEST_BODY * 1024)) {
    throw new Rejection(413, { cause: problem(RED, 'too-large', { limit: LARGEST_BODY }) });
  }
  return body;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @throws Rejection when all are taken */
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
 * Resolves when the user has one more permission than the route asks for. Where he has not, Node-RED answers, and
 * nothing comes of this.
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
