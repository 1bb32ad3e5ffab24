import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Context } from 'mocha';
import { HOST } from '../../../scripts/demo/ports';
import { freePort } from '../free-port';
import { Recorder } from '../recorder';
import { temporaryDirectory } from '../temporary';
import { Server } from './server';

/** A message as rsyslog understood it. `version` is 1 for a message as in RFC 5424. */
export interface SyslogMessage {
  version: string;
  /** Such as `local0.warning`. */
  priority: string;
  time: string;
  hostname: string;
  app: string;
  msgid: string;
  /** The structured data, unchanged. */
  data: string;
  text: string;
}

/** A syslog server that takes UDP. */
export interface Rsyslog {
  port: number;
  server: Server;
  messages: Recorder<SyslogMessage>;
}

/** Each property of a message, and rsyslog's name for it. */
const PROPERTIES: Record<keyof SyslogMessage, string> = {
  version: 'protocol-version',
  priority: 'pri-text',
  time: 'timereported',
  hostname: 'hostname',
  app: 'app-name',
  msgid: 'msgid',
  data: 'structured-data',
  text: 'msg',
};

/**
 * Listens for rsyslog's output, one line per message. rsyslog cannot write to an open file, only to a name.
 */
async function listen(lines: Recorder<string>): Promise<{ port: number; close: () => void }> {
  const server = createServer((socket) => {
    createInterface({ input: socket }).on('line', (line) => {
      lines.add(line);
    });
  });
  server.listen(0, HOST);
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, close: () => server.close() };
}

export async function startRsyslog(test: Context): Promise<Rsyslog> {
  const port = await freePort();
  const lines = new Recorder<string>();
  const listener = await listen(lines);
  const folder = temporaryDirectory();
  const configuration = path.join(folder, 'rsyslog.conf');
  const properties = Object.entries(PROPERTIES).map(
    ([name, property]) =>
      `property(name="${property}" format="jsonf" outname="${name}"${property === 'timereported' ? ' dateFormat="rfc3339"' : ''})`,
  );
  writeFileSync(
    configuration,
    `# Of its own messages, one says that it has started.
global(workDirectory="${folder}" processInternalMessages="on")
module(load="imudp")
template(name="json" type="list") {
  constant(value="{")
  ${properties.join('\n  constant(value=",")\n  ')}
  constant(value="}")
}
input(type="imudp" address="${HOST}" port="${port}")
action(type="omfwd" target="${HOST}" port="${listener.port}" protocol="tcp" template="json")
`,
  );
  // The listener ends with the connection, or at once without one.
  const server = await Server.start(test, {
    package: 'rsyslog',
    binary: '/usr/sbin/rsyslogd',
    args: ['-n', '-f', configuration, '-i', path.join(folder, 'pid')],
    ready: /"app":"rsyslogd".* start"/,
    lines,
  }).finally(() => {
    listener.close();
  });
  const messages = new Recorder<SyslogMessage>();
  lines.onAdd((line) => {
    if (!line.startsWith('{')) return;
    const message = JSON.parse(line) as SyslogMessage;
    if (message.app !== 'rsyslogd') messages.add(message);
  });
  return { port, server, messages };
}
