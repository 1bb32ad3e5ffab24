import type { Duplex } from 'node:stream';
import type { FlowNode } from '../../support/node-red';
import { answer, type Peer } from '../../support/scripted-system';
import { within } from '../../support/within';
import { Appliance } from '../appliance';
import type { Runtime } from './runtime';

/** How many liveview nodes share a view of an appliance. */
export const SHARE = 2;

/** A state in which an appliance keeps its clients. */
export interface BoxState {
  name: string;
  /** Sets up what happens to clients, before the flow starts. */
  begin?(appliance: Appliance, box: Box): void;
  /** Brings the nodes into the state, if the start alone does not. */
  reach?(box: Box, runtime: Runtime): Promise<void>;
  /** How many connections the appliance has in this state. */
  sockets: number;
  liveview?: object;
}

/** A view other than the form's. It never gets an update. */
const ANOTHER_VIEW = 'Country';

function serveForm(appliance: Appliance): void {
  appliance.accept((peer) => {
    peer.catalog();
    void peer.view().then(({ distributions: [first] }) => {
      if (first?.name !== ANOTHER_VIEW) appliance.update(peer);
    });
  });
}

/** Resolves when the view has had its first update. */
function untilViewed({ appliance, state }: Box): Promise<void> {
  return within(8, appliance.untilViews(1), () => `No view of ${state.name}`);
}

/** From here on, connected clients hear nothing, and nothing hears them. */
async function swallowTraffic({ appliance: { relay } }: Box): Promise<void> {
  relay.swallow();
  await relay.heal();
}

function ask(box: Box, runtime: Runtime, message: object): void {
  for (const id of box.ids) runtime.receive(id, message);
}

export const BOX_STATES: BoxState[] = [
  { name: 'idle', sockets: 0, liveview: { autostart: false } },
  {
    name: 'connecting',
    sockets: 1,
    begin: ({ relay }) => {
      relay.swallow();
    },
  },
  {
    name: 'upgrading',
    sockets: 1,
    begin: (appliance, box) => {
      appliance.answer((socket) => {
        box.hold(socket);
      });
    },
    reach: (box) => box.untilHeld(),
  },
  {
    name: 'without-catalogue',
    sockets: 1,
    begin: (appliance) => {
      appliance.accept(() => undefined);
    },
    reach: async ({ appliance }) => {
      await within(8, appliance.untilPeers(1), () => `Nobody on ${appliance.relay.host}`);
    },
  },
  {
    name: 'without-update',
    sockets: 1,
    begin: (appliance) => {
      appliance.accept((peer: Peer) => {
        peer.catalog();
      });
    },
    reach: untilViewed,
  },
  { name: 'ready', sockets: 1, reach: untilViewed },
  {
    name: 'deaf',
    sockets: 1,
    reach: async (box) => {
      await untilViewed(box);
      await swallowTraffic(box);
    },
  },
  {
    name: 'backoff',
    sockets: 0,
    begin: (appliance) => {
      appliance.accept(({ socket }) => {
        socket.terminate();
      });
    },
  },
  {
    name: 'turned-away',
    sockets: 0,
    begin: (appliance) => {
      appliance.answer(answer(401));
    },
  },
  {
    name: 'refused',
    sockets: 0,
    begin: (appliance) => {
      appliance.accept((peer) => {
        peer.catalog();
        peer.socket.close(4400, 'no such view');
      });
    },
  },
  {
    name: 'switching',
    sockets: 2,
    begin: serveForm,
    reach: async (box, runtime) => {
      // Open the form's view first, if the deploy has not.
      ask(box, runtime, { action: 'open' });
      await untilViewed(box);
      ask(box, runtime, { view: { distributions: [{ name: ANOTHER_VIEW }] } });
      await within(8, box.appliance.untilPeers(2), () => `No second view on ${box.appliance.relay.host}`);
    },
  },
  {
    name: 'closing',
    sockets: 0,
    reach: async (box, runtime) => {
      ask(box, runtime, { action: 'open' });
      await untilViewed(box);
      await swallowTraffic(box);
      ask(box, runtime, { action: 'close' });
    },
  },
];

/** An appliance node and its liveview nodes, with an appliance that keeps them in one state. */
export class Box {
  private readonly held = new Set<Duplex>();
  private wake: (() => void)[] = [];
  /** How often a deploy has changed the appliance node. */
  applianceChanges = 0;
  liveviewChanges = 0;
  present = true;
  disabled = false;

  private constructor(
    readonly state: BoxState,
    readonly appliance: Appliance,
  ) {}

  static async start(state: BoxState): Promise<Box> {
    const box = new Box(state, await Appliance.start());
    state.begin?.(box.appliance, box);
    return box;
  }

  get ids(): string[] {
    return Array.from({ length: SHARE }, (_, index) => `${this.state.name}-${index}`);
  }

  /** The nodes of its part of the flow, as they are now. */
  nodes(): FlowNode[] {
    const { name } = this.state;
    // Long times, so that a connection changes only when the test changes it.
    const patient = {
      handshakeTimeout: 3000,
      heartbeat: 0,
      // One timer per view, both before and after its first update is read.
      staleAfter: 3000,
      reconnectMin: 3000,
      reconnectMax: 3000,
    };
    const url = `ws://${this.appliance.relay.host}/view`;
    const box = {
      id: name,
      type: 'activelogic-appliance',
      name: `${this.applianceChanges}`,
      url,
      ...patient,
    };
    if (!this.present) return [box];
    const tab = { id: `tab-${name}`, type: 'tab' };
    const liveviews = this.ids.map((id) => ({
      id,
      type: 'activelogic-liveview',
      z: tab.id,
      x: 0,
      y: 0,
      name: `${this.liveviewChanges}`,
      appliance: name,
      distributions: [{ name: 'Local Host' }],
      wires: [[]],
      ...this.state.liveview,
      ...(this.disabled ? { d: true } : {}),
    }));
    return [tab, box, ...liveviews];
  }

  /** Waits until the nodes are in their state. */
  async reach(runtime: Runtime): Promise<void> {
    if (!this.present || this.disabled) return;
    await this.state.reach?.(this, runtime);
  }

  hold(socket: Duplex): void {
    this.held.add(socket);
    socket.on('close', () => this.held.delete(socket));
    for (const wake of this.wake.splice(0)) wake();
  }

  async untilHeld(): Promise<void> {
    while (this.held.size === 0) await new Promise<void>((resolve) => this.wake.push(resolve));
  }

  async stop(): Promise<void> {
    await this.appliance.stop();
  }
}
