import { type ChildProcess, fork } from 'node:child_process';
import http from 'node:http';
import path from 'node:path';
import { atEnd } from '../../support/at-end';
import type { DeployType, FlowNode } from '../../support/node-red';
import { ROOT } from '../../support/root';
import { Signal } from '../../support/signal';
import { temporaryDirectory } from '../../support/temporary';
import { within } from '../../support/within';
import { writeClockedPackage } from './clocked-package';

/** What a runtime holds. */
export interface Figures {
  /** What must be equal whenever the same flow is in the same state. */
  held: {
    sockets: number;
    lookups: number;
    /** Timers of the nodes' clock. */
    timers: number;
    /** Listeners of the process and of the runtime's events, by event. */
    listeners: Record<string, number>;
  };
  /** MiB in use after a collection. */
  heap: number;
  /** MiB */
  rss: number;
}

export type ParentMessage =
  { type: 'figures' } | { type: 'receive'; id: string; message: object } | { type: 'stop' };

export type ChildMessage =
  | { type: 'listening'; port: number }
  | { type: 'started' }
  | { type: 'figures'; figures: Figures }
  /** A function node called `global.get('tell')`. */
  | { type: 'told'; value: unknown }
  /** A warning or worse in the log. */
  | { type: 'log'; text: string }
  /** A warning of the process, or a node that did not close in time. */
  | { type: 'trouble'; text: string }
  /** How long an appliance node took to close, as Node-RED measured it. */
  | { type: 'closed'; ms: number };

/** A complete Node-RED in a child process, with deploys through its admin API. */
export class Runtime {
  readonly log: string[] = [];
  readonly told: unknown[] = [];
  readonly trouble: string[] = [];
  /** How long each appliance node took to close, ms. */
  readonly closed: number[] = [];
  private readonly changes = new Signal();
  private readonly process: ChildProcess;
  private port = 0;
  private starts = 0;
  private counts = 0;
  private latest: Figures | undefined;

  /** @param speed how many times as fast as real time the nodes' clock runs */
  private constructor(
    speed: number,
    readonly userDir: string,
    settings: object,
  ) {
    writeClockedPackage(userDir);
    this.process = fork(path.join(__dirname, 'runtime-child.ts'), {
      execArgv: ['--expose-gc', '--require', 'tsx/cjs'],
      env: { ...process.env, RUNTIME_OPTIONS: JSON.stringify({ userDir, speed, settings }) },
      cwd: ROOT,
    });
    atEnd(() => this.process.kill('SIGKILL'));
    this.process.on('message', (message: ChildMessage) => {
      this.changes.after(() => {
        this.note(message);
      });
    });
  }

  /**
   * @param userDir of an earlier runtime, whose flows it then runs
   * @param settings of Node-RED, in addition to the usual ones
   */
  static async start(speed = 1, userDir = temporaryDirectory(), settings: object = {}): Promise<Runtime> {
    const runtime = new Runtime(speed, userDir, settings);
    await runtime.until('it listens', () => runtime.port > 0, 60);
    return runtime;
  }

  async until(what: string, condition: () => boolean, seconds = 8): Promise<void> {
    await within(
      seconds,
      this.changes.until(condition),
      () => `Waited until ${what}: ${this.log.join('\n')}`,
    );
  }

  /** Resolves when stored flows have started without a deploy. */
  async started(): Promise<void> {
    await this.until('the flows have started', () => this.starts > 0);
  }

  /** Deploys as the editor does. Resolves when the flows have started. */
  async deploy(flow: readonly FlowNode[], type: DeployType): Promise<void> {
    const { starts } = this;
    const status = await this.post(JSON.stringify(flow), type);
    if (status !== 204) throw new Error(`The deploy is answered with HTTP status ${status}`);
    await this.until('the flows have started', () => this.starts > starts);
  }

  receive(id: string, message: object): void {
    this.say({ type: 'receive', id, message });
  }

  async figures(): Promise<Figures> {
    const { counts } = this;
    this.say({ type: 'figures' });
    await this.until('it has counted', () => this.counts > counts);
    if (!this.latest) throw new Error('unreachable');
    return this.latest;
  }

  /** Kills it, as a power cut would. */
  async kill(): Promise<void> {
    const ended = new Promise((resolve) => this.process.once('exit', resolve));
    this.process.kill('SIGKILL');
    await within(20, ended, () => 'Node-RED does not end');
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.process.once('exit', resolve));
    this.say({ type: 'stop' });
    await within(20, ended, () => 'Node-RED does not end');
  }

  private post(body: string, type: DeployType): Promise<number> {
    return new Promise((resolve, reject) => {
      const headers = {
        'Content-Type': 'application/json',
        'Content-Length': Buffer.byteLength(body),
        'Node-RED-Deployment-Type': type,
      };
      const options = { port: this.port, path: '/flows', method: 'POST', headers, agent: false };
      http
        .request({ host: '127.0.0.1', ...options })
        .on('response', (response) => {
          response.resume().on('end', () => {
            resolve(response.statusCode ?? 0);
          });
        })
        .on('error', reject)
        .end(body);
    });
  }

  private say(message: ParentMessage): void {
    this.process.send(message);
  }

  private note(message: ChildMessage): void {
    switch (message.type) {
      case 'listening':
        this.port = message.port;
        break;
      case 'started':
        this.starts++;
        break;
      case 'figures':
        this.latest = message.figures;
        this.counts++;
        break;
      case 'told':
        this.told.push(message.value);
        break;
      case 'log':
        this.log.push(message.text);
        break;
      case 'trouble':
        this.trouble.push(message.text);
        break;
      case 'closed':
        this.closed.push(message.ms);
    }
  }
}
