import type { Request, Response } from 'express';
import type { NodeAPI } from 'node-red';
import { problem } from '../runtime/text';
import type { Clock } from '../../lib/clock';
import { LiveViewError } from '../../lib/errors';
import { FeedPool } from '../../lib/feed/pool';
import type { ApplianceDraft, Problem } from './api';
import { deployedAppliance } from './deployed';
import { draftEndpoint, draftReconnect } from './draft-endpoint';
import { bodyOf, onGone, permitted, takeSlot } from './http';
import { LineWriter } from './line-writer';
import { DEPLOY, needsDeploy, ruleNeedsDeploy, viewNeedsDeploy } from './needs-deploy';
import { Preview } from './preview';
import { type PreviewBody, readPreviewBody, readPreviewRule, readPreviewView } from './preview-request';
import { problemOf } from './problem-of';
import { readDraft } from './read-draft';
import { Slots } from './slots';

/** The most previews at once, of all users. */
export const MOST_PREVIEWS = 8;

/** Where a preview gets its view from. */
interface Source {
  pool: FeedPool;
  /** Called when the preview is over. */
  close(): Promise<void>;
}

/** Views shown in dialogs while the user fills them in. */
export class Previews {
  private readonly slots = new Slots(MOST_PREVIEWS);

  constructor(
    private readonly RED: NodeAPI,
    private readonly clock: Clock,
  ) {}

  /** `POST :id/preview`: shares the sockets of the flows. */
  async deployed(request: Request, response: Response): Promise<void> {
    const { RED } = this;
    const wanted = readPreviewBody(RED, bodyOf(RED, request));
    const id = String(request.params.id);
    deployedAppliance(RED, id);
    if (this.needsDeploy(wanted, id)) await permitted(RED, DEPLOY, request, response);
    const appliance = deployedAppliance(RED, id);
    await this.show(response, wanted, () => ({ pool: appliance.pool(), close: () => Promise.resolve() }));
  }

  /** `POST preview`: has its own sockets. */
  async draft(request: Request, response: Response): Promise<void> {
    const { RED, clock } = this;
    const body = bodyOf(RED, request);
    const wanted = readPreviewBody(RED, body);
    const draft = readDraft(RED, body.appliance);
    if (needsDeploy(RED, draft) || this.needsDeploy(wanted, draft))
      await permitted(RED, DEPLOY, request, response);
    await this.show(response, wanted, () => {
      const silent = { lost: () => undefined, back: () => undefined };
      const pool = new FeedPool(draftEndpoint(RED, draft), draftReconnect(RED, draft), silent, clock);
      return { pool, close: () => pool.close() };
    });
  }

  private needsDeploy({ view, node, rule, alert }: PreviewBody, target: ApplianceDraft | string): boolean {
    const { RED } = this;
    return viewNeedsDeploy(RED, view, node, target) || ruleNeedsDeploy(RED, rule, alert);
  }

  private async show(response: Response, wanted: PreviewBody, open: () => Source): Promise<void> {
    const free = takeSlot(this.RED, this.slots, 'too-many-previews');
    let source: Source | undefined;
    let writer: LineWriter | undefined;
    try {
      if (response.destroyed) return;
      const view = readPreviewView(this.RED, wanted);
      const closed = this.closed();
      const options = {
        view,
        sort: wanted.sort,
        rule: readPreviewRule(this.RED, wanted),
        closed,
        problemOf: said,
      };
      source = open();
      writer = new LineWriter(response);
      const preview = new Preview(source.pool, writer, options, this.clock);
      onGone(response, () => {
        preview.stop();
      });
      await preview.over;
    } catch (error) {
      // The dialog reads lines, so problems of the view are lines too.
      const wrong =
        error instanceof LiveViewError && error.code === 'closed' ? this.closed() : problemOf(error);
      if (!wrong) throw error;
      (writer ?? new LineWriter(response)).end({ type: 'error', error: wrong, final: true });
    } finally {
      await source?.close();
      free();
    }
  }

  private closed(): Problem {
    const { RED } = this;
    return said(problem(RED, 'deployed'));
  }
}

function said(error: Error): Problem {
  const found = problemOf(error);
  if (!found) throw error;
  return found;
}
