import type { Express, Request, RequestHandler, Response } from 'express';
import type { NodeAPI } from 'node-red';
import type { Clock } from '../../lib/clock';
import { PREFIX, READ, WRITE } from './api';
import { Catalogs } from './catalogs';
import { answerCodecs } from './codecs';
import { answering } from './http';
import { Previews } from './previews';

/** Adds the dialogs' endpoints below Node-RED's admin root, each with its permission. `api.ts` describes them. */
export function registerAdmin(RED: NodeAPI, clock: Clock): void {
  const catalogs = new Catalogs(RED, clock);
  const previews = new Previews(RED, clock);
  const admin: Express = RED.httpAdmin;
  const guarded = (
    permission: string,
    handle: (request: Request, response: Response) => Promise<void>,
  ): RequestHandler[] => [RED.auth.needsPermission(permission), answering(RED, handle)];

  admin.get(
    `/${PREFIX}/:id/catalog`,
    guarded(READ, (request, response) => catalogs.deployed(request, response)),
  );
  admin.get(
    `/${PREFIX}/codecs`,
    guarded(READ, (_request, response) => answerCodecs(RED, response)),
  );
  admin.post(
    `/${PREFIX}/test`,
    guarded(WRITE, (request, response) => catalogs.test(request, response)),
  );
  admin.post(
    `/${PREFIX}/:id/preview`,
    guarded(READ, (request, response) => previews.deployed(request, response)),
  );
  admin.post(
    `/${PREFIX}/preview`,
    guarded(WRITE, (request, response) => previews.draft(request, response)),
  );
}
