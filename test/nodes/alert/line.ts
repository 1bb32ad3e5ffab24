import { util } from '@node-red/util';
import type { NodeAPI, NodeMessage } from 'node-red';
import type { Clock } from '../../../lib/clock';
import { type Update, UpdateReader } from '../../../lib/items/update';
import type { Catalog, Distribution, Row, UpdateFrame, ViewDefinition } from '../../../lib/protocol/frames';
import { composeMessages } from '../../../nodes/liveview/messages';
import { NewestUpdate } from '../../../nodes/liveview/newest';
import type { Batch, Outlet } from '../../../nodes/liveview/outlet';
import { OUTPUTS, SHAPES } from '../../../nodes/liveview/settings';
import { UpdateWindow } from '../../../nodes/liveview/window';

/** An item on the inner one of two levels: a value as it is, a count since the update before, and one since the start. */
export interface Leaf {
  path: readonly [string, string];
  speed?: number | null;
  count?: number | null;
  sum?: number | null;
}

/** What a liveview node makes of an update. */
export interface Format {
  output: (typeof OUTPUTS)[number];
  shape: (typeof SHAPES)[number];
  origin: boolean;
}

/** Every output and shape that an alert node may be given. */
export const FORMATS: readonly Format[] = OUTPUTS.flatMap((output) => [
  ...SHAPES.map((shape) => ({ output, shape, origin: false })),
  { output, shape: 'rows' as const, origin: true },
]);

export function formatName({ output, shape, origin }: Format): string {
  return `${output}-${origin ? 'located-' : ''}${shape}`;
}

export interface LineOptions {
  node?: string;
  applianceId?: string;
  appliance?: string;
  distributions?: readonly Distribution[];
  /** s */
  interval?: number;
  over?: 'newest' | 'interval';
  /** Per level, the ones with the most `speed`. */
  limit?: number;
}

const COLUMNS = ['name', 'speed', 'count', 'sum'];

const CATALOG: Catalog = {
  system: { name: 'Box' },
  fields: [
    { column: 'name', name: 'name', default: true },
    { column: 'speed', name: 'speed', unit: 'bit/s', default: true },
    { column: 'count', name: 'count', counter: 'update', default: true },
    { column: 'sum', name: 'sum', counter: 'total', default: true },
  ],
  distributions: [],
  filters: [],
  services: [],
};

/** A liveview node from an update to its messages, without its WebSocket. */
export class Line {
  private readonly outlet: Outlet;
  private reader!: UpdateReader;
  private view!: ViewDefinition;
  private sequence = 0;
  private last: Batch | undefined;

  constructor(
    private readonly format: Format,
    private readonly clock: Clock,
    private readonly options: LineOptions,
    private readonly send: (message: NodeMessage) => void,
  ) {
    const { interval = 0, over = 'newest', distributions } = options;
    const deliver = (batch: Batch): void => {
      this.deliver(batch);
    };
    if (interval === 0) this.outlet = new AtOnce(deliver);
    else this.outlet = new (over === 'newest' ? NewestUpdate : UpdateWindow)(interval * 1000, clock, deliver);
    this.show(distributions ?? [{ name: 'Local Host' }, { name: 'Service' }]);
  }

  /** Opens a view, as after a reconnect or with `msg.view`. */
  show(distributions: readonly Distribution[] = this.view.distributions): void {
    this.view = { distributions: [...distributions], filters: [], expand: true };
    this.reader = new UpdateReader(this.view, CATALOG, 'update');
  }

  /** An update has come. */
  offer(leaves: readonly Leaf[], time: number | undefined): void {
    const rows = new Map<string, Row>();
    for (const { path, speed = null, count = null, sum = null } of leaves) {
      const [host, service] = path;
      // What is on the level above is none of an alarm's.
      const row: Row = rows.get(host) ?? [host, speed, 0, 0, []];
      rows.set(host, row);
      (row[COLUMNS.length] as Row[]).push([service, speed, count, sum]);
    }
    const frame: UpdateFrame = { type: 'update', columns: COLUMNS, rows: [...rows.values()] };
    const dated = time === undefined ? frame : { ...frame, time };
    this.outlet.offer(this.reader.read(dated, this.clock.now()), this.view);
  }

  /** An update has come that is invalid. */
  skip(): void {
    this.outlet.skip(1);
  }

  /** The last update again, as after a deploy. */
  repeat(): void {
    if (this.last) this.deliver(this.last);
  }

  private deliver(batch: Batch): void {
    this.last = batch;
    const { node = 'live', applianceId = 'box', appliance = 'Box', limit = 0 } = this.options;
    const format = {
      ...this.format,
      measurement: 'liveview',
      selection: { sort: limit === 0 ? undefined : 'speed', limit },
      name: undefined,
      node,
      applianceId,
      appliance,
    };
    const { received } = batch.update.stamp;
    const delivery = { ...batch, sequence: ++this.sequence, received };
    for (const message of composeMessages({ util } as NodeAPI, format, delivery)) this.send(message);
  }
}

/** Sends every update. The queue of a liveview node does so as well, in later turns of the event loop. */
class AtOnce implements Outlet {
  private skipped = 0;

  constructor(private readonly send: (batch: Batch) => void) {}

  offer(update: Update, view: ViewDefinition): void {
    this.send({ update, view, updates: 1, skipped: this.takeSkipped() });
  }

  skip(count: number): void {
    this.skipped += count;
  }

  end(): void {
    this.skipped = 0;
  }

  takeSkipped(): number {
    const { skipped } = this;
    this.skipped = 0;
    return skipped;
  }

  stop(): void {
    this.end();
  }
}
