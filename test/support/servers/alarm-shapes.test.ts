import assert from 'node:assert/strict';
import { SHAPES } from './alarm-shapes';

type Body = Record<string, unknown>;

const incident = { summary: 'Drops', source: 'appliance', severity: 'warning' };
const event = { routing_key: 'k'.repeat(32), event_action: 'trigger', dedup_key: 'id', payload: incident };
const run = { type: 'TextRun', text: 'Drops' };
const cardOf = (body: unknown): Body => ({
  type: 'message',
  attachments: [
    {
      contentType: 'application/vnd.microsoft.card.adaptive',
      contentUrl: null,
      content: { type: 'AdaptiveCard', version: '1.4', body },
    },
  ],
});
const card = cardOf([{ type: 'RichTextBlock', inlines: [run] }]);
const chat = { chat_id: '-1001', text: '<pre>a &amp; b</pre>', parse_mode: 'HTML' };

/** Valid and invalid requests for each service. Each invalid one has a single mistake. */
const CASES: Record<keyof typeof SHAPES, { right: unknown[]; wrong: [string, unknown][] }> = {
  pagerDuty: {
    right: [
      event,
      {
        ...event,
        payload: { ...incident, summary: 'x'.repeat(1024), timestamp: '2026-11-30T12:00:00.000Z' },
      },
      { ...event, event_action: 'resolve', payload: undefined },
    ],
    wrong: [
      ['no object', 'text'],
      ['routing_key', { ...event, routing_key: 'short' }],
      ['event_action', { ...event, event_action: 'raised' }],
      ['dedup_key', { ...event, dedup_key: 'x'.repeat(256) }],
      ['dedup_key', { ...event, dedup_key: undefined }],
      ['payload', { ...event, payload: undefined }],
      ['payload.summary', { ...event, payload: { ...incident, summary: 'x'.repeat(1025) } }],
      ['payload.source', { ...event, payload: { ...incident, source: '' } }],
      ['payload.severity', { ...event, payload: { ...incident, severity: 'Warning' } }],
      ['payload.timestamp', { ...event, payload: { ...incident, timestamp: 'now' } }],
      ['payload.custom_details', { ...event, payload: { ...incident, custom_details: 'x' } }],
      ['dedupKey is not known', { ...event, dedupKey: 'x' }],
    ],
  },
  slack: {
    right: [{ text: 'Drops' }, { text: 'Drops', mrkdwn: false, parse: 'none' }],
    wrong: [
      ['no_text', { text: '' }],
      ['invalid_payload', { text: 'Drops', mrkdwn: 'false' }],
      ['parse', { text: 'Drops', parse: 'html' }],
      ['txt is not known', { txt: 'Drops' }],
    ],
  },
  teams: {
    right: [card, cardOf([{ type: 'TextBlock', text: 'Drops' }])],
    wrong: [
      ['type', { ...card, type: 'MessageCard' }],
      ['attachments', { ...card, attachments: [] }],
      ['content.body', cardOf([])],
      ['content.body', cardOf([{ type: 'RichTextBlock', inlines: [{ type: 'TextRun' }] }])],
      ['content.body', cardOf([{ type: 'Text', text: 'Drops' }])],
      ['too large', cardOf([{ type: 'TextBlock', text: 'x'.repeat(30_000) }])],
    ],
  },
  telegram: {
    right: [
      chat,
      { chat_id: 5, text: 'x'.repeat(4096) },
      { ...chat, text: `<pre>${'&lt;'.repeat(4000)}</pre>` },
    ],
    wrong: [
      ['Bad Request: chat not found', { ...chat, chat_id: undefined }],
      ['Bad Request: message text is empty', { ...chat, text: '' }],
      ['Bad Request: message is too long', { chat_id: 5, text: 'x'.repeat(4097) }],
      ["Bad Request: can't parse entities", { ...chat, text: '<pre>a' }],
      ["Bad Request: can't parse entities", { ...chat, text: 'a < b' }],
      ["Bad Request: can't parse entities", { ...chat, text: 'a & b' }],
      ['Bad Request: unsupported parse_mode', { ...chat, parse_mode: 'html5' }],
    ],
  },
};

for (const [service, { right, wrong }] of Object.entries(CASES)) {
  describe(`the test’s rules for ${service}`, () => {
    const check = SHAPES[service as keyof typeof SHAPES];

    it('accept what the service accepts', () => {
      assert.deepEqual(
        right.map((body) => check(JSON.parse(JSON.stringify(body)))),
        right.map(() => undefined),
      );
    });

    it('refuse everything else', () => {
      assert.deepEqual(
        wrong.map(([, body]) => check(JSON.parse(JSON.stringify(body)))),
        wrong.map(([what]) => what),
      );
    });
  });
}
