import { WebSocket } from 'ws';
import { Recorder } from './recorder';

/** What Node-RED tells its editors. */
interface Notification {
  /** A heartbeat has none. */
  topic?: string;
  data: unknown;
}

/** A message as the debug sidebar gets it: cut off and as text, if it is long. */
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

/** A Node-RED's editor, as far as its WebSocket goes: what the sidebar and the nodes in the workspace show. */
export class Comms {
  readonly debug = new Recorder<DebugMessage>();
  readonly status = new Recorder<StatusMessage>();
  /** Everything, as it came. */
  readonly raw = new Recorder<string>();

  private constructor(private readonly socket: WebSocket) {
    socket.on('message', (data: Buffer) => {
      this.raw.add(data.toString('utf8'));
      const parsed = JSON.parse(data.toString('utf8')) as Notification | Notification[];
      for (const notification of [parsed].flat()) this.#take(notification);
    });
  }

  /** @param token of a user who may see statuses, where Node-RED asks who one is */
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

  #take({ topic, data }: Notification): void {
    if (topic === 'debug') this.debug.add(data as DebugMessage);
    else if (topic?.startsWith('status/')) {
      this.status.add({ ...(data as object), id: topic.slice('status/'.length) });
    }
  }
}
