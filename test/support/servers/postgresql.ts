import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Context } from 'mocha';
import { HOST } from '../../../scripts/demo/ports';
import { atEnd } from '../at-end';
import { skip } from '../compat';
import { freePort } from '../free-port';
import { temporaryDirectory } from '../temporary';
import { Server, type ServerPlan } from './server';

const run = promisify(execFile);

/** Debian's folder of server versions. */
const VERSIONS = '/usr/lib/postgresql';
/** The owner of Debian's servers. */
const OWNER = 'postgres';
const PASSWORD = 'a password for a test';
/** The superuser, which is also the name of the initial database. */
const SUPERUSER = 'postgres';

/** A PostgreSQL with one database and its owner, which can be stopped and started again. */
export class PostgreSql {
  readonly password = PASSWORD;
  private server: Server | undefined;

  private constructor(
    readonly port: number,
    private readonly plan: ServerPlan,
    private readonly database: string,
  ) {}

  /**
   * @param name of the database and of its owner, who has no other rights and needs a password
   * @param creation the statements that create both, with `…` for the password
   */
  static async start(test: Context, name: string, creation: string): Promise<PostgreSql> {
    const binaries = newestVersion();
    if (binaries === undefined) return skip(test, `there is no PostgreSQL in ${VERSIONS}`);
    const folder = temporaryDirectory();
    const passwordFile = path.join(folder, 'password');
    writeFileSync(passwordFile, PASSWORD);
    const data = path.join(folder, 'data');
    // PostgreSQL refuses to run as root.
    const user = process.getuid?.() === 0 ? systemUser(OWNER) : undefined;
    if (user) for (const file of [folder, passwordFile]) chownSync(file, user.uid, user.gid);
    const initialize = asUser(user, path.join(binaries, 'initdb'), [
      ...['--pgdata', data, '--username', SUPERUSER, '--pwfile', passwordFile],
      ...['--auth', 'scram-sha-256', '--encoding', 'UTF8', '--no-locale', '--no-sync'],
    ]);
    await run(initialize.binary, initialize.args);
    const port = await freePort();
    const start = asUser(user, path.join(binaries, 'postgres'), [
      ...['-D', data, '-p', String(port), '-c', `listen_addresses=${HOST}`],
      ...['-c', `unix_socket_directories=${folder}`, '-c', 'fsync=off', '-c', 'log_statement=mod'],
    ]);
    const postgreSql = new PostgreSql(
      port,
      {
        package: 'postgresql',
        binary: start.binary,
        args: start.args,
        ready: /database system is ready to accept connections/,
      },
      name,
    );
    postgreSql.server = await Server.start(test, postgreSql.plan);
    await postgreSql.psql(SUPERUSER, ...creation.replace('…', PASSWORD).split('; '));
    return postgreSql;
  }

  /** Starts it again, with its data. */
  async startAgain(): Promise<void> {
    this.server = await Server.launch(this.plan);
  }

  /** Ends it at once, even with clients. */
  async stop(): Promise<void> {
    const pid = this.server?.pid;
    // SIGTERM would wait for the clients.
    if (pid !== undefined) process.kill(pid, 'SIGINT');
    await this.server?.stop();
    this.server = undefined;
  }

  /** The rows that a query finds. */
  async query<T>(query: string): Promise<T[]> {
    const json = await this.psql(
      this.database,
      `select coalesce(json_agg(found), '[]') from (${query}) as found`,
    );
    return JSON.parse(json) as T[];
  }

  /** Runs a statement that changes something. */
  async execute(statement: string): Promise<void> {
    await this.psql(this.database, statement);
  }

  /**
   * Locks a table against all others.
   *
   * @returns a function that releases it
   */
  async hold(table: string): Promise<() => void> {
    const holder = spawn('psql', this.arguments(this.database, '--quiet'), {
      env: { ...process.env, PGPASSWORD: PASSWORD },
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    atEnd(() => {
      holder.kill();
    });
    holder.stdin.write(`begin; lock table ${table};\n\\echo held\n`);
    await once(holder.stdout, 'data');
    return () => {
      // Its connection can be gone already.
      holder.kill();
    };
  }

  /** Resolves when a statement waits for the lock, with the server's process id for it. */
  async waiting(): Promise<number> {
    for (;;) {
      const [found] = await this.query<{ pid: number }>(
        "select pid from pg_stat_activity where wait_event_type = 'Lock'",
      );
      if (found) return found.pid;
    }
  }

  /** The logged statements that change something, since its last start. */
  logged(): readonly string[] {
    return this.server?.lines.all ?? [];
  }

  /** @param user of the database with the same name */
  private async psql(user: string, ...statements: readonly string[]): Promise<string> {
    const commands = statements.flatMap((statement) => ['--command', statement]);
    const { stdout } = await run('psql', this.arguments(user, ...commands), {
      env: { ...process.env, PGPASSWORD: PASSWORD },
      maxBuffer: 1e8,
    });
    return stdout;
  }

  private arguments(user: string, ...more: readonly string[]): string[] {
    return [
      ...['--host', HOST, '--port', String(this.port), '--username', user, '--dbname', user],
      ...['--no-psqlrc', '--tuples-only', '--no-align', '--set', 'ON_ERROR_STOP=1', ...more],
    ];
  }
}

interface SystemUser {
  name: string;
  uid: number;
  gid: number;
}

function newestVersion(): string | undefined {
  if (!existsSync(VERSIONS)) return undefined;
  const [newest] = readdirSync(VERSIONS)
    .filter((version) => existsSync(path.join(VERSIONS, version, 'bin', 'postgres')))
    .sort((a, b) => Number(b) - Number(a));
  return newest === undefined ? undefined : path.join(VERSIONS, newest, 'bin');
}

function systemUser(name: string): SystemUser {
  const entry = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .find(([user]) => user === name);
  if (!entry) throw new Error(`There is no user ${name}`);
  return { name, uid: Number(entry[2]), gid: Number(entry[3]) };
}

/** Runs a command as another user, in the same process. */
function asUser(
  user: SystemUser | undefined,
  binary: string,
  args: readonly string[],
): { binary: string; args: string[] } {
  if (user === undefined) return { binary, args: [...args] };
  const ids = ['--reuid', String(user.uid), '--regid', String(user.gid), '--clear-groups'];
  return { binary: '/usr/bin/setpriv', args: [...ids, binary, ...args] };
}
