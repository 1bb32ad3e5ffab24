import { cpSync, mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { Child, describeEnding } from '../../scripts/demo/child';
import { editorUrl, nodeRedArguments, ownNodeRed, writeUserDirectory } from '../../scripts/demo/node-red';
import { AdminClient } from './admin-client';
import { atEnd } from './at-end';
import { Comms } from './comms';
import { freePort } from './free-port';
import { Recorder } from './recorder';
import { ROOT } from './root';
import { temporaryDirectory } from './temporary';

/** What makes one different from another. */
interface SecuredOptions {
  /** Settings of Node-RED beside those that are needed. */
  settings?: object;
  /** Variables beside those of this process. */
  env?: NodeJS.ProcessEnv;
  /** The folders of modules that are in its palette, too. */
  modules?: readonly string[];
}

/** A Node-RED in a process of its own whose admin API asks who one is; this package as it was built. */
export class SecuredNodeRed {
  private constructor(
    private readonly child: Child,
    /** Of the admin API, with a slash at the end. */
    readonly url: string,
    private readonly tokens: ReadonlyMap<string, string>,
    readonly log: Recorder<string>,
    readonly userDirectory: string,
  ) {}

  /**
   * @param users their permissions by name
   * @param root the admin API's root, such as `/admin`
   */
  static async start(
    users: Record<string, string | string[]>,
    root: string,
    { settings: more, env, modules: others = [] }: SecuredOptions = {},
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
        // Nobody logs in with a password here.
        users: names.map((username) => ({ username, password: '-', permissions: users[username] })),
        tokens: names.map((user) => ({ token: tokens.get(user), user, scope: users[user] })),
      },
    };
    writeUserDirectory(folder, { port, flows: [], logLevel: 'info', settings });
    const child = new Child('Node-RED', process.execPath, nodeRedArguments(ownNodeRed(), folder), {
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
      await Promise.race([log.waitFor('started flows', (line) => line.endsWith('Started flows'), 60), died]);
    } catch (error) {
      await nodeRed.stop();
      throw error;
    }
    return nodeRed;
  }

  /** The endpoints of this package, as a user asks them; without a name, somebody who has not logged in. */
  as(user?: string): AdminClient {
    return new AdminClient(`${this.url}activelogic-appliance/`, user && this.tokens.get(user));
  }

  /** Node-RED's own admin API, as a user asks it. */
  admin(user: string): AdminClient {
    return new AdminClient(this.url, this.tokens.get(user));
  }

  /** What a user's editor would be told from now on, and the statuses that nodes have. */
  comms(user: string): Promise<Comms> {
    return Comms.open(this.url, this.tokens.get(user));
  }

  /** Deploys flows, with credentials in their nodes, as a user who may. */
  async deploy(user: string, flows: object[]): Promise<void> {
    const client = this.admin(user);
    const headers = { 'Node-RED-API-Version': 'v2' };
    const { status, text } = await client.post('flows', { flows }, headers);
    if (status !== 200) throw new Error(`${status} ${text}`);
  }

  async stop(): Promise<void> {
    await this.child.end();
  }
}
