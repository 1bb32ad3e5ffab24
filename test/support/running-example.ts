import assert from 'node:assert/strict';
import type { ViewDefinition } from '../../nodes/lib/protocol/frames';
import { readExample, readPackagedExample } from '../../scripts/demo/example';
import { Simulator, type SimulatorOptions } from '../../simulator';
import type { Comms } from './comms';
import { type FlowNode, NodeRed, type NodeRedVersion, OWN_NODE_RED } from './node-red-process';
import { Recorder } from './recorder';
import { ROOT } from './root';

type Definition = Pick<ViewDefinition, 'distributions' | 'filters'>;

/** What a user does before the first deploy. */
export interface Setup {
  /** Puts addresses and the like into a node, or others beside it. */
  edit?: (node: FlowNode) => FlowNode | FlowNode[];
  version?: NodeRedVersion;
}

/** An example in a Node-RED, with a simulator to itself, for the tests of a suite. */
export class RunningExample {
  readonly #views = new Recorder<Definition>();
  readonly simulator: Simulator;
  nodeRed!: NodeRed;
  comms!: Comms;
  #nodes: FlowNode[] = [];
  #version = OWN_NODE_RED;

  constructor(
    private readonly name: string,
    options: SimulatorOptions = { hosts: 40, interval: 0.2 },
  ) {
    this.simulator = new Simulator({
      ...options,
      port: 0,
      log: (line) => {
        const [, opened] = /^view opened: (.*)$/.exec(line) ?? [];
        if (opened === undefined) return;
        const { distributions, filters } = JSON.parse(opened) as Definition;
        this.#views.add({ distributions, filters });
      },
    });
  }

  async start({ edit = (node) => node, version = OWN_NODE_RED }: Setup = {}): Promise<void> {
    const url = new URL(await this.simulator.start());
    this.#nodes = readExample(ROOT, this.name, Number(url.port)).flatMap(edit);
    this.#version = version;
    await this.startNodeRed();
  }

  /** Starts Node-RED, also once more after it has ended. */
  async startNodeRed(): Promise<void> {
    this.nodeRed = await NodeRed.start(this.#nodes, this.#version);
    this.comms = await this.nodeRed.comms();
  }

  async stop(): Promise<void> {
    // It is missing when it could not be started.
    await (this.nodeRed as NodeRed | undefined)?.stop();
    await this.simulator.stop();
  }

  async press(name: string): Promise<void> {
    await this.nodeRed.inject(this.node('inject', name).id);
  }

  /** One of the example's nodes. */
  node(type: string, name: string): FlowNode {
    const found = this.#nodes.find((node) => node.type === type && node.name === name);
    assert.ok(found, `There is no ${type} "${name}"`);
    return found;
  }

  /** What one of the example's comments says is to be typed, by its beginning. */
  told(beginning: string): string {
    const typed = readPackagedExample(ROOT, this.name)
      .flatMap(({ info }) => [...String(info).matchAll(/`([^`]+)`/g)])
      .map(([, text = '']) => text)
      .find((text) => text.startsWith(beginning));
    assert.ok(typed, `No comment says "${beginning}…"`);
    return typed;
  }

  /** The first view that the system was asked for. */
  view(): Promise<Definition> {
    return this.#views.waitFor('a view', () => true);
  }

  /** Presses a button that opens another view, and waits until that is the only one. */
  async viewAfter(name: string): Promise<Definition> {
    const opened = this.#views.waitForNext(`the view after "${name}"`, () => true);
    await this.press(name);
    const definition = await opened;
    await this.simulator.waitForViews(1);
    return definition;
  }
}
