import { createRequire } from 'node:module';
import path from 'node:path';
import type { Context } from 'mocha';
import { installCompatOrSkip } from './compat';
import type { FlowNode } from './node-red-process';
import type { Recorder } from './recorder';
import { type MailServer, startMailServer } from './servers/aiosmtpd';

/** The part of mailparser's result that tests read. */
export interface Mail {
  subject: string;
  from: { text: string };
  to: { text: string };
  text: string;
  html: string;
}

/** A mail server for the example `alarm-by-mail`, with a reader for its mails. */
export class Mailbox {
  private constructor(
    private readonly modules: string,
    private readonly mail: MailServer,
  ) {}

  static async start(test: Context): Promise<Mailbox> {
    const modules = await installCompatOrSkip(test, 'mail');
    return new Mailbox(modules, await startMailServer(test));
  }

  get port(): number {
    return this.mail.port;
  }

  /** Each mail as it was sent. */
  get mails(): Recorder<string> {
    return this.mail.mails;
  }

  stop(): Promise<void> {
    return this.mail.server.stop();
  }

  /** A node of the example, set up for this server. */
  address(node: FlowNode, port = this.port): FlowNode {
    return node.type === 'tab'
      ? withVariables(node, { MAIL_SERVER: '127.0.0.1', MAIL_PORT: String(port) })
      : node;
  }

  /** A mail as its recipient sees it. */
  parse(raw: string): Promise<Mail> {
    const load = createRequire(path.join(this.modules, 'package.json'));
    const { simpleParser } = load('mailparser') as { simpleParser: (raw: string) => Promise<Mail> };
    return simpleParser(raw);
  }

  /** The first mail that matches, parsed. */
  async read(what: string, matches: (raw: string) => boolean = () => true): Promise<Mail> {
    return this.parse(await this.mails.waitFor(what, matches, 60));
  }
}

/** A flow with new values for some of its variables. */
export function withVariables(tab: FlowNode, values: Record<string, string>): FlowNode {
  const env = tab.env as { name: string; value: string }[];
  return { ...tab, env: env.map((entry) => ({ ...entry, value: values[entry.name] ?? entry.value })) };
}
