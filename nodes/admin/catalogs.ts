import type { Request, Response } from 'express';
import type { NodeAPI } from 'node-red';
import type { ApplianceNode } from '../runtime/appliance';
import type { Clock } from '../../lib/clock';
import { Examination } from '../../lib/doctor/examination';
import type { Endpoint } from '../../lib/socket/endpoint';
import type { ApplianceDraft, CatalogAnswer } from './api';
import { deployedAppliance, runningNode } from './deployed';
import { draftEndpoint } from './draft-endpoint';
import { answer, bodyOf, onGone, permitted, takeSlot } from './http';
import { DEPLOY, needsDeploy } from './needs-deploy';
import { readDraft } from './read-draft';
import { Slots } from './slots';
import { testAnswer } from './test-answer';

/** The most connections at once that serve only a catalogue. */
export const MOST_CATALOGS = 4;

/** What appliances offer: deployed ones, and those in an open form. */
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
    // Only free the slot: the next request shares this connection.
    onGone(response, free);
    const views = appliance.pool();
    const catalog = await views.catalog();
    // A user who opens a form wants to see the appliance now.
    views.wake(true);
    answer(response, 200, { catalog } satisfies CatalogAnswer);
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
      const outcome = await begun.outcome;
      if (outcome.catalog) this.wakeDeployed(draft, endpoint);
      answer(response, 200, testAnswer(outcome));
    } finally {
      // Free the slot only when the socket is gone, even if the answer was sent before.
      void Promise.resolve(examination?.close()).then(free);
    }
  }

  /** A test that reached the deployed appliance also wakes the views of the flows. */
  private wakeDeployed({ id }: ApplianceDraft, { url }: Endpoint): void {
    const deployed = runningNode(this.RED, id, 'activelogic-appliance') as ApplianceNode | undefined;
    if (deployed?.origin === new URL(url).origin) deployed.pool().wake(true);
  }
}
