import assert from 'node:assert/strict';
import { HOSTILE_HOSTS, HOSTILE_ITEMS, startHostileSystem } from '../support/hostile-update';
import type { FlowNode } from '../support/node-red-process';
import { Recorder } from '../support/recorder';
import { Relay } from '../support/relay';
import { RunningExample } from '../support/running-example';
import { Alertmanager, type KnownAlert, type Notification } from '../support/servers/alertmanager';
import { Webhook } from '../support/servers/webhook';
import { nested, ScriptedSystem } from '../support/scripted-system';

/** The service whose packets are dropped. */
const SERVICE = 'QUIC';
/** Seconds, instead of the example's: between two rounds and two reminders, and until there is no data. */
const ROUND = 1;
const REMINDER = 2;
const NO_DATA = 4;
/** Distributions whose names cannot be labels. */
const DISTRIBUTIONS = [{ name: '1 Local Host' }, { name: '__name__', arg: 'a"b' }];
/** Distributions whose labels would be the same, or are taken, or that every object has. */
const SAME = ['Host 2', 'Host', 'Host', 'constructor', 'Path'].map((name) => ({ name }));
const LABELS = ['host_2', 'host', 'host_2_2', 'constructor', 'path_4'];
/** Nodes of the test: a button, and what it triggers. */
const [LOSE, LOST] = ['lose', 'lost'];

describe('the example alertmanager, running', function () {
  this.timeout(120_000);
  const running = new RunningExample('alertmanager', { hosts: 40, interval: 0 });
  const notifications = new Recorder<Notification>();
  let webhook: Webhook;
  let alertmanager: Alertmanager;
  /** The network between Node-RED and Alertmanager. */
  let network: Relay;
  let ticks: NodeJS.Timeout | undefined;

  before(async function () {
    webhook = await Webhook.start();
    webhook.requests.onAdd(({ body }) => {
      notifications.add(JSON.parse(body) as Notification);
    });
    alertmanager = await Alertmanager.start(this, webhook.url);
    network = new Relay(() => alertmanager.port);
    await network.listen();
    const disk = { contextStorage: { default: { module: 'localfilesystem' } } };
    await running.start({ edit: setUp, settings: disk });
    await running.simulator.waitForViews(1);
    goOn();
  });
  after(async () => {
    clearInterval(ticks);
    await running.stop();
    (network as Relay | undefined)?.stop();
    await (alertmanager as Alertmanager | undefined)?.stop();
    (webhook as Webhook | undefined)?.stop();
  });

  /** Sets the address, levels that only a disturbance exceeds, and times that are short enough for a test. */
  function setUp(node: FlowNode): FlowNode | FlowNode[] {
    if (node.type === 'tab') return [node, ...losing(node.id)];
    if (node.type === 'http request')
      return { ...node, url: String(node.url).replace('localhost:9093', network.host) };
    if (node.type === 'inject' && node.name === 'Every minute')
      return { ...node, repeat: String(ROUND), onceDelay: '0.1' };
    if (node.type !== 'activelogic-alert') return node;
    const levels = { raise: 30, clear: 25 };
    const conditions = (node.conditions as object[]).map((condition) => ({ ...condition, ...levels }));
    return { ...node, conditions, noDataFor: NO_DATA, remind: REMINDER };
  }

  function goOn(): void {
    // Each tick is one second of the appliance.
    ticks = setInterval(() => {
      running.simulator.tick();
    }, 300);
  }

  /** Drops half of the packets of a service, or of all services. */
  function drop(service?: string): void {
    running.simulator.disturb({ drops: { share: 0.5, ...(service === undefined ? {} : { service }) } });
  }

  /** Resolves with the only alert. */
  async function only(
    what: string,
    matches: (alert: KnownAlert) => boolean = () => true,
  ): Promise<KnownAlert> {
    const [alert] = await alertmanager.until(
      what,
      (alerts) =>
        alerts.length === 1 && alerts.every((each) => each.labels.path === SERVICE && matches(each)),
    );
    assert.ok(alert);
    return alert;
  }

  /** Resolves after the alert was sent twice more, because the first may have been on its way already. */
  async function sentAgain(): Promise<KnownAlert> {
    const { updatedAt } = await only('the alert');
    const { updatedAt: next } = await only('another round', (alert) => alert.updatedAt > updatedAt);
    return only('one more round', (alert) => alert.updatedAt > next);
  }

  function notified(status: Notification['status'], path = SERVICE): Notification['alerts'] {
    return notifications.all.flatMap(({ alerts }) =>
      alerts.filter((alert) => alert.status === status && alert.labels.path === path),
    );
  }

  describe('an alarm', () => {
    let alert: KnownAlert;
    before(async () => {
      drop(SERVICE);
      alert = await only('an alert');
    });

    it('is an alert with labels that say which it is', () => {
      const { alarm_id: id, ...labels } = alert.labels;
      assert.match(String(id), /^[0-9a-f]{32}$/);
      assert.deepEqual(labels, {
        alertname: 'Drops over 5 %',
        severity: 'warning',
        appliance: 'Appliance (alertmanager)',
        path: SERVICE,
        service: SERVICE,
      });
      assert.match(String(alert.annotations.summary), /^Drops over 5 % \(Warning\): QUIC on /);
      assert.deepEqual(Object.keys(alert.annotations), ['summary']);
      assert.ok(Math.abs(Date.parse(alert.startsAt) - Date.now()) < 60_000, alert.startsAt);
      assert.equal(alert.status.state, 'active');
    });

    it('is listed by the command of the comment', async () => {
      const [, , ...words] = running.told('amtool --alertmanager.url=http://localhost:9093 alert').split(' ');
      assert.match(await alertmanager.amtool(words), /Drops over 5 %.* active/);
    });

    it('is the same alert after further updates and rounds, and one notification', async () => {
      const again = await sentAgain();
      assert.equal(again.fingerprint, alert.fingerprint);
      assert.equal(again.startsAt, alert.startsAt);
      const left = Date.parse(again.endsAt) - Date.now();
      assert.ok(left > 280_000 && left <= 300_000, `it would last for ${left} ms more`);
      await notifications.waitFor('a notification', () => notified('firing').length > 0);
      assert.equal(notified('firing').length, 1);
    });

    it('stays silent once it was silenced, as the comment says', async () => {
      const [, , ...words] = running
        .told('amtool --alertmanager.url=http://localhost:9093 silence')
        .split(' ');
      const silence = (await alertmanager.amtool([...words, '--author=test'])).trim();
      const suppressed = await only('a silence', ({ status }) => status.state === 'suppressed');
      assert.deepEqual(suppressed.status.silencedBy, [silence]);
      assert.equal((await sentAgain()).status.state, 'suppressed');
      await alertmanager.amtool(['silence', 'expire', silence]);
      await only('an alert that is active again', ({ status }) => status.state === 'active');
    });

    it('continues after a deploy of everything', async () => {
      const { nodeRed } = running;
      const flows = await nodeRed.get<FlowNode[]>('flows');
      const started = nodeRed.log.waitForNext('started flows', (line) => line.endsWith('Started flows'));
      const { status } = await fetch(`${nodeRed.url}flows`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'Node-RED-Deployment-Type': 'full' },
        body: JSON.stringify(flows),
      });
      assert.equal(status, 204);
      await started;
      const again = await sentAgain();
      assert.deepEqual([again.fingerprint, again.startsAt], [alert.fingerprint, alert.startsAt]);
    });

    it('continues although the flow, or everything but Alertmanager, has forgotten it', async () => {
      for (const button of ['Lose', 'Forget all']) {
        await running.press(button);
        const again = await sentAgain();
        assert.deepEqual([again.fingerprint, again.startsAt], [alert.fingerprint, alert.startsAt]);
      }
    });

    it('is resolved when it ends', async () => {
      running.simulator.calm();
      const { alerts } = await notifications.waitFor('the end', ({ status }) => status === 'resolved');
      const [ended] = alerts;
      assert.equal(ended?.fingerprint, alert.fingerprint);
      assert.match(String(ended.annotations.summary), /is over after/);
      assert.ok(
        Date.parse(ended.endsAt) > Date.parse(alert.startsAt) && Date.parse(ended.endsAt) <= Date.now(),
      );
      assert.deepEqual(await alertmanager.alerts(), []);
      assert.deepEqual([notified('firing').length, notified('resolved').length], [1, 1]);
    });

    it('can start again: as the same alert', async () => {
      drop(SERVICE);
      const again = await only('an alert');
      assert.equal(again.fingerprint, alert.fingerprint);
      assert.ok(again.startsAt > alert.startsAt);
    });
  });

  describe('while Alertmanager is down', () => {
    it('nothing is lost, as every round sends everything', async () => {
      await alertmanager.stop();
      const before = running.comms.debug.all.length;
      drop();
      await running.comms.debug.waitFor(
        'an error',
        ({ name, msg }) => name === 'Errors' && /ECONN|socket hang up/.test(msg),
      );
      await untilActive((count) => count > 2);
      assert.ok(running.comms.debug.all.length > before);
      await alertmanager.startAgain();
      const alerts = await alertmanager.until('all alerts', ({ length }) => length > 2);
      assert.equal(new Set(alerts.map(({ labels }) => labels.alarm_id)).size, alerts.length);
    });

    it('an end is not lost either', async () => {
      network.refuse();
      network.reset();
      drop(SERVICE);
      await untilActive((count) => count === 1);
      assert.ok((await alertmanager.alerts()).length > 2);
      await network.heal();
      await only('the end of all others');
    });
  });

  /** Resolves when the status of the alert node shows this number of active alarms. */
  async function untilActive(matches: (count: number) => boolean): Promise<void> {
    await running.comms.status.waitForNext('a number of alarms', ({ id, text = '' }) => {
      return (
        id === running.node('activelogic-alert', 'Drops over 5 %').id &&
        matches(parseInt(text.replace(/^\D+/, '')))
      );
    });
  }

  describe('a restart of Node-RED', () => {
    it('resolves what has ended meanwhile, and continues with the rest', async () => {
      drop();
      const before = await alertmanager.until('all alerts', ({ length }) => length > 2);
      const kept = before.find(({ labels }) => labels.path === SERVICE);
      await running.nodeRed.signal('SIGTERM');
      clearInterval(ticks);
      drop(SERVICE);
      for (let seconds = 0; seconds < 5; seconds++) running.simulator.tick();
      const ended = notified('resolved').length;
      await running.startNodeRedAgain();
      goOn();
      const after = await only('the end of all others');
      assert.deepEqual([after.fingerprint, after.startsAt], [kept?.fingerprint, kept?.startsAt]);
      assert.equal((await sentAgain()).startsAt, kept?.startsAt);
      assert.equal(notified('resolved').length, ended);
    });
  });

  describe('a view that is silent', () => {
    let blind: KnownAlert | undefined;

    it('is an alert, along with those that nothing has ended', async () => {
      clearInterval(ticks);
      const alerts = await alertmanager.until('another alert', ({ length }) => length === 2);
      blind = alerts.find(({ labels }) => labels.alertname === 'No data');
      const { alarm_id: id, ...labels } = blind?.labels ?? {};
      assert.match(String(id), /^[0-9a-f]{32}$/);
      assert.deepEqual(labels, {
        alertname: 'No data',
        severity: 'warning',
        appliance: 'Appliance (alertmanager)',
      });
      const drops = alerts.find((alert) => alert.labels.path === SERVICE);
      assert.ok(drops);
      await alertmanager.until('another round', (again) =>
        again.some(({ labels, updatedAt }) => labels.path === SERVICE && updatedAt > drops.updatedAt),
      );
    });

    it('ends with the next update', async () => {
      goOn();
      await only('the end');
      running.simulator.calm();
      await alertmanager.until('the end of all', ({ length }) => length === 0);
    });
  });
});

/** Nodes that make the flow forget what it keeps, and nothing else. */
function losing(z: string): FlowNode[] {
  const place = { z, x: 0, y: 0 };
  return [
    { id: LOSE, type: 'inject', name: 'Lose', ...place, props: [], wires: [[LOST]] },
    { id: LOST, type: 'change', ...place, rules: [{ t: 'delete', p: 'alerts', pt: 'flow' }], wires: [[]] },
  ];
}

describe('the example alertmanager, with names of any kind', function () {
  this.timeout(120_000);
  const running = new RunningExample('alertmanager', { hosts: 4, interval: 0 });
  let system: ScriptedSystem;
  let webhook: Webhook;
  let alertmanager: Alertmanager;

  before(async function () {
    system = await startHostileSystem();
    webhook = await Webhook.start();
    alertmanager = await Alertmanager.start(this, webhook.url);
    await running.start({
      edit: (node) => {
        if (node.type === 'http request') return { ...node, url: `${alertmanager.url}/api/v2/alerts` };
        if (node.type === 'activelogic-appliance') return { ...node, url: system.url };
        if (node.type === 'activelogic-liveview') return { ...node, distributions: DISTRIBUTIONS };
        if (node.type !== 'activelogic-alert') return node;
        const conditions = [{ column: 'inbound', measure: 'value', op: 'gte', raise: 1 }];
        return { ...node, conditions, raiseFor: 0 };
      },
    });
  });
  after(async () => {
    await running.stop();
    await (alertmanager as Alertmanager | undefined)?.stop();
    (webhook as Webhook | undefined)?.stop();
    await (system as ScriptedSystem | undefined)?.stop();
  });

  it('has an alert for each item, and labels that Alertmanager takes', async () => {
    const numbers = HOSTILE_ITEMS.filter(([, inbound]) => typeof inbound === 'number').length;
    const count = HOSTILE_HOSTS.length * numbers;
    const alerts = await alertmanager.until('all alerts', ({ length }) => length >= count);
    assert.equal(alerts.length, count);
    assert.equal(new Set(alerts.map(({ labels }) => labels.alarm_id)).size, count);
    const names = new Set(alerts.map(({ labels }) => labels._name_a_b));
    // UTF-8 turns any half of a surrogate pair into the same character.
    const known = HOSTILE_ITEMS.map(([name]) => name).filter((name) => !/\p{Surrogate}/u.test(name));
    assert.deepEqual(
      known.filter((name) => name !== '' && name !== 'text' && name !== 'no values' && !names.has(name)),
      [],
    );
    assert.deepEqual(
      [...new Set(alerts.map(({ labels }) => labels._1_local_host))].sort(),
      [...HOSTILE_HOSTS].sort(),
    );
    assert.deepEqual(running.comms.debug.all, []);
    assert.deepEqual(running.nodeRed.complaints(), []);
  });
});

describe('the example alertmanager, with distributions of one name', function () {
  this.timeout(120_000);
  const running = new RunningExample('alertmanager', { hosts: 4, interval: 0 });
  let system: ScriptedSystem;
  let webhook: Webhook;
  let alertmanager: Alertmanager;

  before(async function () {
    system = await ScriptedSystem.start();
    system.onPeer = (peer) => {
      peer.catalog();
      void peer.view().then(() => {
        peer.update(nested(LABELS));
      });
    };
    webhook = await Webhook.start();
    alertmanager = await Alertmanager.start(this, webhook.url);
    await running.start({
      edit: (node) => {
        if (node.type === 'http request') return { ...node, url: `${alertmanager.url}/api/v2/alerts` };
        if (node.type === 'activelogic-appliance') return { ...node, url: system.url };
        if (node.type === 'activelogic-liveview') return { ...node, distributions: SAME };
        if (node.type !== 'activelogic-alert') return node;
        const conditions = [{ column: 'inbound', measure: 'value', op: 'gte', raise: 1 }];
        return { ...node, conditions, raiseFor: 0 };
      },
    });
  });
  after(async () => {
    await running.stop();
    await (alertmanager as Alertmanager | undefined)?.stop();
    (webhook as Webhook | undefined)?.stop();
    await (system as ScriptedSystem | undefined)?.stop();
  });

  it('has a label of its own for each level', async () => {
    const [alert] = await alertmanager.until('an alert', ({ length }) => length > 0);
    const { labels = {} } = alert ?? {};
    for (const label of LABELS) assert.equal(labels[label], `in ${label}`);
    assert.equal(labels.path, LABELS.map((label) => `in ${label}`).join(' / '));
  });
});
