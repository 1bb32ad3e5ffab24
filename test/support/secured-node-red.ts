import { cpSync, mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { Child, describeEnding } from '../../scripts/demo/child';
import { editorUrl, nodeRedArguments, writeUserDirectory } from '../../scripts/demo/node-red';
import { AdminClient } from './admin-client';
import { atEnd } from './at-end';
import { Comms } from './comms';
import { freePort } from './free-port';
import { type NodeRedVersion, OWN_NODE_RED } from './node-red-process';
import { nodeRedStarted } from './node-red-started';
import { Recorder } from './recorder';
import { ROOT } from './root';
import { temporaryDirectory } from './temporary';

/** How one differs from another. */
interface SecuredOptions {
  /** Further settings of Node-RED. */
  settings?: object;
  /** Further environment variables. */
  env?: NodeJS.ProcessEnv;
  /** The folders of further modules in its palette. */
  modules?: readonly string[];
  /** Which Node-RED, on which Node.js. */
  version?: NodeRedVersion;
}

/** A Node-RED in a child process whose admin API needs a user. It runs this package's build. */
export class SecuredNodeRed {
  private constructor(
    private readonly child: Child,
    /** The address of the admin API, with a slash at the end. */
    readonly url: string,
    private readonly tokens: ReadonlyMap<string, string>,
    readonly log: Recorder<string>,
    readonly userDirectory: string,
  ) {}

  /**
   * @param users the permissions of each user
   * @param root the admin API's root, such as `/admin`
   */
  static async start(
    users: Record<string, string | string[]>,
    root: string,
    { settings: more, env, modules: others = [], version = OWN_NODE_RED }: SecuredOptions = {},
  ): Promise<SecuredNodeRed> {
    const folder = temporaryDirectory();
    const modules = path.join(folder, 'node_modules');
    mkdirSync(modules);
    symlinkSync(ROOT, path.join(modules, 'node-red-contrib-activelogic'), 'dir');
    for (const other of others) cpSync(other, path.join(modules, path.basename(other)), { recursive: true });
    const port = await freePort();
    const names = Object.keys(users);
    const tokens = new Map(names.map((name) => [name, `token-of-${name}`]));
    const settings = {
      ...more,
      httpAdminRoot: root,
      adminAuth: {
        type: 'credentials',
        // No test logs in with a password.
        users: names.map((username) => ({ username, password: '-', permissions: users[username] })),
        tokens: names.map((user) => ({ token: tokens.get(user), user, scope: users[user] })),
      },
    };
    writeUserDirectory(folder, { port, flows: [], logLevel: 'info', settings });
    const child = new Child('Node-RED', version.node, nodeRedArguments(version.script, folder), {
      cwd: folder,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    atEnd(() => {
      child.kill();
    });
    const log = new Recorder<string>();
    for (const output of ['stdout', 'stderr'] as const) {
      child.onLine(output, (line) => {
        log.add(line);
      });
    }
    const died = child.ended.then((ending) => {
      throw new Error(`Node-RED has ended ${describeEnding(ending)}:\n${log.all.join('\n')}`);
    });
    died.catch(() => undefined);
    const url = new URL(`${root.replace(/^\//, '')}/`, editorUrl(port)).href;
    const nodeRed = new SecuredNodeRed(child, url, tokens, log, folder);
    try {
      await Promise.race([nodeRedStarted(log), died]);
    } catch (error) {
      await nodeRed.stop();
      throw error;
    }
    return nodeRed;
  }

  /** This package's endpoints for a user; without a name, for an anonymous client. */
  as(user?: string): AdminClient {
    return new AdminClient(`${this.url}activelogic-appliance/`, user && this.tokens.get(user));
  }

  /** Node-RED's own admin API for a user. */
  admin(user: string): AdminClient {
    return new AdminClient(this.url, this.tokens.get(user));
  }

  /** Everything that a user's editor gets from now on, and the current statuses. */
  comms(user: string): Promise<Comms> {
    return Comms.open(this.url, this.tokens.get(user));
  }

  /** Deploys flows with credentials, as a user who can. */
  async deploy(user: string, flows: object[]): Promise<void> {
    const client = this.admin(user);
    const headers = { 'Node-RED-API-Version': 'v2' };
    const starts = (): number => this.log.all.filter((line) => line.endsWith('Started flows')).length;
    const before = starts();
    const { status, text } = await client.post('flows', { flows }, headers);
    if (status !== 200) throw new Error(`${status} ${text}`);
    // Node-RED answers before it has created the nodes.
    await this.log.waitFor('started flows', () => starts() > before, 30);
  }

  async stop(): Promise<void> {
    await this.child.end();
  }
}
