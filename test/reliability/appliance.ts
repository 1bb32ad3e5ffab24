import type { Identity } from '../support/certificates';
import { Relay } from '../support/relay';
import { type Peer, ScriptedSystem } from '../support/scripted-system';
import { Signal } from '../support/signal';

/** An appliance that serves every view until a test breaks it, or the network in front of it. */
export class Appliance {
  readonly relay: Relay;
  private readonly events = new Signal();
  private count = 0;
  private waiting = 0;
  /** Requested upgrades so far. */
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

  /** The clients that have a WebSocket now. */
  get peers(): Peer[] {
    return this.system.peers.filter(({ closeCode }) => closeCode === undefined);
  }

  /** Serves every view from now on, over a healthy network. */
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

  /** Runs the script on each WebSocket from now on, instead of serving it. */
  accept(script: (peer: Peer) => void): void {
    this.system.onPeer = (peer) => {
      this.noted();
      peer.socket.on('message', () => {
        this.events.after(() => undefined);
      });
      script(peer);
    };
  }

  /** Answers each upgrade with the script from now on, instead of accepting it. */
  answer(script: NonNullable<ScriptedSystem['upgrade']>): void {
    this.system.upgrade = (socket, request) => {
      script(socket, request);
      this.waiting++;
      this.noted();
    };
  }

  /**
   * Sends each view an update: one item that is named after the outermost distribution, with a new number.
   */
  publish(): void {
    for (const peer of this.peers) if (peer.received.length > 0) this.update(peer);
  }

  /** Resolves when `count` upgrades were requested but not accepted. */
  async untilWaiting(count: number): Promise<void> {
    await this.events.until(() => this.waiting >= count);
  }

  /** Resolves when `count` of the current clients have requested a view. */
  async untilViews(count: number): Promise<void> {
    await this.events.until(() => this.peers.filter(({ received }) => received.length > 0).length >= count);
  }

  /** Resolves when `count` clients have a WebSocket. */
  async untilPeers(count: number): Promise<void> {
    await this.events.until(() => this.peers.length >= count);
  }

  /** Resolves when `count` upgrades were requested in all. */
  async untilUpgrades(count: number): Promise<void> {
    await this.events.until(() => this.upgrades >= count);
  }

  async stop(): Promise<void> {
    this.relay.stop();
    await this.system.stop();
  }

  /** Sends an update to that client. */
  update(peer: Peer): void {
    peer.update([[peer.received[0]?.distributions[0]?.name ?? '', ++this.count, null]]);
  }

  private noted(): void {
    this.events.after(() => this.upgrades++);
  }
}
