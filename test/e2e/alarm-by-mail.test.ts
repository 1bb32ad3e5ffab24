import assert from 'node:assert/strict';
import { readExample } from '../../scripts/demo/example';
import { HostileAlarms, MARKUP } from '../support/hostile-alarms';
import { Mailbox } from '../support/mailbox';
import { type FlowNode, NodeRed } from '../support/node-red-process';
import { Relay } from '../support/relay';
import { ROOT } from '../support/root';
import { RunningExample } from '../support/running-example';
import { SteppedClock } from '../support/stepped-clock';

/** Seconds between two mails, instead of a minute. */
const PAUSE = 2;

/** Gives a node of the example shorter times, so that the test need not wait long. */
function faster(node: FlowNode): FlowNode {
  if (node.type === 'activelogic-alert') return { ...node, noDataFor: 3 };
  if (node.name === 'Every 5 s') return { ...node, repeat: '1' };
  if (node.name !== 'Gather') return node;
  return { ...node, func: String(node.func).replace('PAUSE = 60', `PAUSE = ${PAUSE}`) };
}

describe('the example alarm-by-mail, running', function () {
  this.timeout(120_000);
  // The alert counts the appliance's seconds; a tick is one of them.
  const clock = new SteppedClock(Date.now());
  const running = new RunningExample('alarm-by-mail', { hosts: 40, interval: 0, clock });
  let mailbox: Mailbox;
  let network: Relay;
  let ticks: NodeJS.Timeout;

  before(async function () {
    mailbox = await Mailbox.start(this);
    network = new Relay(() => mailbox.port);
    await network.listen();
    const port = Number(network.host.split(':')[1]);
    await running.start({ edit: (node) => mailbox.address(faster(node), port) });
    await running.simulator.waitForViews(1);
    ticks = setInterval(() => {
      clock.step(1000);
      running.simulator.tick();
    }, 100);
  });
  after(async () => {
    clearInterval(ticks);
    await running.stop();
    network.refuse();
    await (mailbox as Mailbox | undefined)?.stop();
  });

  it('sends a mail when a service has had drops for 30 seconds', async () => {
    const { simulator } = running;
    const start = simulator.currentTick;
    simulator.disturb({ drops: { share: 0.2, service: 'QUIC' } });
    const mail = await mailbox.read('a mail', (raw) => raw.includes('QUIC'));
    assert.ok(simulator.currentTick >= start + 30, `tick ${simulator.currentTick}, ${start}`);
    assert.match(mail.subject, /^Drops over 5 % \(Warning\): QUIC on Appliance \(alarm-by-mail\), /);
    assert.equal(mail.from.text, 'node-red@example.com');
    assert.equal(mail.to.text, 'noc@example.com');
    assert.match(mail.text, /^\d{4}-\d\d-\d\dT\S+ Drops over 5 % \(Warning\): QUIC on .*\(more than 5 %\)/);
  });

  it('sends another mail when it is over', async () => {
    running.simulator.calm();
    const mail = await mailbox.read('the end', (raw) => raw.includes('is over'));
    assert.match(mail.subject, /^Drops over 5 % \(Warning\) is over after .*: QUIC on /);
  });

  it('says that the appliance cannot be reached, and that it can again', async () => {
    running.simulator.refuse(503);
    running.simulator.terminateAll();
    const blind = await mailbox.read('its blindness', (raw) => raw.includes('is blind'));
    assert.match(blind.subject, /is blind: no update of Service from Appliance \(alarm-by-mail\) for \d+ s/);
    running.simulator.accept();
    const seeing = await mailbox.read('its sight', (raw) => raw.includes('sees again'));
    assert.match(seeing.subject, /sees again: updates of Service from /);
  });

  it('sends one mail for everything that happens at once', async () => {
    running.simulator.disturb({ drops: { share: 0.4 } });
    const mail = await mailbox.read('a storm', (raw) => /Subject: ActiveLogic alarms: \d+ raised/.test(raw));
    const [, count = ''] = /(\d+) raised/.exec(mail.subject) ?? [];
    assert.ok(Number(count) >= 5, mail.subject);
    assert.equal(mail.text.trim().split('\n').length, Number(count));
    assert.equal([...mail.html.matchAll(/<tr>/g)].length, Number(count));
  });

  it('keeps what the server rejects, says so, and sends it when the server accepts it', async () => {
    network.refuse();
    running.simulator.calm();
    const { debug } = running.comms;
    await debug.waitFor('an error', ({ msg }) => /ECONNREFUSED.*, again in a minute$/.test(msg), 60);
    assert.ok(!mailbox.mails.all.some((raw) => /Subject: ActiveLogic alarms: .*cleared/.test(raw)));
    await network.listen();
    const mail = await mailbox.read('the end of the storm', (raw) => raw.includes(' cleared'));
    assert.match(mail.text, /is over after .*: QUIC on /);
  });

  it('reports each event once', async () => {
    const texts = (await Promise.all(mailbox.mails.all.map((raw) => mailbox.parse(raw)))).flatMap(
      ({ text }) => text.trim().split('\n'),
    );
    assert.equal(new Set(texts).size, texts.length);
    for (const [what, times] of [
      [/: QUIC on .*\(more than 5 %\)/, 4],
      [/is over after .*: QUIC on /, 2],
      [/is blind/, 1],
      [/sees again/, 1],
    ] as const)
      assert.equal(texts.filter((text) => what.test(text)).length, times, String(what));
  });
});

describe('hostile texts of an appliance, in the example alarm-by-mail', function () {
  this.timeout(120_000);
  let mailbox: Mailbox;
  let hostile: HostileAlarms;
  let nodeRed: NodeRed;

  before(async function () {
    mailbox = await Mailbox.start(this);
    hostile = await HostileAlarms.start();
    const nodes = readExample(ROOT, 'alarm-by-mail', hostile.system.port).map((node) => {
      if (node.type === 'activelogic-appliance') return { ...node, name: MARKUP };
      if (node.type === 'activelogic-alert') return { ...node, raiseFor: 1 };
      return mailbox.address(faster(node));
    });
    nodeRed = await NodeRed.start(nodes);
  });
  after(async () => {
    await (nodeRed as NodeRed | undefined)?.stop();
    await (hostile as HostileAlarms | undefined)?.stop();
    await (mailbox as Mailbox | undefined)?.stop();
  });

  it('stay plain text in a mail, one line each', async () => {
    const mail = await mailbox.read('a mail');
    assert.equal(mail.subject, 'ActiveLogic alarms: 3 raised');
    const lines = mail.text.trim().split('\n');
    assert.equal(lines.length, 3);
    assert.ok(lines[0]?.includes(`Drops over 5 % (Warning): ${MARKUP} on ${MARKUP}, `), lines[0]);
    assert.deepEqual(
      [...new Set([...mail.html.matchAll(/<\/?(\w+|!)[^>]*>/g)].map(([, tag]) => tag))].sort(),
      ['table', 'td', 'tr'],
    );
    assert.ok(mail.html.includes('&lt;!channel&gt;'), mail.html);
  });
});
