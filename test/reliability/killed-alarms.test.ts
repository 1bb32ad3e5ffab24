import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { systemClock } from '../../lib/clock';
import { Heard, KINDS, type Said } from '../nodes/alert/heard';
import { type Leaf, Line } from '../nodes/alert/line';
import type { FlowNode } from '../support/node-red';
import { Runtime } from './deploys/runtime';

const FLOW: FlowNode[] = [
  { id: 'tab', type: 'tab' },
  ...KINDS.flatMap(({ id, output }): FlowNode[] => [
    {
      id,
      type: 'activelogic-alert',
      z: 'tab',
      x: 0,
      y: 0,
      conditions: [{ column: 'speed', op: 'gt', raise: 10 }],
      raiseFor: 0,
      clearFor: 0,
      goneFor: 0,
      noDataFor: 0,
      output,
      store: 'disk',
      wires: [[`tell-${id}`]],
    },
    {
      id: `tell-${id}`,
      type: 'function',
      z: 'tab',
      x: 0,
      y: 0,
      func: `global.get('tell')({ alert: '${id}', payload: msg.payload });`,
      outputs: 0,
      wires: [],
    },
  ]),
];

const SETTINGS = {
  contextStorage: {
    default: { module: 'memory' },
    // By default Node-RED's own store writes every 30 s.
    disk: { module: 'localfilesystem', config: { flushInterval: 1 } },
  },
};

interface Told {
  alert: string;
  payload: Said | Said[];
}

describe('alarms on disk, when Node-RED is killed', function () {
  this.timeout(120_000);
  let runtime: Runtime | undefined;
  afterEach(() => runtime?.kill());

  async function start(userDir?: string): Promise<Runtime> {
    runtime = await Runtime.start(1, userDir, SETTINGS);
    return runtime;
  }

  const heard = new Map(KINDS.map((kind) => [kind.id, new Heard(kind)]));
  const said = new Map<string, string[]>();
  let lines: Map<string, Line>;
  let read = 0;

  /** Opens new connections, as after a restart of the liveview nodes. */
  function connect(): void {
    read = 0;
    lines = new Map(
      KINDS.map(({ id, format }) => {
        const receive = (message: object): void => runtime?.receive(id, message);
        return [id, new Line(format, systemClock, {}, receive)];
      }),
    );
  }

  function send(values: Record<string, number>): void {
    const leaves = Object.entries(values).map(([name, speed]): Leaf => ({ path: ['h', name], speed }));
    for (const line of lines.values()) line.offer(leaves, systemClock.now());
  }

  /** Waits until every alert node has sent `count` messages, and returns their texts. */
  async function says(count: number): Promise<Map<string, string[]>> {
    for (const id of heard.keys()) said.set(id, []);
    await runtime?.until('all is said', () => {
      for (const { alert, payload } of (runtime?.told ?? []).slice(read) as Told[])
        heard.get(alert)?.hear(payload);
      read = runtime?.told.length ?? 0;
      for (const [id, each] of heard) said.get(id)?.push(...each.look());
      return [...said.values()].every(({ length }) => length >= count);
    });
    return said;
  }

  async function expect(...events: string[]): Promise<void> {
    const each = await says(events.length);
    for (const [id, heardOf] of heard) assert.deepEqual(each.get(id)?.sort(), heardOf.expects(events), id);
  }

  it('are not raised twice, and their end is reported, in every output and shape', async () => {
    const before = await start();
    await before.started();
    await before.deploy(FLOW, 'full');
    connect();
    send({ a: 11, b: 11, c: 1 });
    await expect('raised h / a', 'raised h / b');
    send({ a: 11, b: 11, c: 11 });
    await expect('raised h / c');
    const isWritten = (id: string): boolean => {
      const file = path.join(before.userDir, 'context', 'tab', `${id}.json`);
      return existsSync(file) && alarmsIn(readFileSync(file, 'utf8')) === 3;
    };
    while (!KINDS.every(({ id }) => isWritten(id))) await new Promise((resolve) => setTimeout(resolve, 50));
    await before.kill();

    const after = await start(before.userDir);
    await after.started();
    connect();
    send({ a: 11, b: 1, c: 11, d: 11 });
    await expect('cleared h / b', 'raised h / d');
    send({ a: 1, c: 1, d: 1 });
    await expect('cleared h / a', 'cleared h / c', 'cleared h / d');
    assert.deepEqual(after.trouble, []);
  });
});

function alarmsIn(file: string): number {
  return (JSON.parse(file) as { alarms: { alarms: object[] } }).alarms.alarms.length;
}
