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
import { installPacked } from './packed';
import { Recorder } from './recorder';
import { temporaryDirectory } from './temporary';
import { within } from './within';

export type { FlowNode };

/** Which Node-RED to start, and on what. */
export interface NodeRedVersion {
  /** Its start script. */
  script: string;
  /** The binary of Node.js. */
  node: string;
  /** A script that Node.js runs first. */
  preload?: string;
}

/** The development dependency, on the Node.js that runs the tests. */
export const OWN_NODE_RED: NodeRedVersion = { script: ownNodeRed(), node: process.execPath };

/** What is in the palette beside this package and what the flows need. */
export interface Palette {
  /** The folders of modules. */
  modules?: readonly string[] | undefined;
}

/** A Node-RED in a process of its own, the packed package, and what its flows need, installed in a new user directory. */
export class NodeRed {
  /** The lines that it has printed. */
  readonly log = new Recorder<string>();
  readonly #editors: Comms[] = [];

  private constructor(
    private readonly child: Child,
    readonly userDirectory: string,
    /** Of its editor and its admin API, with a slash at the end. */
    readonly url: string,
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
    { modules = [] }: Palette = {},
  ): Promise<NodeRed> {
    const userDirectory = temporaryDirectory();
    const port = await freePort();
    writeUserDirectory(userDirectory, { port, flows, logLevel: 'info' });
    await installPacked(userDirectory, modules);
    await addCommunityNodes(userDirectory, flows);
    const preload = version.preload === undefined ? [] : ['--require', version.preload];
    const args = [...preload, ...nodeRedArguments(version.script, userDirectory)];
    const child = new Child('Node-RED', version.node, args, {
      cwd: userDirectory,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    atEnd(() => {
      child.kill();
    });
    const nodeRed = new NodeRed(child, userDirectory, editorUrl(port));
    const died = child.ended.then((ending) => {
      throw new Error(`Node-RED has ended ${describeEnding(ending)}:\n${nodeRed.log.all.join('\n')}`);
    });
    const started = nodeRed.log.waitFor('started flows', (line) => line.endsWith('Started flows'), 90);
    try {
      await Promise.race([started, died]);
    } catch (error) {
      await nodeRed.stop();
      throw error;
    }
    // From here on it may end: whoever needs it finds out.
    died.catch(() => undefined);
    return nodeRed;
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** Resolves when it has ended, whoever ended it. */
  get ended(): Promise<Ending> {
    return this.child.ended;
  }

  /** Asks the admin API. */
  async request(path: string, method: 'GET' | 'POST' = 'GET'): Promise<Response> {
    const response = await fetch(this.url + path, { method, headers: { accept: 'application/json' } });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response;
  }

  /** Asks the admin API for something that it has as JSON. */
  async get<T>(path: string): Promise<T> {
    return (await (await this.request(path)).json()) as T;
  }

  /** Presses an inject node's button. */
  async inject(id: string): Promise<void> {
    await this.request(`inject/${id}`, 'POST');
  }

  /** What an editor would be told from now on, and the statuses that nodes have. */
  async comms(): Promise<Comms> {
    const comms = await Comms.open(this.url);
    this.#editors.push(comms);
    return comms;
  }

  /** The lines of its log that tell of something wrong. */
  complaints(): string[] {
    return this.log.all.filter((line) => /\[(warn|error|fatal)\]|Error:/.test(line));
  }

  /** Sends it a signal, and waits until it has ended by itself. */
  async signal(signal: NodeJS.Signals): Promise<Ending> {
    this.child.signal(signal);
    return within(20, this.child.ended, () => `${signal} does not end it: ${this.log.all.join('\n')}`);
  }

  async stop(): Promise<void> {
    for (const editor of this.#editors) editor.close();
    await this.child.end();
  }
}
