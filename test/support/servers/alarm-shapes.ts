import { isObject } from '../../../lib/is-object';

/** A service's rules: returns what is wrong with a request, as the service would say, or nothing. */
export type Shape = (body: unknown) => string | undefined;

/**
 * Rules from each vendor's documentation. Undocumented properties are wrong, so that a misspelled name is
 * found.
 */
export const SHAPES = { pagerDuty, slack, teams, telegram } as const satisfies Record<string, Shape>;

const ACTIONS = ['trigger', 'acknowledge', 'resolve'];
const SEVERITIES = ['critical', 'error', 'warning', 'info'];
const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

/** Events API v2. */
function pagerDuty(body: unknown): string | undefined {
  if (!isObject(body)) return 'no object';
  const { routing_key: key, event_action: action, dedup_key: dedup, payload } = body;
  return (
    unknownKey(body, [
      ...['routing_key', 'event_action', 'dedup_key', 'payload'],
      ...['client', 'client_url', 'images', 'links'],
    ]) ??
    wrong(isText(key, 32) && key.length === 32, 'routing_key') ??
    wrong(ACTIONS.includes(String(action)), 'event_action') ??
    // Without a key, nothing links the start of an alarm to its end.
    wrong(isText(dedup, 255), 'dedup_key') ??
    (action === 'trigger' || payload !== undefined ? incident(payload) : undefined)
  );
}

function incident(payload: unknown): string | undefined {
  if (!isObject(payload)) return 'payload';
  const { summary, source, severity, timestamp, custom_details: details } = payload;
  return (
    unknownKey(payload, [
      ...['summary', 'source', 'severity', 'timestamp'],
      ...['component', 'group', 'class', 'custom_details'],
    ]) ??
    wrong(isText(summary, 1024), 'payload.summary') ??
    wrong(isText(source, 1024), 'payload.source') ??
    wrong(SEVERITIES.includes(String(severity)), 'payload.severity') ??
    wrong(
      timestamp === undefined || (typeof timestamp === 'string' && RFC_3339.test(timestamp)),
      'payload.timestamp',
    ) ??
    wrong(details === undefined || isObject(details), 'payload.custom_details')
  );
}

/** An incoming webhook. */
function slack(body: unknown): string | undefined {
  if (!isObject(body)) return 'invalid_payload';
  return (
    unknownKey(body, ['text', 'mrkdwn', 'parse', 'unfurl_links', 'unfurl_media']) ??
    wrong(isText(body.text, 40_000), 'no_text') ??
    wrong(['none', 'full', undefined].includes(body.parse as string | undefined), 'parse') ??
    wrong(
      [body.mrkdwn, body.unfurl_links, body.unfurl_media].every((value) =>
        ['boolean', 'undefined'].includes(typeof value),
      ),
      'invalid_payload',
    )
  );
}

/** The largest message with its card, bytes. */
const LARGEST_CARD = 28 * 1024;

/** A workflow that posts what it receives: a message with one Adaptive Card. */
function teams(body: unknown): string | undefined {
  if (!isObject(body) || body.type !== 'message') return 'type';
  if (JSON.stringify(body).length > LARGEST_CARD) return 'too large';
  const [attachment, ...more] = Array.isArray(body.attachments) ? (body.attachments as unknown[]) : [];
  if (!isObject(attachment) || more.length > 0) return 'attachments';
  const { contentType, contentUrl, content } = attachment;
  return (
    unknownKey(body, ['type', 'attachments']) ??
    unknownKey(attachment, ['contentType', 'contentUrl', 'content']) ??
    wrong(contentType === 'application/vnd.microsoft.card.adaptive', 'contentType') ??
    wrong(contentUrl === null || contentUrl === undefined, 'contentUrl') ??
    card(content)
  );
}

function card(content: unknown): string | undefined {
  if (!isObject(content) || content.type !== 'AdaptiveCard') return 'content.type';
  const { version, body } = content;
  const blocks = Array.isArray(body) ? (body as unknown[]) : [];
  return (
    unknownKey(content, ['$schema', 'type', 'version', 'body']) ??
    wrong(/^1\.[0-5]$/.test(String(version)), 'content.version') ??
    wrong(blocks.length > 0 && blocks.every(isBlock), 'content.body')
  );
}

function isBlock(block: unknown): boolean {
  if (!isObject(block)) return false;
  const { type, text, inlines } = block;
  if (type === 'TextBlock') return isText(text, LARGEST_CARD);
  if (type !== 'RichTextBlock' || !Array.isArray(inlines) || inlines.length === 0) return false;
  return inlines.every((run) => isObject(run) && run.type === 'TextRun' && isText(run.text, LARGEST_CARD));
}

/** `sendMessage` of the Bot API. */
function telegram(body: unknown): string | undefined {
  if (!isObject(body)) return 'Bad Request: message text is empty';
  const { chat_id: chat, text, parse_mode: mode, link_preview_options: preview } = body;
  if (!isText(text, Infinity)) return 'Bad Request: message text is empty';
  const shown = mode === 'HTML' ? shownOf(text) : text;
  return (
    unknownKey(body, ['chat_id', 'text', 'parse_mode', 'link_preview_options']) ??
    wrong(/^(?:-?\d+|@\w+)$/.test(String(chat)), 'Bad Request: chat not found') ??
    wrong(mode === undefined || mode === 'HTML', 'Bad Request: unsupported parse_mode') ??
    wrong(shown !== undefined, "Bad Request: can't parse entities") ??
    wrong(isText(shown, 4096), 'Bad Request: message is too long') ??
    wrong(preview === undefined || isObject(preview), 'Bad Request: link_preview_options')
  );
}

/** The text without its tags; `undefined` if a tag is not closed or an entity is invalid. */
function shownOf(html: string): string | undefined {
  const open: string[] = [];
  const text = html.replace(/<(\/?)(b|i|u|s|code|pre)>/g, (_tag, end: string, name: string) => {
    if (end === '') open.push(name);
    else if (open.pop() !== name) open.push('never closed');
    return '';
  });
  if (open.length > 0 || /<|>|&(?!(?:lt|gt|amp|quot);)/.test(text)) return undefined;
  return text.replace(/&\w+;/g, '?');
}

function isText(value: unknown, most: number): value is string {
  return typeof value === 'string' && value !== '' && value.length <= most;
}

function wrong(holds: boolean, what: string): string | undefined {
  return holds ? undefined : what;
}

function unknownKey(value: object, known: readonly string[]): string | undefined {
  const unknown = Object.keys(value).find((key) => !known.includes(key));
  return unknown === undefined ? undefined : `${unknown} is not known`;
}
