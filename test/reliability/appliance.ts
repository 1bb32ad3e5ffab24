import type { Identity } from '../support/certificates';
import { Relay } from '../support/relay';
import { type Peer, ScriptedSystem } from '../support/scripted-system';
import { Signal } from '../support/signal';

/** An appliance that serves every view until a test makes it, or the network in front of it, faulty. */
export class Appliance {
  readonly relay: Relay;
  private readonly events = new Signal();
  private count = 0;
  private waiting = 0;
  /** Upgrades that were asked for. */
  upgrades = 0;

  private constructor(readonly system: ScriptedSystem) {
    this.relay = new Relay(() => system.port);
    this.serve();
  }

  static async start(identity?: Identity): Promise<Appliance> {
    const appliance = new Appliance(await ScriptedSystem.start(identity));
    await appliance.relay.listen();
    return appliance;
  }

  /** Those who have a WebSocket now. */
  get peers(): Peer[] {
    return this.system.peers.filter(({ closeCode }) => closeCode === undefined);
  }

  /** Everything is as it should be, from now on. */
  serve(): void {
    this.system.upgrade = undefined;
    this.system.onPeer = (peer) => {
      this.noted();
      peer.catalog();
      void peer.view().then(() => {
        this.events.after(() => {
          this.update(peer);
        });
      });
    };
    for (const peer of this.peers) peer.pongs = true;
  }

  /** Does this to each WebSocket from now on, instead of serving it. */
  accept(script: (peer: Peer) => void): void {
    this.system.onPeer = (peer) => {
      this.noted();
      peer.socket.on('message', () => {
        this.events.after(() => undefined);
      });
      script(peer);
    };
  }

  /** Does this to each upgrade from now on, instead of accepting it. */
  answer(script: NonNullable<ScriptedSystem['upgrade']>): void {
    this.system.upgrade = (socket, request) => {
      script(socket, request);
      this.waiting++;
      this.noted();
    };
  }

  /** Sends each view an update: one item with its outermost distribution for a name, and a new number. */
  publish(): void {
    for (const peer of this.peers) if (peer.received.length > 0) this.update(peer);
  }

  /** Resolves when so many upgrades have been asked for that were not accepted. */
  async untilWaiting(count: number): Promise<void> {
    await this.events.until(() => this.waiting >= count);
  }

  /** Resolves when so many of those who have a WebSocket now have asked for a view. */
  async untilViews(count: number): Promise<void> {
    await this.events.until(() => this.peers.filter(({ received }) => received.length > 0).length >= count);
  }

  /** Resolves when so many have a WebSocket. */
  async untilPeers(count: number): Promise<void> {
    await this.events.until(() => this.peers.length >= count);
  }

  /** Resolves when so many upgrades have been asked for since the beginning. */
  async untilUpgrades(count: number): Promise<void> {
    await this.events.until(() => this.upgrades >= count);
  }

  async stop(): Promise<void> {
    this.relay.stop();
    await this.system.stop();
  }

  /** Sends one to that client. */
  update(peer: Peer): void {
    peer.update([[peer.received[0]?.distributions[0]?.name ?? '', ++this.count, null]]);
  }

  private noted(): void {
    this.events.after(() => this.upgrades++);
  }
}
