import type { Peer } from './scripted-system';
import { ScriptedSystem } from './scripted-system';

/** Markup of HTML, Slack, Telegram and template languages. */
export const MARKUP =
  '<b>b</b> <!channel> <https://example.com|x> [x](https://example.com) *b* _i_ ~s~ `c` &amp; {{x}}';
/** Characters that begin a new line or reverse one. */
export const LINES = 'a\nCLEARED b\r\u2028c\u202ed';
export const LONG = 'x'.repeat(2000);

/** An appliance with these names, all of which have alarms. */
export class HostileAlarms {
  private constructor(
    readonly system: ScriptedSystem,
    private ticks: NodeJS.Timeout | undefined,
  ) {}

  static async start(): Promise<HostileAlarms> {
    const hostile = new HostileAlarms(await ScriptedSystem.start(), undefined);
    hostile.system.onPeer = (peer) => {
      peer.send(CATALOG);
      void peer.view().then(() => {
        hostile.tick(peer);
      });
    };
    return hostile;
  }

  async stop(): Promise<void> {
    clearInterval(this.ticks);
    await this.system.stop();
  }

  /** Cuts all connections, and from now on refuses their views for this reason. */
  refuse(reason: string): void {
    this.system.onPeer = (peer) => {
      peer.send(CATALOG);
      void peer.view().then(() => {
        peer.send({ type: 'error', code: 'unknown-filter', message: reason, fatal: true });
        peer.socket.close(4400);
      });
    };
    for (const { socket } of this.system.peers) socket.close();
  }

  private tick(peer: Peer): void {
    clearInterval(this.ticks);
    this.ticks = setInterval(() => {
      const rows = [MARKUP, LINES, LONG].map((name) => [name, 50, 100, 0, 100]);
      peer.send({ type: 'update', columns: CATALOG.fields.map(({ column }) => column), rows });
    }, 300);
  }
}

const packets = (column: string, name: string): object => ({ column, name, unit: 'packets', default: true });

const CATALOG = {
  type: 'catalog',
  profile: 1,
  system: { name: 'hostile', firmware: '1.0' },
  fields: [
    { column: 'name', name: 'name', title: 'Name', default: true },
    packets('in_drops', 'in.shapingdrops'),
    packets('in_total', 'in.shapingtotal'),
    packets('out_drops', 'out.shapingdrops'),
    packets('out_total', 'out.shapingtotal'),
  ] as { column: string }[],
  distributions: [{ name: 'Local Host' }, { name: 'Service' }],
  filters: [],
  services: [],
};
