import type { Context } from 'mocha';
import { HOST } from '../../../scripts/demo/ports';
import { freePort } from '../free-port';
import { Recorder } from '../recorder';
import { Server } from './server';

/** A mail server that keeps its mails. */
export interface MailServer {
  port: number;
  server: Server;
  /** Each mail as it was sent. */
  mails: Recorder<string>;
}

const FIRST = '---------- MESSAGE FOLLOWS ----------';
const LAST = '------------ END MESSAGE ------------';

export async function startMailServer(test: Context): Promise<MailServer> {
  const port = await freePort();
  const server = await Server.start(test, {
    package: 'python3-aiosmtpd',
    binary: '/usr/bin/aiosmtpd',
    // This mode prints the mails.
    args: ['-d', '-n', '-l', `${HOST}:${port}`],
    env: { PYTHONUNBUFFERED: '1' },
    ready: /Server is listening/,
  });
  const mails = new Recorder<string>();
  let lines: string[] | undefined;
  server.lines.onAdd((line) => {
    if (line === FIRST) lines = [];
    else if (line === LAST) {
      mails.add((lines ?? []).join('\r\n'));
      lines = undefined;
    } else lines?.push(line);
  });
  return { port, server, mails };
}
