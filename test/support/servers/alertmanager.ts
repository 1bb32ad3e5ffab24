import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Context } from 'mocha';
import { HOST } from '../../../scripts/demo/ports';
import { freePort } from '../free-port';
import { temporaryDirectory } from '../temporary';
import { within } from '../within';
import { Server, type ServerPlan } from './server';

const run = promisify(execFile);

/** Pause between two requests, ms. Alertmanager does not push changes. */
const PAUSE = 50;

/** An alert in the API v2. */
export interface KnownAlert {
  fingerprint: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
  startsAt: string;
  endsAt: string;
  updatedAt: string;
  status: { state: 'active' | 'suppressed' | 'unprocessed'; silencedBy: string[] };
}

/** The part of a notification that tests read. */
export interface Notification {
  status: 'firing' | 'resolved';
  alerts: (Omit<KnownAlert, 'status'> & { status: 'firing' | 'resolved' })[];
}

/**
 * An Alertmanager that can be stopped and started again. It notifies a webhook of each alert separately,
 * without delay.
 */
export class Alertmanager {
  private server: Server | undefined;

  private constructor(
    readonly port: number,
    private readonly plan: ServerPlan,
  ) {}

  /** @param webhook the URL that gets the notifications */
  static async start(test: Context, webhook: string): Promise<Alertmanager> {
    const port = await freePort();
    const folder = temporaryDirectory();
    const configuration = path.join(folder, 'alertmanager.yml');
    writeFileSync(
      configuration,
      `route:
  receiver: webhook
  group_by: [alarm_id]
  group_wait: 0s
  group_interval: 1s
  repeat_interval: 1h
receivers:
  - name: webhook
    webhook_configs:
      - url: ${webhook}
        send_resolved: true
`,
    );
    const alertmanager = new Alertmanager(port, {
      package: 'prometheus-alertmanager',
      binary: '/usr/bin/prometheus-alertmanager',
      args: [
        ...['--config.file', configuration, '--storage.path', path.join(folder, 'data')],
        ...['--web.listen-address', `${HOST}:${port}`, '--cluster.listen-address='],
      ],
      ready: /msg="?Listening on"? address=/i,
    });
    alertmanager.server = await Server.start(test, alertmanager.plan);
    return alertmanager;
  }

  /** Starts it again, with its silences and without alerts. */
  async startAgain(): Promise<void> {
    this.server = await Server.launch(this.plan);
  }

  async stop(): Promise<void> {
    await this.server?.stop();
  }

  get url(): string {
    return `http://${HOST}:${this.port}`;
  }

  /** The alerts that have not ended. */
  async alerts(): Promise<KnownAlert[]> {
    const response = await fetch(`${this.url}/api/v2/alerts`);
    return (await response.json()) as KnownAlert[];
  }

  /** Polls until the alerts match. */
  async until(what: string, matches: (alerts: KnownAlert[]) => boolean): Promise<KnownAlert[]> {
    let alerts: KnownAlert[] = [];
    let late = false;
    const ask = async (): Promise<KnownAlert[]> => {
      for (;;) {
        alerts = await this.alerts();
        if (late || matches(alerts)) return alerts;
        await delay(PAUSE);
      }
    };
    return within(30, ask(), () => `Waited for ${what}; there was:\n${JSON.stringify(alerts)}`).finally(
      () => {
        late = true;
      },
    );
  }

  /** Runs `amtool` with these arguments. */
  async amtool(words: readonly string[]): Promise<string> {
    const { stdout } = await run('/usr/bin/amtool', [`--alertmanager.url=${this.url}`, ...words]);
    return stdout;
  }
}
