import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Context } from 'mocha';
import { HOST } from '../../../scripts/demo/ports';
import { freePort } from '../free-port';
import { temporaryDirectory } from '../temporary';
import { Server, type ServerPlan } from './server';

/** An MQTT broker. */
export interface Mosquitto {
  port: number;
  server: Server;
}

/** @param settings lines of its configuration file beside the usual ones */
export async function startMosquitto(test: Context, settings: readonly string[] = []): Promise<Mosquitto> {
  const { port, plan } = await planMosquitto(settings);
  return { port, server: await Server.start(test, plan) };
}

/** The same outside of tests. */
export async function launchMosquitto(settings: readonly string[] = []): Promise<Mosquitto> {
  const { port, plan } = await planMosquitto(settings);
  return { port, server: await Server.launch(plan) };
}

async function planMosquitto(settings: readonly string[]): Promise<{ port: number; plan: ServerPlan }> {
  const port = await freePort();
  const configuration = path.join(temporaryDirectory(), 'mosquitto.conf');
  writeFileSync(
    configuration,
    [`listener ${port} ${HOST}`, 'allow_anonymous true', ...settings, ''].join('\n'),
  );
  return {
    port,
    plan: {
      package: 'mosquitto',
      binary: '/usr/sbin/mosquitto',
      args: ['-c', configuration],
      ready: /mosquitto version \S+ running/,
    },
  };
}
