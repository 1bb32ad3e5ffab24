import assert from 'node:assert/strict';
import { readExample } from '../../scripts/demo/example';
import { AlarmChannels, CHAT, type Channel, type ChatMessage } from '../support/alarm-channels';
import type { Comms, DebugMessage } from '../support/comms';
import { HostileAlarms, LINES, LONG, MARKUP } from '../support/hostile-alarms';
import { type FlowNode, NodeRed } from '../support/node-red-process';
import { ROOT } from '../support/root';
import { RunningExample } from '../support/running-example';

/** What the webhook gets. */
interface Digest {
  count: number;
  states: Record<string, number>;
  summary: string;
  alarms: {
    id: string;
    state: string;
    severity: string;
    appliance: string;
    item: string;
    since: string;
    text: string;
  }[];
}

const HOSTS = 500;
/** Seconds, instead of the example's 5 and 60. */
const GATHERING = 2;
const LIMIT = 30;
const DIGESTS: Channel[] = ['webhook', 'slack', 'teams', 'telegram'];

/** Names of the nodes that the test adds. */
const [NONE_OR_ALL, ACTIVE] = ['none or all', 'active'];

describe('the example alarm-to-anywhere, running', function () {
  this.timeout(120_000);
  const running = new RunningExample('alarm-to-anywhere', { hosts: HOSTS, interval: 0 });
  let channels: AlarmChannels;
  let ticks: NodeJS.Timeout;

  before(async function () {
    channels = await AlarmChannels.start(this);
    await running.start({ edit: setUp });
    await running.simulator.waitForViews(1);
    // Each tick is one second of the appliance; a tick comes every 300 ms.
    ticks = setInterval(() => {
      running.simulator.tick();
    }, 300);
  });

  after(async () => {
    clearInterval(ticks);
    await running.stop();
    await (channels as AlarmChannels | undefined)?.stop();
  });

  /** Sets addresses and levels, and times that are short enough for a test. */
  function setUp(node: FlowNode): FlowNode | FlowNode[] {
    if (node.type === 'trigger') return { ...node, duration: String(GATHERING) };
    if (node.type === 'activelogic-alert') return tellOfAll(node);
    if (node.type === 'delay') return { ...node, nbRateUnits: String(LIMIT), rateUnits: 'second' };
    // This node opens an incident for each alarm. The next test is about that.
    if (node.name === 'PagerDuty event') return { ...node, d: true };
    return channels.address(node);
  }

  /** Does something, and resolves when `count` alarms are active. */
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
      const { method, contentType, body } = await channels.request('webhook');
      assert.equal(method, 'POST');
      assert.match(contentType ?? '', /^application\/json/);
      digest = JSON.parse(body) as Digest;
    });

    it('become one HTTP request with all of them', () => {
      assert.equal(digest.count, HOSTS);
      assert.deepEqual(digest.states, { raised: HOSTS });
      assert.equal(digest.summary, `ActiveLogic alarms: ${HOSTS} raised`);
      assert.equal(new Set(digest.alarms.map(({ item }) => item)).size, HOSTS);
      assert.equal(new Set(digest.alarms.map(({ id }) => id)).size, HOSTS);
      for (const { state, severity, appliance, item, since, text } of digest.alarms) {
        assert.equal(state, 'raised');
        assert.equal(severity, 'warning');
        assert.equal(appliance, 'Appliance (alarm-to-anywhere)');
        assert.ok(Number.isFinite(Date.parse(since)), since);
        assert.ok(text.startsWith(`Drops over 15 % (Warning): ${item} on ${appliance}, `), text);
      }
    });

    it('become one syslog message as in RFC 5424 with their number', async () => {
      const message = await channels.syslog.messages.waitFor('a syslog message', () => true);
      assert.equal(message.version, '1');
      assert.equal(message.priority, 'local0.warning');
      assert.ok(Math.abs(Date.parse(message.time) - Date.now()) < 60_000, message.time);
      assert.equal(message.hostname, 'node-red');
      assert.equal(message.app, 'activelogic');
      assert.equal(message.msgid, 'ALARMS');
      assert.equal(message.data, `[alarms@32473 count="${HOSTS}"]`);
      const [first] = digest.alarms;
      assert.ok(message.text.startsWith(`${digest.summary}: ${String(first?.text)} | `), message.text);
    });

    it('become one text', async () => {
      const { text } = await channels.chat('slack');
      const shown = await running.comms.debug.waitFor('a text', isText);
      // The sidebar shows only the beginning.
      assert.ok(text.startsWith(shown.msg.replace(/\.\.\.$/, '')), shown.msg);
      const lines = text.split('\n');
      assert.equal(lines.length, 12);
      assert.equal(lines[0], digest.summary);
      assert.equal(lines[1], digest.alarms[0]?.text);
      assert.equal(lines[11], `… and ${HOSTS - 10} more`);
      assert.equal(await channels.teams(), text);
      const telegram = await channels.chat('telegram');
      assert.equal(telegram.text, `<pre>${text}</pre>`);
      assert.equal(telegram.chat_id, CHAT);
    });
  });

  describe('what ends and begins again within the limit', () => {
    let digest: Digest;
    /** How many times all alarms have ended and begun again. */
    let rounds = 0;
    const isSecond = (body: string): boolean => body.includes(`${rounds * HOSTS} cleared`);

    before(async () => {
      const { simulator } = running;
      // Longer than the gathering takes, so that only the limit can make one message of it.
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
      const { body } = await channels.request('webhook', isSecond);
      digest = JSON.parse(body) as Digest;
    });

    it('is one message with everything in order', () => {
      assert.deepEqual(digest.states, { cleared: rounds * HOSTS, raised: rounds * HOSTS });
      const [cleared, raised] = ['cleared', 'raised'].map((state) => Array<string>(HOSTS).fill(state));
      assert.deepEqual(
        digest.alarms.map(({ state }) => state),
        Array.from({ length: rounds }, () => [cleared, raised]).flat(2),
      );
      assert.match(digest.alarms[0]?.text ?? '', /^Drops over 15 % \(Warning\) is over after \d+ s: /);
    });

    it('is one message on every channel', async () => {
      await channels.syslog.messages.waitFor('the second', ({ data }) =>
        data.includes(`"${2 * rounds * HOSTS}"`),
      );
      await running.comms.debug.waitFor('the second text', ({ msg }) =>
        msg.includes(`${rounds * HOSTS} cleared`),
      );
      assert.equal(channels.syslog.messages.all.length, 2);
      const texts = running.comms.debug.all.filter(isText);
      assert.equal(texts.length, 2);
      for (const channel of DIGESTS) {
        await channels.request(channel, isSecond);
        assert.equal(channels.requests(channel).length, 2, channel);
      }
    });
  });

  describe('all of those messages', () => {
    it('contain nothing that a service would refuse', () => {
      assert.deepEqual(channels.refused(), []);
    });
  });
});

describe('PagerDuty, and channels that fail, in the example alarm-to-anywhere', function () {
  this.timeout(120_000);
  const SOME = 30;
  const running = new RunningExample('alarm-to-anywhere', { hosts: SOME, interval: 0 });
  let channels: AlarmChannels;
  let digest: Digest;
  let ticks: NodeJS.Timeout;

  before(async function () {
    channels = await AlarmChannels.start(this);
    await running.start({ edit: setUp });
    await running.simulator.waitForViews(1);
    await acknowledgeNothing();
    running.simulator.disturb({ drops: { share: 0.5 } });
    ticks = setInterval(() => {
      running.simulator.tick();
    }, 300);
    digest = JSON.parse((await channels.request('webhook')).body) as Digest;
  });

  after(async () => {
    clearInterval(ticks);
    await running.stop();
    await (channels as AlarmChannels | undefined)?.stop();
  });

  function setUp(node: FlowNode): FlowNode | FlowNode[] {
    if (node.type === 'activelogic-alert') return tellOfAll(node);
    if (node.type === 'delay') return { ...node, nbRateUnits: '1', rateUnits: 'second' };
    if (node.name === 'Every 10 s') return { ...node, repeat: '1' };
    return channels.address(node);
  }

  /** Presses the button, and resolves when the flow has said that there is no alarm. */
  async function acknowledgeNothing(): Promise<void> {
    const said = running.comms.debug.waitForNext('that there is no alarm', ({ name }) => name === 'Its id');
    await running.press('Acknowledge the newest');
    assert.equal((await said).msg, 'No alarm is active: there is nothing to acknowledge');
  }

  /** Resolves when PagerDuty has accepted `count` events. */
  async function taken(count: number): Promise<void> {
    await channels.request('pagerDuty', () => channels.taken('pagerDuty').length >= count);
    assert.equal(channels.taken('pagerDuty').length, count);
  }

  it('gets an incident for each alarm', async () => {
    await taken(SOME);
    const events = channels.pagerDuty();
    assert.deepEqual(events.map(({ dedup_key: id }) => id).sort(), digest.alarms.map(({ id }) => id).sort());
    for (const { event_action: action, dedup_key: id, payload } of events) {
      assert.equal(action, 'trigger');
      const alarm = digest.alarms.find((candidate) => candidate.id === id);
      assert.equal(payload?.summary, alarm?.text);
      assert.equal(payload?.source, alarm?.appliance);
      assert.equal(payload?.severity, 'warning');
      assert.deepEqual(payload.custom_details.path, [alarm?.item]);
    }
  });

  it('gets the newest alarm acknowledged', async () => {
    await running.press('Acknowledge the newest');
    const { body } = await channels.request('pagerDuty', (sent) => sent.includes('acknowledge'));
    const { event_action: action, dedup_key: id, payload } = JSON.parse(body) as Record<string, unknown>;
    assert.deepEqual([action, id, payload], ['acknowledge', digest.alarms.at(-1)?.id, undefined]);
  });

  it('has each incident resolved, and opened again', async () => {
    const before = channels.taken('pagerDuty').length;
    running.simulator.calm();
    await taken(before + SOME);
    running.simulator.disturb({ drops: { share: 0.5 } });
    await taken(before + 2 * SOME);
    const actions = new Map<string, string[]>();
    for (const { event_action: action, dedup_key: id } of channels.pagerDuty()) {
      if (action !== 'acknowledge') actions.set(id, [...(actions.get(id) ?? []), action]);
    }
    assert.equal(actions.size, SOME);
    for (const each of actions.values()) assert.deepEqual(each, ['trigger', 'resolve', 'trigger']);
  });

  it('gets no acknowledgement without an active alarm', async () => {
    const before = channels.taken('pagerDuty').length;
    running.simulator.calm();
    await taken(before + SOME);
    // As before the first alarm.
    await acknowledgeNothing();
    running.simulator.disturb({ drops: { share: 0.5 } });
    await taken(before + 2 * SOME);
    const keys = channels.requests('pagerDuty').map(({ body }) => {
      return (JSON.parse(body) as { dedup_key?: string }).dedup_key;
    });
    assert.ok(keys.every((key) => typeof key === 'string' && key !== ''));
  });

  describe('channels that fail', () => {
    const calmed = (body: string): boolean => body.includes(`: ${SOME} cleared`);

    before(() => {
      channels.broken.set('webhook', { status: 503, headers: { 'retry-after': '1' } });
      channels.broken.set('slack', { status: 403, body: 'invalid_token' });
      channels.broken.set('pagerDuty', { status: 429, headers: { 'retry-after': '1' } });
      running.simulator.calm();
    });

    it('are reported, and the others still deliver', async () => {
      await channels.request('telegram', calmed);
      await channels.request('teams', calmed);
      const { debug } = running.comms;
      for (const [channel, said] of [
        ['webhook', 'answered with status 503: , again in 1 s'],
        ['slack', 'answered with status 403: invalid_token'],
        ['pagerduty', 'answered with status 429: , again in 1 s'],
      ])
        await debug.waitFor(`an error of ${channel}`, ({ msg }) => msg === `${channel} ${said}`, 60);
    });

    it('get the messages they have missed, in order, as soon as they work again', async () => {
      const before = channels.taken('pagerDuty').length;
      const tries = channels.requests('pagerDuty').filter(({ status }) => status === 429);
      assert.equal(new Set(tries.map(({ body }) => body)).size, 1, 'the first is sent until it is taken');
      channels.broken.clear();
      await channels.request('webhook', calmed);
      await channels.request('pagerDuty', () => channels.taken('pagerDuty').length === before + SOME);
      assert.equal(channels.pagerDuty()[before]?.event_action, 'resolve');
      assert.equal(channels.taken('pagerDuty')[before]?.body, tries[0]?.body);
    });

    it('do not get a refused message again', () => {
      assert.equal(channels.requests('slack').filter(({ status }) => status === 403).length, 1);
    });
  });

  describe('all of those messages', () => {
    it('contain nothing that a service would refuse', () => {
      assert.deepEqual(channels.refused(), []);
    });
  });
});

/** Sets levels that all hosts or none exceed, and shows the number of active alarms in the debug sidebar. */
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

describe('hostile texts of an appliance, in the example alarm-to-anywhere', function () {
  this.timeout(120_000);
  let channels: AlarmChannels;
  let hostile: HostileAlarms;
  let nodeRed: NodeRed;
  let comms: Comms;
  let digest: Digest;
  let text: string;

  before(async function () {
    channels = await AlarmChannels.start(this);
    hostile = await HostileAlarms.start();
    const nodes = readExample(ROOT, 'alarm-to-anywhere', hostile.system.port).map((node) => {
      if (node.type === 'activelogic-appliance') return { ...node, name: MARKUP };
      if (node.type === 'trigger') return { ...node, duration: '1' };
      return channels.address(node);
    });
    nodeRed = await NodeRed.start([...nodes, ...statesInto(nodes, 'Quote')]);
    comms = await nodeRed.comms();
    digest = JSON.parse((await channels.request('webhook')).body) as Digest;
    const short = digest.alarms.map((alarm) => cut(alarm.text));
    text = ['ActiveLogic alarms: 3 raised', ...short].join('\n');
  });
  after(async () => {
    await (nodeRed as NodeRed | undefined)?.stop();
    await (hostile as HostileAlarms | undefined)?.stop();
    await (channels as AlarmChannels | undefined)?.stop();
  });

  it('reach the webhook unchanged, with texts on one line each', () => {
    assert.deepEqual(
      digest.alarms.map(({ item }) => item),
      [MARKUP, LINES, LONG],
    );
    const texts = digest.alarms.map((alarm) => alarm.text);
    assert.ok(texts[0]?.startsWith(`Drops over 15 % (Warning): ${MARKUP} on ${MARKUP}, `), texts[0]);
    for (const each of texts) assert.doesNotMatch(each, /[\p{Cc}\u2028\u202e]/u);
  });

  it('stay unchanged in a text, on one short line each', async () => {
    const { msg } = await comms.debug.waitFor('a text', isText);
    assert.ok(text.startsWith(msg.replace(/\.\.\.$/, '')), msg);
    assert.ok(text.split('\n').every(({ length }) => length <= 300));
  });

  it('are quoted for Slack and Telegram, and plain text for Teams', async () => {
    const raised = (sent: string): boolean => sent.includes('3 raised');
    assert.equal(readSlack(await channels.chat('slack', raised)), text);
    assert.equal(readTelegram(await channels.chat('telegram', raised)), text);
    assert.equal(await channels.teams(raised), text);
  });

  it('become a PagerDuty incident', async () => {
    await channels.request('pagerDuty', () => channels.taken('pagerDuty').length === 3);
    assert.deepEqual(
      channels.pagerDuty().map(({ payload }) => payload?.summary),
      digest.alarms.map((alarm) => alarm.text),
    );
  });

  it('become one syslog message of one line', async () => {
    const message = await channels.syslog.messages.waitFor('a message', () => true);
    const said = `ActiveLogic alarms: 3 raised: ${String(digest.alarms[0]?.text)}`;
    assert.ok(message.text.startsWith(said.slice(0, 350)), message.text);
    assert.equal(channels.syslog.messages.all.length, 1);
  });

  it('are quoted for Slack and Telegram when they are the reason of a refusal', async () => {
    const refused = (sent: string): boolean => sent.includes('refused the view');
    hostile.refuse(MARKUP);
    for (const said of [
      readSlack(await channels.chat('slack', refused)),
      readTelegram(await channels.chat('telegram', refused)),
    ])
      assert.ok(said.includes(`refused the view: ${MARKUP}`), said);
  });

  it('are nothing that a service would refuse', () => {
    assert.deepEqual(channels.refused(), []);
  });
});

/** Whether the debug message comes from a node that shows a text. */
function isText({ name }: DebugMessage): boolean {
  return name?.startsWith('Text') === true;
}

function cut(line: string): string {
  return line.length > 300 ? `${line.slice(0, 299)}…` : line;
}

/** Nodes that pass the liveview node's statuses on to another node. */
function statesInto(nodes: readonly FlowNode[], name: string): FlowNode[] {
  const idsOf = (matches: (node: FlowNode) => boolean): string[] => nodes.filter(matches).map(({ id }) => id);
  const scope = idsOf(({ type }) => type === 'activelogic-liveview');
  const place = { z: nodes.find(({ type }) => type === 'tab')?.id, x: 0, y: 0 };
  const rules = [{ t: 'set', p: 'payload', pt: 'msg', to: 'status.text', tot: 'msg' }];
  return [
    { id: 'states', type: 'status', ...place, scope, wires: [['state as text']] },
    { id: 'state as text', type: 'change', ...place, rules, wires: [idsOf((node) => node.name === name)] },
  ];
}

/** The text as Slack shows it. Fails if Slack would take anything in it for markup. */
function readSlack({ text, mrkdwn, parse }: ChatMessage): string {
  assert.deepEqual([mrkdwn, parse], [false, 'none']);
  return unquote(text);
}

/** The text as Telegram shows it. Fails if it has any markup of its own. */
function readTelegram({ text, parse_mode: mode }: ChatMessage): string {
  assert.equal(mode, 'HTML');
  const [, quoted = ''] = /^<pre>(.*)<\/pre>$/s.exec(text) ?? [];
  return unquote(quoted);
}

function unquote(text: string): string {
  assert.doesNotMatch(text, /[<>]|&(?!(amp|lt|gt);)/);
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
