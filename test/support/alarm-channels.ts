import type { Context } from 'mocha';
import type { FlowNode } from './node-red-process';
import { type Shape, SHAPES } from './servers/alarm-shapes';
import { type Rsyslog, startRsyslog } from './servers/rsyslog';
import { Webhook, type WebhookAnswer, type WebhookRequest } from './servers/webhook';

/** The part of PagerDuty's events that tests read. */
export interface PagerDutyEvent {
  event_action: string;
  dedup_key: string;
  payload?: { summary: string; source: string; severity: string; custom_details: { path: string[] } };
}

/** The part of the messages for Slack and Telegram that tests read. */
export interface ChatMessage {
  text: string;
  /** For Slack. */
  mrkdwn?: boolean;
  parse?: string;
  /** For Telegram. */
  parse_mode?: string;
  chat_id?: string;
}

/** The part of the messages for Teams that tests read. */
interface TeamsMessage {
  attachments: { content: { body: { type: string; inlines: { text: string }[] }[] } }[];
}

const TOKEN = '123:token';

/** The paths to which the example sends its requests. */
export const PATHS = {
  webhook: '/alarms',
  slack: '/slack',
  teams: '/teams',
  telegram: `/bot${TOKEN}/sendMessage`,
  pagerDuty: '/v2/enqueue',
} as const;
export type Channel = keyof typeof PATHS;

/** The environment variables with which a user of the example turns on the channels. */
const VARIABLES = (url: string): Record<string, string> => ({
  WEBHOOK_URL: url + PATHS.webhook,
  SLACK_URL: url + PATHS.slack,
  TEAMS_URL: url + PATHS.teams,
  TELEGRAM_API: url,
  TELEGRAM_TOKEN: TOKEN,
  TELEGRAM_CHAT: CHAT,
  PAGERDUTY_URL: url + PATHS.pagerDuty,
  PAGERDUTY_KEY: 'k'.repeat(32),
});

/** The Telegram chat that the example sends to. */
export const CHAT = '-1001';

/**
 * The receivers of the example `alarm-to-anywhere`: servers for syslog and HTTP that refuse invalid messages.
 */
export class AlarmChannels {
  /** Channels that give another answer for now. */
  readonly broken = new Map<Channel, WebhookAnswer>();

  private constructor(
    private readonly webhook: Webhook,
    readonly syslog: Rsyslog,
  ) {
    webhook.answer = (path, body) => this.answer(path, body);
  }

  static async start(test: Context): Promise<AlarmChannels> {
    const syslog = await startRsyslog(test);
    return new AlarmChannels(await Webhook.start(), syslog);
  }

  async stop(): Promise<void> {
    await this.syslog.server.stop();
    this.webhook.stop();
  }

  /** A node of the example, set up for these servers. */
  address(node: FlowNode): FlowNode {
    switch (node.type) {
      case 'tab': {
        const env = Object.entries(VARIABLES(this.webhook.url));
        return { ...node, env: env.map(([name, value]) => ({ name, value, type: 'str' })) };
      }
      case 'udp out':
        return { ...node, addr: '127.0.0.1', port: String(this.syslog.port) };
      default:
        return node;
    }
  }

  /** The accepted requests to a channel. */
  taken(channel: Channel): WebhookRequest[] {
    return this.requests(channel).filter(({ status }) => status < 300);
  }

  /** All requests to a channel. */
  requests(channel: Channel): WebhookRequest[] {
    return this.webhook.requests.all.filter(({ path }) => path === PATHS[channel]);
  }

  /** The invalid requests. */
  refused(): WebhookRequest[] {
    return this.webhook.requests.all.filter(({ status }) => status === 400 || status === 404);
  }

  /** The first accepted request to a channel that matches. */
  request(channel: Channel, matches: (body: string) => boolean = () => true): Promise<WebhookRequest> {
    return this.answered(channel, (request) => request.status < 300 && matches(request.body));
  }

  /** The first request to a channel that matches, with its answer. */
  answered(channel: Channel, matches: (request: WebhookRequest) => boolean): Promise<WebhookRequest> {
    return this.webhook.requests.waitFor(
      `a request to ${channel}`,
      (request) => request.path === PATHS[channel] && matches(request),
      60,
    );
  }

  /** The first matching message for a chat. */
  async chat(channel: 'slack' | 'telegram', matches?: (body: string) => boolean): Promise<ChatMessage> {
    return JSON.parse((await this.request(channel, matches)).body) as ChatMessage;
  }

  /** The text of the first matching message for Teams. */
  async teams(matches?: (body: string) => boolean): Promise<string> {
    const { attachments } = JSON.parse((await this.request('teams', matches)).body) as TeamsMessage;
    const blocks = attachments.flatMap(({ content }) => content.body);
    return blocks.map(({ inlines }) => inlines.map(({ text }) => text).join('')).join('\n');
  }

  /** The events that PagerDuty has accepted, in order. */
  pagerDuty(): PagerDutyEvent[] {
    return this.taken('pagerDuty').map(({ body }) => JSON.parse(body) as PagerDutyEvent);
  }

  private answer(path: string, body: string): WebhookAnswer {
    const channel = (Object.keys(PATHS) as Channel[]).find((name) => PATHS[name] === path);
    if (channel === undefined) return { status: 404 };
    const broken = this.broken.get(channel);
    if (broken) return broken;
    const shape: Shape | undefined = channel === 'webhook' ? undefined : SHAPES[channel];
    const problem = shape?.(JSON.parse(body));
    return problem === undefined ? { status: 202 } : { status: 400, body: problem };
  }
}
