import assert from 'node:assert/strict';
import type { ViewDefinition } from '../../lib/protocol/frames';
import { readExample, readPackagedExample } from '../../scripts/demo/example';
import { Simulator, type SimulatorOptions } from '../../tools/simulator';
import type { Comms } from './comms';
import { type FlowNode, NodeRed, type NodeRedVersion, OWN_NODE_RED } from './node-red-process';
import { Recorder } from './recorder';
import { ROOT } from './root';

type Definition = Pick<ViewDefinition, 'distributions' | 'filters'>;

/** What to do before the first deploy. */
export interface Setup {
  /** Sets addresses and other values of a node, or adds nodes. */
  edit?: (node: FlowNode) => FlowNode | FlowNode[];
  version?: NodeRedVersion;
  /** Further settings of Node-RED. */
  settings?: object;
}

/** An example in a Node-RED, with its own simulator, for the tests of a suite. */
export class RunningExample {
  private readonly views = new Recorder<Definition>();
  readonly simulator: Simulator;
  nodeRed!: NodeRed;
  comms!: Comms;
  private nodes: FlowNode[] = [];
  private version = OWN_NODE_RED;
  private settings: object = {};

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
        this.views.add({ distributions, filters });
      },
    });
  }

  async start({ edit = (node) => node, version = OWN_NODE_RED, settings = {} }: Setup = {}): Promise<void> {
    const url = new URL(await this.simulator.start());
    this.nodes = readExample(ROOT, this.name, Number(url.port)).flatMap(edit);
    this.version = version;
    this.settings = settings;
    await this.startNodeRed();
  }

  /** Starts Node-RED. After it has ended, this starts it again without what it had kept. */
  async startNodeRed(): Promise<void> {
    this.nodeRed = await NodeRed.start(this.nodes, this.version, { settings: this.settings });
    this.comms = await this.nodeRed.comms();
  }

  /** Starts Node-RED again after it has ended, with what it had kept. */
  async startNodeRedAgain(): Promise<void> {
    this.nodeRed = await this.nodeRed.startAgain();
    this.comms = await this.nodeRed.comms();
  }

  async stop(): Promise<void> {
    // Undefined if it failed to start.
    await (this.nodeRed as NodeRed | undefined)?.stop();
    await this.simulator.stop();
  }

  async press(name: string): Promise<void> {
    await this.nodeRed.inject(this.node('inject', name).id);
  }

  /** A node of the example. */
  node(type: string, name: string): FlowNode {
    const found = this.nodes.find((node) => node.type === type && node.name === name);
    assert.ok(found, `There is no ${type} "${name}"`);
    return found;
  }

  /** The text that one of the example's comments tells you to type, by its beginning. */
  told(beginning: string): string {
    const typed = readPackagedExample(ROOT, this.name)
      .flatMap(({ info }) => [...String(info).matchAll(/`([^`]+)`/g)])
      .map(([, text = '']) => text)
      .find((text) => text.startsWith(beginning));
    assert.ok(typed, `No comment says "${beginning}…"`);
    return typed;
  }

  /** The first view that the simulator gets. */
  view(): Promise<Definition> {
    return this.views.waitFor('a view', () => true);
  }

  /** Presses a button that opens another view, and waits until only that view is open. */
  async viewAfter(name: string): Promise<Definition> {
    const opened = this.views.waitForNext(`the view after "${name}"`, () => true);
    await this.press(name);
    const definition = await opened;
    await this.simulator.waitForViews(1);
    return definition;
  }
}
