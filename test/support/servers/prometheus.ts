import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import type { Context } from 'mocha';
import { HOST } from '../../../scripts/demo/ports';
import { freePort } from '../free-port';
import { temporaryDirectory } from '../temporary';
import { within } from '../within';
import { Server } from './server';

/** Pause between two requests, ms. Prometheus does not push changes. */
const PAUSE = 50;

/** A series and its newest value. */
export interface Series {
  labels: Record<string, string>;
  value: number;
}

/** The part of the API's answer that is read. */
interface Answer<T> {
  status: string;
  error?: string;
  data: T;
}

interface Target {
  health: string;
  lastError: string;
  /** Such as `2026-01-31T22:59:58.123Z`. */
  lastScrape: string;
}

/** A Prometheus that scrapes one address frequently. */
export class Prometheus {
  private constructor(
    private readonly port: number,
    private readonly server: Server,
  ) {}

  /** @param target the `host:port` of a `/metrics` endpoint */
  static async start(test: Context, target: string): Promise<Prometheus> {
    const port = await freePort();
    const folder = temporaryDirectory();
    const configuration = path.join(folder, 'prometheus.yml');
    writeFileSync(
      configuration,
      `global:
  scrape_interval: 500ms
  scrape_timeout: 500ms
scrape_configs:
  - job_name: activelogic
    static_configs:
      - targets: ['${target}']
`,
    );
    const server = await Server.start(test, {
      package: 'prometheus',
      binary: '/usr/bin/prometheus',
      args: [
        ...[`--config.file=${configuration}`, `--storage.tsdb.path=${path.join(folder, 'data')}`],
        `--web.listen-address=${HOST}:${port}`,
      ],
      ready: /Server is ready to receive web requests/,
    });
    return new Prometheus(port, server);
  }

  async stop(): Promise<void> {
    await this.server.stop();
  }

  /** The result of a query now. */
  async query(query: string): Promise<Series[]> {
    const { result } = await this.get<{
      result: { metric: Record<string, string>; value: [number, string] }[];
    }>('query', { query });
    return result.map(({ metric, value: [, value] }) => ({ labels: metric, value: Number(value) }));
  }

  /** Polls until the result matches. */
  async until(query: string, matches: (series: Series[]) => boolean): Promise<Series[]> {
    let series: Series[] = [];
    let late = false;
    const ask = async (): Promise<Series[]> => {
      for (;;) {
        series = await this.query(query);
        if (late || matches(series)) return series;
        await delay(PAUSE);
      }
    };
    return within(30, ask(), () => `Asked for ${query}; there was:\n${JSON.stringify(series)}`).finally(
      () => {
        late = true;
      },
    );
  }

  /** The state of the last scrape. */
  async target(): Promise<Target | undefined> {
    const { activeTargets } = await this.get<{ activeTargets: Target[] }>('targets', {});
    return activeTargets[0];
  }

  /** Log lines that report a problem, such as rejected samples. */
  complaints(): string[] {
    return this.server.lines.all.filter((line) => /level=(warn|error)/.test(line));
  }

  private async get<T>(path: string, parameters: Record<string, string>): Promise<T> {
    const search = new URLSearchParams(parameters).toString();
    const response = await fetch(`http://${HOST}:${this.port}/api/v1/${path}?${search}`);
    const { status, error, data } = (await response.json()) as Answer<T>;
    if (status !== 'success') throw new Error(`${path}?${search}: ${error}`);
    return data;
  }
}

/** Lets `promtool check metrics` read a text. Its output is empty if it finds nothing wrong. */
export async function checkMetrics(metrics: string): Promise<{ code: number; said: string }> {
  const promtool = spawn('/usr/bin/promtool', ['check', 'metrics'], { stdio: ['pipe', 'pipe', 'pipe'] });
  promtool.stdin.end(metrics);
  const [out, err, [code]] = await Promise.all([
    text(promtool.stdout),
    text(promtool.stderr),
    once(promtool, 'exit') as Promise<[number]>,
  ]);
  return { code, said: out + err };
}
