import type { Request, Response } from 'express';
import type { NodeAPI } from 'node-red';
import type { Clock } from '../lib/clock';
import { Examination } from '../lib/doctor/examination';
import type { CatalogAnswer } from './api';
import { deployedAppliance } from './deployed';
import { draftEndpoint } from './draft-endpoint';
import { answer, bodyOf, onGone, permitted, takeSlot } from './http';
import { DEPLOY, needsDeploy } from './needs-deploy';
import { readDraft } from './read-draft';
import { Slots } from './slots';
import { testAnswer } from './test-answer';

/** Connections at once that are there for a catalogue only. */
export const MOST_CATALOGS = 4;

/** What appliances offer: the deployed ones, and those that somebody is filling in. */
export class Catalogs {
  private readonly slots = new Slots(MOST_CATALOGS);

  constructor(
    private readonly RED: NodeAPI,
    private readonly clock: Clock,
  ) {}

  /** `GET :id/catalog` */
  async deployed(request: Request, response: Response): Promise<void> {
    const appliance = deployedAppliance(this.RED, String(request.params.id));
    const free = takeSlot(this.RED, this.slots, 'too-many-requests');
    // Whoever asks next shares the connection that the appliance is making.
    onGone(response, free);
    answer(response, 200, { catalog: await appliance.pool().catalog() } satisfies CatalogAnswer);
  }

  /** `POST test` */
  async test(request: Request, response: Response): Promise<void> {
    const { RED } = this;
    const draft = readDraft(RED, bodyOf(RED, request).appliance);
    if (needsDeploy(RED, draft)) await permitted(RED, DEPLOY, request, response);
    const free = takeSlot(RED, this.slots, 'too-many-requests');
    let examination: Examination | undefined;
    try {
      const endpoint = draftEndpoint(RED, draft);
      if (response.destroyed) return;
      const begun = (examination = new Examination(endpoint, { clock: this.clock }));
      onGone(response, () => void begun.close());
      answer(response, 200, testAnswer(await begun.outcome));
    } finally {
      // Also behind the answer's back: the slot is taken as long as there is a socket.
      void Promise.resolve(examination?.close()).then(free);
    }
  }
}
