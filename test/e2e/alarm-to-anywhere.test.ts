import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import path from 'node:path';
import { installCompatOrSkip } from '../support/compat';
import type { FlowNode } from '../support/node-red-process';
import { RunningExample } from '../support/running-example';
import { type MailServer, startMailServer } from '../support/servers/aiosmtpd';
import { type Rsyslog, startRsyslog } from '../support/servers/rsyslog';
import { Webhook } from '../support/servers/webhook';

/** What the webhook gets. */
interface Digest {
  count: number;
  states: Record<string, number>;
  summary: string;
  alarms: { state: string; appliance: string; item: string; since: string; text: string }[];
}

/** As far as the test goes, what mailparser makes of a mail. */
interface Mail {
  subject: string;
  from: { text: string };
  to: { text: string };
  text: string;
  html: string;
}

const HOSTS = 500;
/** s: of the example as the test runs it, in place of its 5 and 60. */
const GATHERING = 2;
const LIMIT = 12;

/** Nodes of the test's own. */
const [NONE_OR_ALL, ACTIVE] = ['none or all', 'active'];

describe('the example alarm-to-anywhere, running', function () {
  this.timeout(120_000);
  const running = new RunningExample('alarm-to-anywhere', { hosts: HOSTS, interval: 0 });
  let modules: string;
  let webhook: Webhook;
  let syslog: Rsyslog;
  let mail: MailServer;
  let ticks: NodeJS.Timeout;

  before(async function () {
    modules = await installCompatOrSkip(this, 'mail');
    webhook = await Webhook.start();
    syslog = await startRsyslog(this);
    mail = await startMailServer(this);
    await running.start({ edit: setUp });
    await running.simulator.waitForViews(1);
    // A tick stands for a second, and twenty of them pass in one.
    ticks = setInterval(() => {
      running.simulator.tick();
    }, 50);
  });

  after(async () => {
    clearInterval(ticks);
    await running.stop();
    for (const started of [syslog, mail] as ({ server: { stop: () => Promise<void> } } | undefined)[]) {
      await started?.server.stop();
    }
    (webhook as Webhook | undefined)?.stop();
  });

  /** Addresses, levels, and times that a test can wait for. */
  function setUp(node: FlowNode): FlowNode | FlowNode[] {
    if (node.type === 'http request') return { ...node, url: `${webhook.url}/alarms` };
    if (node.type === 'udp out') return { ...node, addr: '127.0.0.1', port: String(syslog.port) };
    if (node.type === 'e-mail') return { ...node, server: '127.0.0.1', port: String(mail.port) };
    if (node.type === 'trigger') return { ...node, duration: String(GATHERING) };
    if (node.type === 'activelogic-alert') return tellOfAll(node);
    if (node.type === 'delay') return { ...node, nbRateUnits: String(LIMIT), rateUnits: 'second' };
    return node;
  }

  /** Does something, and resolves when so many alarms are active. */
  async function untilActive(count: number, act: () => void): Promise<void> {
    const { debug } = running.comms;
    const reached = debug.waitForNext(
      `${count} alarms`,
      ({ id, msg }) => id === ACTIVE && msg === `${count}`,
    );
    act();
    await reached;
  }

  describe(`${HOSTS} alarms at once`, () => {
    let digest: Digest;

    before(async () => {
      running.simulator.disturb({ drops: { share: 0.5 } });
      const { method, path: at, contentType, body } = await webhook.requests.waitFor('a request', () => true);
      assert.deepEqual([method, at], ['POST', '/alarms']);
      assert.match(contentType ?? '', /^application\/json/);
      digest = JSON.parse(body) as Digest;
    });

    it('become one HTTP request with all of them', () => {
      assert.equal(digest.count, HOSTS);
      assert.deepEqual(digest.states, { raised: HOSTS });
      assert.equal(digest.summary, `ActiveLogic alarms: ${HOSTS} raised`);
      assert.equal(new Set(digest.alarms.map(({ item }) => item)).size, HOSTS);
      for (const { state, appliance, item, since, text } of digest.alarms) {
        assert.equal(state, 'raised');
        assert.equal(appliance, `localhost:${new URL(running.simulator.url).port}`);
        assert.ok(Number.isFinite(Date.parse(since)), since);
        assert.ok(text.startsWith(`RAISED ${appliance} ${item}: `), text);
        assert.match(text, /: \d+(\.\d)? % of its shaped packets dropped$/);
      }
    });

    it('become one mail with all of them', async () => {
      const raw = await mail.mails.waitFor('a mail', () => true);
      const parsed = await parse(raw, modules);
      assert.equal(parsed.subject, digest.summary);
      assert.equal(parsed.from.text, 'node-red@example.com');
      assert.equal(parsed.to.text, 'noc@example.com');
      for (const { since, text, item } of digest.alarms) {
        assert.ok(parsed.text.includes(`${since} ${text}`), text);
        assert.ok(parsed.html.includes(`<td>${item}</td>`), item);
      }
    });

    it('become one syslog message as in RFC 5424 with their number', async () => {
      const message = await syslog.messages.waitFor('a syslog message', () => true);
      assert.equal(message.version, '1');
      assert.equal(message.priority, 'local0.warning');
      assert.ok(Math.abs(Date.parse(message.time) - Date.now()) < 60_000, message.time);
      assert.equal(message.hostname, 'node-red');
      assert.equal(message.app, 'activelogic');
      assert.equal(message.msgid, 'ALARMS');
      assert.equal(message.data, `[alarms@32473 count="${HOSTS}"]`);
      const [first = { item: '?' }] = digest.alarms;
      assert.ok(message.text.startsWith(`${digest.summary}: ${first.item}, `), message.text);
    });

    it('become one text', async () => {
      const text = await running.comms.debug.waitFor(
        'a text',
        ({ name }) => name?.startsWith('Text') === true,
      );
      const lines = text.msg.split('\n');
      assert.equal(lines.length, 12);
      assert.equal(lines[0], digest.summary);
      assert.equal(lines[1], digest.alarms[0]?.text);
      assert.equal(lines[11], `… and ${HOSTS - 10} more`);
    });
  });

  describe('what ends and begins again within the limit', () => {
    let digest: Digest;
    /** How often all alarms have ended and begun again. */
    let rounds = 0;

    before(async () => {
      const { simulator } = running;
      // For longer than the gathering takes, so that only the limit makes one message of it.
      const end = performance.now() + 1.2 * GATHERING * 1000;
      while (rounds < 2 || performance.now() < end) {
        rounds++;
        await untilActive(0, () => {
          simulator.calm();
        });
        await untilActive(HOSTS, () => {
          simulator.disturb({ drops: { share: 0.5 } });
        });
      }
      const { body } = await webhook.requests.waitForNext('the second request', () => true);
      digest = JSON.parse(body) as Digest;
    });

    it('is one message, with everything in order', () => {
      assert.equal(webhook.requests.all.length, 2);
      assert.deepEqual(digest.states, { cleared: rounds * HOSTS, raised: rounds * HOSTS });
      const [cleared, raised] = ['cleared', 'raised'].map((state) => Array<string>(HOSTS).fill(state));
      assert.deepEqual(
        digest.alarms.map(({ state }) => state),
        Array.from({ length: rounds }, () => [cleared, raised]).flat(2),
      );
      assert.match(digest.alarms[0]?.text ?? '', /^CLEARED .*dropped, after \d+ s$/);
    });

    it('is one on every channel', async () => {
      await mail.mails.waitFor('the second mail', (raw) => raw.includes(`${rounds * HOSTS} cleared`));
      await syslog.messages.waitFor('the second', ({ data }) => data.includes(`"${2 * rounds * HOSTS}"`));
      await running.comms.debug.waitFor('the second text', ({ msg }) =>
        msg.includes(`${rounds * HOSTS} cleared`),
      );
      assert.equal(mail.mails.all.length, 2);
      assert.equal(syslog.messages.all.length, 2);
      const texts = running.comms.debug.all.filter(({ name }) => name?.startsWith('Text') === true);
      assert.equal(texts.length, 2);
    });
  });

  describe('a channel that fails', () => {
    it('is told of, and the others deliver', async () => {
      webhook.status = 503;
      running.simulator.calm();
      const errors = await running.comms.debug.waitFor('an error', ({ name }) => name === 'Errors', 60);
      assert.match(errors.msg, /The webhook answered with status 503/);
      await mail.mails.waitFor('the third mail', (raw) => raw.includes(`: ${HOSTS} cleared`));
    });
  });
});

/** With levels that all hosts reach or none, and the number of active alarms in the debug sidebar when it is one of these. */
function tellOfAll(alert: FlowNode): FlowNode[] {
  const levels = { raise: 30, clear: 25 };
  const conditions = (alert.conditions as object[]).map((condition) => ({ ...condition, ...levels }));
  const [wires = []] = alert.wires as string[][];
  const place = { z: alert.z, x: 0, y: 0 };
  const property = 'payload.active';
  const rules = [0, HOSTS].map((count) => ({ t: 'eq', v: String(count), vt: 'num' }));
  const found = { property, propertyType: 'msg', rules, checkall: 'false', outputs: 2 };
  const shown = { active: true, tosidebar: true, complete: property, targetType: 'msg' };
  return [
    { ...alert, conditions, wires: [[...wires, NONE_OR_ALL]] },
    { id: NONE_OR_ALL, type: 'switch', ...place, ...found, wires: [[ACTIVE], [ACTIVE]] },
    { id: ACTIVE, type: 'debug', ...place, ...shown, wires: [] },
  ];
}

async function parse(raw: string, modules: string): Promise<Mail> {
  const load = createRequire(path.join(modules, 'package.json'));
  const { simpleParser } = load('mailparser') as { simpleParser: (raw: string) => Promise<Mail> };
  return simpleParser(raw);
}
