import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildSync } from 'esbuild';
import { Child, describeEnding } from '../../scripts/demo/child';
import {
  editorUrl,
  type FlowNode,
  nodeRedArguments,
  ownNodeRed,
  writeUserDirectory,
} from '../../scripts/demo/node-red';
import { checkBuilt, install, pack } from '../../scripts/demo/package';
import { freePort } from '../support/free-port';
import { nodeRedStarted } from '../support/node-red-started';
import { Recorder } from '../support/recorder';
import { ROOT } from '../support/root';
import type { FromAppliances, FromProbe, ToAppliances, ToProbe } from './talk';

const CHANNEL: ['ignore', 'pipe', 'pipe', 'ipc'] = ['ignore', 'pipe', 'pipe', 'ipc'];

/** Receives what the processes report. */
export interface Listeners {
  probe: (message: FromProbe) => void;
  appliances: (message: FromAppliances) => void;
  /** Lines of Node-RED. */
  out: (line: string) => void;
  /** Lines on stderr, where nothing is expected. */
  error: (line: string) => void;
  /** A process ended unexpectedly. */
  died: (text: string) => void;
}

/** The processes of a soak, and the directory of its Node-RED, which exist together. */
export class Soaked {
  private readonly directory = mkdtempSync(path.join(tmpdir(), 'activelogic-soak-'));
  private readonly children: Child[] = [];
  private nodeRed: Child | undefined;
  private appliances: Child | undefined;
  private url = '';
  private ending: Promise<void> | undefined;

  constructor(private readonly listeners: Listeners) {}

  /** Starts the simulators. A message brings their ports. */
  startAppliances(seed: number): void {
    const script = path.join(__dirname, 'appliances.ts');
    const child = this.start('The appliances', ['--require', 'tsx/cjs', script, String(seed)], ROOT);
    child.onMessage((message) => {
      this.listeners.appliances(message as FromAppliances);
    });
    child.onLine('stdout', this.listeners.error);
    this.appliances = child;
  }

  /** Installs the packed package, and starts Node-RED with the flows; resolves when it listens. */
  async startNodeRed(flows: readonly FlowNode[]): Promise<void> {
    const { directory } = this;
    checkBuilt(ROOT);
    const port = await freePort();
    writeUserDirectory(directory, { port, flows, logLevel: 'info' });
    const packing = pack(ROOT, directory);
    this.adopt(packing.child);
    const installing = install([await packing.tarball], directory);
    this.adopt(installing.child);
    await installing.output;
    this.writeProbe();
    const child = this.start(
      'Node-RED',
      ['--expose-gc', ...nodeRedArguments(ownNodeRed(), directory)],
      directory,
    );
    this.nodeRed = child;
    this.url = editorUrl(port);
    child.onMessage((message) => {
      this.listeners.probe(message as FromProbe);
    });
    const log = new Recorder<string>();
    child.onLine('stdout', (line) => {
      this.listeners.out(line);
      log.add(line);
    });
    await Promise.race([nodeRedStarted(log), child.ended]);
  }

  tellAppliances(message: ToAppliances): void {
    this.appliances?.send(message);
  }

  tellProbe(message: ToProbe): void {
    this.nodeRed?.send(message);
  }

  /** @param type as the admin API has it: `full`, `flows`, `nodes` */
  async deploy(flows: readonly FlowNode[], type: string): Promise<void> {
    await this.post('flows', JSON.stringify(flows), { 'Node-RED-Deployment-Type': type });
  }

  async press(button: string): Promise<void> {
    await this.post(`inject/${button}`, '{}', {});
  }

  /** Ends what was started, the last first, and removes the directory. */
  end(): Promise<void> {
    this.ending ??= (async () => {
      for (const child of [...this.children].reverse()) await child.end();
      this.removeDirectory();
    })();
    return this.ending;
  }

  /** The same at once. For a process that is about to exit. */
  destroy(): void {
    for (const child of this.children) child.kill();
    this.removeDirectory();
  }

  private async post(where: string, body: string, headers: Record<string, string>): Promise<void> {
    const response = await fetch(this.url + where, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
    if (!response.ok) throw new Error(`${where}: ${response.status} ${await response.text()}`);
    await response.arrayBuffer();
  }

  private start(name: string, args: readonly string[], cwd: string): Child {
    const child = new Child(name, process.execPath, args, { cwd, stdio: CHANNEL });
    this.adopt(child);
    child.onLine('stderr', this.listeners.error);
    child.ended.then(
      (ending) => {
        if (!this.ending) this.listeners.died(`${name} has ended ${describeEnding(ending)}`);
      },
      (error: unknown) => {
        this.listeners.died(`${name}: ${String(error)}`);
      },
    );
    return child;
  }

  private adopt(child: Child): void {
    this.children.push(child);
    // The soak was ended between two steps.
    if (this.ending) {
      child.kill();
      throw new Error('The soak is ending');
    }
  }

  /** Node-RED loads what is in the folder `nodes` of its user directory. */
  private writeProbe(): void {
    const folder = path.join(this.directory, 'nodes');
    mkdirSync(folder, { recursive: true });
    buildSync({
      entryPoints: [path.join(__dirname, 'probe.ts')],
      outfile: path.join(folder, 'probe.js'),
      bundle: true,
      platform: 'node',
      logLevel: 'warning',
    });
    writeFileSync(
      path.join(folder, 'probe.html'),
      `<script type="text/javascript">RED.nodes.registerType('soak-probe', {category: 'soak', defaults: {}})</script>`,
    );
  }

  private removeDirectory(): void {
    rmSync(this.directory, { recursive: true, force: true, maxRetries: 5 });
  }
}
