import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Context } from 'mocha';
import { HOST } from '../../../scripts/demo/ports';
import { freePort } from '../free-port';
import { Recorder } from '../recorder';
import { temporaryDirectory } from '../temporary';
import { Server, type ServerPlan } from './server';

/** The part of an InfluxDB 1.x answer that is read. */
interface Answer {
  results: { series?: { columns: string[]; values: unknown[][] }[]; error?: string }[];
}

/** An InfluxDB 1.x that can be stopped and started again. It starts without a database. */
export class InfluxDb {
  /** The HTTP status of each write request that it has answered since its first start. */
  readonly writes = new Recorder<number>();
  private server: Server | undefined;

  private constructor(
    readonly port: number,
    private readonly plan: ServerPlan,
    private readonly database: string,
  ) {}

  /** @param database that later queries use */
  static async start(test: Context, database: string): Promise<InfluxDb> {
    const port = await freePort();
    const folder = temporaryDirectory();
    const configuration = path.join(folder, 'influxdb.conf');
    writeFileSync(
      configuration,
      `reporting-disabled = true
bind-address = "${HOST}:${await freePort()}"
[meta]
  dir = "${folder}/meta"
[data]
  dir = "${folder}/data"
  wal-dir = "${folder}/wal"
[monitor]
  store-enabled = false
[http]
  bind-address = "${HOST}:${port}"
`,
    );
    const influxDb = new InfluxDb(
      port,
      {
        package: 'influxdb',
        binary: '/usr/bin/influxd',
        args: ['run', '-config', configuration],
        ready: /msg="Listening on HTTP"/,
      },
      database,
    );
    influxDb.listen(await Server.start(test, influxDb.plan));
    return influxDb;
  }

  /** Starts it again, with its data. */
  async startAgain(): Promise<void> {
    this.listen(await Server.launch(this.plan));
  }

  async stop(): Promise<void> {
    await this.server?.stop();
  }

  get url(): string {
    return `http://${HOST}:${this.port}`;
  }

  /** The points that a query finds, as columns, with times in ms since the epoch. */
  async query(query: string): Promise<Record<string, unknown>[]> {
    const parameters = new URLSearchParams({ db: this.database, epoch: 'ms', q: query });
    const response = await fetch(`${this.url}/query?${parameters.toString()}`);
    const { results } = (await response.json()) as Answer;
    const [result] = results;
    if (result?.error !== undefined) throw new Error(`${query}: ${result.error}`);
    const [series] = result?.series ?? [];
    const { columns = [], values = [] } = series ?? {};
    return values.map((row) =>
      Object.fromEntries(columns.map((column, index): [string, unknown] => [column, row[index]])),
    );
  }

  private listen(server: Server): void {
    this.server = server;
    // Such as `[httpd] 127.0.0.1 - - [23/Nov/2026:12:00:00 +0000] "POST /write?db=liveview HTTP/1.1" 204 0
    // "-" …`.
    server.lines.onAdd((line) => {
      const [, status] = /"POST \/write\S* HTTP\/1.1" (\d+) /.exec(line) ?? [];
      if (status !== undefined) this.writes.add(Number(status));
    });
  }
}
