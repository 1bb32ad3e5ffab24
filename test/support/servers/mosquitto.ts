import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Context } from 'mocha';
import { HOST } from '../../../scripts/demo/ports';
import { freePort } from '../free-port';
import { temporaryDirectory } from '../temporary';
import { Server } from './server';

/** An MQTT broker. */
export interface Mosquitto {
  port: number;
  server: Server;
}

/** @param settings more lines for its configuration file */
export async function startMosquitto(test: Context, settings: readonly string[] = []): Promise<Mosquitto> {
  const port = await freePort();
  const configuration = path.join(temporaryDirectory(), 'mosquitto.conf');
  writeFileSync(
    configuration,
    [`listener ${port} ${HOST}`, 'allow_anonymous true', ...settings, ''].join('\n'),
  );
  const server = await Server.start(test, {
    package: 'mosquitto',
    binary: '/usr/sbin/mosquitto',
    args: ['-c', configuration],
    ready: /mosquitto version \S+ running/,
  });
  return { port, server };
}
