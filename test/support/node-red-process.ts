import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { Child, describeEnding, type Ending } from '../../scripts/demo/child';
import {
  editorUrl,
  type FlowNode,
  nodeRedArguments,
  ownNodeRed,
  writeUserDirectory,
} from '../../scripts/demo/node-red';
import { atEnd } from './at-end';
import { Comms } from './comms';
import { addCommunityNodes } from './community-nodes';
import { freePort } from './free-port';
import { nodeRedStarted } from './node-red-started';
import { installPacked } from './packed';
import { Recorder } from './recorder';
import { temporaryDirectory } from './temporary';
import { within } from './within';

export type { FlowNode };

/** A Node-RED to start, and its Node.js. */
export interface NodeRedVersion {
  /** Its start script. */
  script: string;
  /** The binary of Node.js. */
  node: string;
  /** A script that Node.js loads first. */
  preload?: string;
}

/** The development dependency, on the Node.js that runs the tests. */
export const OWN_NODE_RED: NodeRedVersion = { script: ownNodeRed(), node: process.execPath };

/** What the palette has in addition to this package and the flows' needs, and other settings. */
export interface Palette {
  /** The folders of modules. */
  modules?: readonly string[] | undefined;
  /** Further settings of Node-RED. */
  settings?: object | undefined;
}

/** A Node-RED in a child process. A new user directory has the packed package and what the flows need. */
export class NodeRed {
  /** The lines that it has printed. */
  readonly log = new Recorder<string>();
  private readonly editors: Comms[] = [];

  private constructor(
    private readonly child: Child,
    readonly userDirectory: string,
    private readonly port: number,
    private readonly version: NodeRedVersion,
  ) {
    child.onLine('stdout', (line) => {
      this.log.add(line);
    });
    child.onLine('stderr', (line) => {
      this.log.add(line);
    });
  }

  /** Resolves when the flows have started. */
  static async start(
    flows: readonly FlowNode[],
    version = OWN_NODE_RED,
    { modules = [], settings = {} }: Palette = {},
  ): Promise<NodeRed> {
    const userDirectory = temporaryDirectory();
    const port = await freePort();
    writeUserDirectory(userDirectory, { port, flows, logLevel: 'info', settings });
    hideTips(userDirectory);
    await installPacked(userDirectory, modules);
    await addCommunityNodes(userDirectory, flows);
    return NodeRed.launch(userDirectory, port, version);
  }

  private static async launch(
    userDirectory: string,
    port: number,
    version: NodeRedVersion,
  ): Promise<NodeRed> {
    const preload = version.preload === undefined ? [] : ['--require', version.preload];
    const args = [...preload, ...nodeRedArguments(version.script, userDirectory)];
    const child = new Child('Node-RED', version.node, args, {
      cwd: userDirectory,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    atEnd(() => {
      child.kill();
    });
    const nodeRed = new NodeRed(child, userDirectory, port, version);
    const died = child.ended.then((ending) => {
      throw new Error(`Node-RED has ended ${describeEnding(ending)}:\n${nodeRed.log.all.join('\n')}`);
    });
    try {
      await Promise.race([nodeRedStarted(nodeRed.log), died]);
    } catch (error) {
      await nodeRed.stop();
      throw error;
    }
    // From here on it can end. `ended` reports that to every caller that needs it.
    died.catch(() => undefined);
    return nodeRed;
  }

  /** The address of its editor and admin API, with a slash at the end. */
  get url(): string {
    return editorUrl(this.port);
  }

  /**
   * Starts another Node-RED in the same user directory, with what this one has kept. This one must have
   * ended.
   */
  startAgain(): Promise<NodeRed> {
    for (const editor of this.editors) editor.close();
    return NodeRed.launch(this.userDirectory, this.port, this.version);
  }

  /** Resolves when it has ended for any reason. */
  get ended(): Promise<Ending> {
    return this.child.ended;
  }

  /** Sends a request to the admin API. */
  async request(
    path: string,
    method: 'GET' | 'POST' = 'GET',
    body?: object,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    const response = await fetch(this.url + path, {
      method,
      headers: { accept: 'application/json', 'content-type': 'application/json', ...headers },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response;
  }

  /** Gets JSON from the admin API. */
  async get<T>(path: string): Promise<T> {
    return (await (await this.request(path)).json()) as T;
  }

  /** Deploys these flows instead of the running ones. Resolves when they have started. */
  async deploy(flows: readonly FlowNode[]): Promise<void> {
    await this.request('flows', 'POST', flows);
  }

  /** Deploys changes of single nodes. Only these start again; resolves when they have. */
  async deployModified(edit: (node: FlowNode) => FlowNode): Promise<void> {
    const flows = await this.get<FlowNode[]>('flows');
    const started = this.log.waitForNext('started nodes', (line) => line.endsWith('Started modified nodes'));
    await this.request('flows', 'POST', flows.map(edit), { 'node-red-deployment-type': 'nodes' });
    await started;
  }

  /** Presses the button of an inject node. */
  async inject(id: string): Promise<void> {
    await this.request(`inject/${id}`, 'POST');
  }

  /** Everything that an editor gets from now on, and the current statuses. */
  async comms(): Promise<Comms> {
    const comms = await Comms.open(this.url);
    this.editors.push(comms);
    return comms;
  }

  /** The lines of its log that report a problem. */
  complaints(): string[] {
    return this.log.all.filter((line) => /\[(warn|error|fatal)\]|Error:/.test(line));
  }

  /** Sends it a signal, and waits until it has ended by itself. */
  async signal(signal: NodeJS.Signals): Promise<Ending> {
    this.child.signal(signal);
    return within(20, this.child.ended, () => `${signal} does not end it: ${this.log.all.join('\n')}`);
  }

  async stop(): Promise<void> {
    for (const editor of this.editors) editor.close();
    await this.child.end();
  }
}

/**
 * Node-RED 5.0 shows its tips a second after its editor has begun to load. If the editor still waits for its
 * key bindings, their place does not exist yet, and the editor itself throws: "reading 'html'". It has loaded
 * no node by then.
 */
function hideTips(userDirectory: string): void {
  const users = { _: { editor: { view: { 'view-show-tips': false } } } };
  writeFileSync(path.join(userDirectory, '.config.users.json'), JSON.stringify(users));
}
