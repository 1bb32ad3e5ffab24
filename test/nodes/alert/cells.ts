import assert from 'node:assert/strict';
import type { NodeMessage } from 'node-red';
import { deploy, type FlowNode, getNode, load, Sink } from '../../support/node-red';
import { SteeredClock } from '../../support/steered-clock';
import { sink } from './alert-flow';
import { Heard, type Kind, KINDS, type Said } from './heard';
import { type Leaf, Line, type LineOptions } from './line';

/** An alert node of one output, behind liveview nodes of one output and shape. */
class Cell {
  readonly lines = new Map<string, Line>();
  readonly heard: Heard;
  private out: Sink;
  private read = 0;

  constructor(readonly kind: Kind) {
    this.heard = new Heard(kind);
    this.out = new Sink(outOf(kind));
  }

  /** The sink of a deploy is another one. */
  follow(): void {
    this.out = new Sink(outOf(this.kind));
    this.read = 0;
  }

  look(): string[] {
    for (const { payload } of this.out.messages.slice(this.read)) this.heard.hear(payload as Said | Said[]);
    this.read = this.out.messages.length;
    return this.heard.look();
  }
}

/** A message's way to an alert node: as it is, or as a junction, or a function, has it twice. */
export type Way = 'once' | 'each twice' | 'all twice';

/**
 * Alert nodes of every output, each behind liveview nodes of every output and shape, that all get the same updates.
 * Messages are made by the parts of a liveview node, and judged by real alert nodes.
 */
export class Cells {
  private readonly cells: Cell[];
  private expected = 0;
  private completed = new Sink('completed');

  private constructor(
    readonly clock: SteeredClock,
    private readonly settings: object,
    private readonly way: Way,
  ) {
    this.cells = KINDS.map((kind) => new Cell(kind));
  }

  /** @param settings of the alert nodes */
  static async start(settings: object, way: Way = 'once'): Promise<Cells> {
    const clock = new SteeredClock();
    await load(flow(settings), {}, { clock });
    return new Cells(clock, settings, way);
  }

  /** Adds a liveview node; the first one is there without. */
  add(name: string, options: LineOptions): void {
    for (const cell of this.cells) {
      const send = (message: NodeMessage): void => {
        const twice =
          this.way === 'each twice' || (this.way === 'all twice' && cell.kind.format.output === 'update');
        for (const each of twice ? [message, structuredClone(message)] : [message]) {
          this.expected++;
          getNode(cell.kind.id).receive(each);
        }
      };
      cell.lines.set(name, new Line(cell.kind.format, this.clock, options, send));
    }
  }

  /** Lets time go by. */
  async wait(seconds: number): Promise<void> {
    await this.clock.advance(seconds * 1000);
    await this.settle();
  }

  /**
   * An update has come.
   *
   * @param time the appliance's clock; `null` if it says none; by default it agrees with ours
   */
  async update(
    leaves: readonly Leaf[],
    { from = 'live', time = this.clock.now() }: { from?: string; time?: number | null } = {},
  ): Promise<void> {
    for (const line of this.lines(from)) {
      line.offer(leaves, time ?? undefined);
      if (this.way === 'all twice') line.repeat();
    }
    await this.settle();
  }

  lines(name = 'live'): Line[] {
    if (!this.cells[0]?.lines.has(name)) this.add(name, {});
    return this.cells.flatMap(({ lines }) => lines.get(name) ?? []);
  }

  /** Deploys the alert nodes, which have another name then. */
  async deploy(): Promise<void> {
    await deploy(flow({ ...this.settings, name: 'renamed' }), 'nodes');
    this.completed = new Sink('completed');
    this.expected = 0;
    for (const cell of this.cells) cell.follow();
  }

  /** What every alert node has said since the last time, in any order. */
  says(...events: string[]): void {
    const said = this.cells.map((cell) => [cell.kind.id, cell.look()]);
    const expected = this.cells.map(({ kind, heard }) => [kind.id, heard.expects(events)]);
    assert.deepEqual(Object.fromEntries(said), Object.fromEntries(expected));
  }

  /** The paths in each list, in its order. */
  lists(): string[][] {
    const lists = this.cells.filter(({ kind }) => kind.output === 'list');
    return lists.map(({ heard }) => heard.list.map(({ path }) => path.join(' / ')));
  }

  /** Every message so far has been taken. */
  private async settle(): Promise<void> {
    if (this.expected > 0) await this.completed.message(this.expected - 1);
  }
}

function outOf({ id }: Kind): string {
  return `out-${id}`;
}

function flow(settings: object): FlowNode[] {
  return [
    { id: 'tab', type: 'tab' },
    ...KINDS.flatMap((kind): FlowNode[] => [
      {
        id: kind.id,
        type: 'activelogic-alert',
        z: 'tab',
        name: '',
        raiseFor: 0,
        clearFor: 0,
        goneFor: 0,
        noDataFor: 0,
        output: kind.output,
        wires: [[outOf(kind)]],
        ...settings,
      },
      sink(outOf(kind)),
    ]),
    { id: 'complete', type: 'complete', z: 'tab', scope: KINDS.map(({ id }) => id), wires: [['completed']] },
    sink('completed'),
  ];
}
