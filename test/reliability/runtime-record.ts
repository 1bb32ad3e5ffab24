import type { EventEmitter } from 'node:events';
import type { SteeredClock } from '../support/steered-clock';
import type { Signal } from '../support/signal';

interface LogHandler {
  emit(event: string, line: { level: number; type?: string; msg: unknown }): void;
}

// eslint-disable-next-line @typescript-eslint/no-require-imports -- it comes without types
const { events, log } = require('@node-red/util') as {
  events: EventEmitter;
  log: { addHandler(handler: LogHandler): void; removeHandler(handler: LogHandler): void };
};

/** The names of Node-RED's level numbers. */
const LEVELS: Record<number, string> = { 10: 'fatal', 20: 'error', 30: 'warn', 40: 'info' };

/** A status, and when it was shown by the nodes' clock, ms. */
export interface Shown {
  at: number;
  fill?: string;
  shape?: string;
  text?: string;
}

/** The log lines and statuses of this package's nodes, from the start of the flows on. */
export class RuntimeRecord {
  /** Lines such as `warn The connection …`, without those of a verbose log. */
  readonly lines: string[] = [];
  private readonly statuses = new Map<string, Shown[]>();
  private readonly handler: LogHandler;
  private readonly onStatus: (event: { id: string; status: Omit<Shown, 'at'> }) => void;

  /** @param changes notified of everything that is recorded */
  constructor(clock: SteeredClock, changes: Signal) {
    this.handler = {
      emit: (_event, { level, type, msg }) => {
        const name = LEVELS[level];
        if (name === undefined || !type?.startsWith('activelogic-')) return;
        changes.after(() => this.lines.push(`${name} ${String(msg)}`));
      },
    };
    this.onStatus = ({ id, status }) => {
      changes.after(() => this.shown(id).push({ ...status, at: clock.elapsed() }));
    };
    log.addHandler(this.handler);
    events.on('node-status', this.onStatus);
  }

  /** All statuses of a node. */
  shown(id: string): Shown[] {
    let list = this.statuses.get(id);
    if (!list) this.statuses.set(id, (list = []));
    return list;
  }

  stop(): void {
    log.removeHandler(this.handler);
    events.off('node-status', this.onStatus);
  }
}
