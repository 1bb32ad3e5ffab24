import { WebSocket } from 'ws';
import { Recorder } from './recorder';

/** A notification from Node-RED to its editors. */
interface Notification {
  /** Absent in a heartbeat. */
  topic?: string;
  data: unknown;
}

/** A message as the debug sidebar gets it: as text, cut off if it is long. */
export interface DebugMessage {
  id: string;
  name?: string;
  topic?: string;
  /** `array[20]`, `Object`, `error` … */
  format: string;
  msg: string;
}

/** A node's status as the editor gets it. */
export interface StatusMessage {
  id: string;
  fill?: string;
  shape?: string;
  text?: string;
}

/** The WebSocket of a Node-RED editor: what the debug sidebar and the nodes in the workspace show. */
export class Comms {
  readonly debug = new Recorder<DebugMessage>();
  readonly status = new Recorder<StatusMessage>();
  /** All data as it came. */
  readonly raw = new Recorder<string>();

  private constructor(private readonly socket: WebSocket) {
    socket.on('message', (data: Buffer) => {
      this.raw.add(data.toString('utf8'));
      const parsed = JSON.parse(data.toString('utf8')) as Notification | Notification[];
      for (const notification of [parsed].flat()) this.take(notification);
    });
  }

  /** @param token of a user who can see statuses, if Node-RED needs one */
  static async open(url: string, token?: string): Promise<Comms> {
    const socket = new WebSocket(url.replace(/^http/, 'ws') + 'comms');
    await new Promise((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    const comms = new Comms(socket);
    if (token !== undefined) {
      socket.send(JSON.stringify({ auth: token }));
      await comms.raw.waitFor('the permission', (text) => text === '{"auth":"ok"}');
    }
    for (const subscribe of ['debug', 'status/#']) socket.send(JSON.stringify({ subscribe }));
    return comms;
  }

  close(): void {
    this.socket.terminate();
  }

  private take({ topic, data }: Notification): void {
    if (topic === 'debug') this.debug.add(data as DebugMessage);
    else if (topic?.startsWith('status/')) {
      this.status.add({ ...(data as object), id: topic.slice('status/'.length) });
    }
  }
}
