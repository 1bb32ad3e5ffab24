/**
 * Items per second from an appliance through a broker to one, two and three Node-REDs, and the processor time of each
 * part: the example `mqtt-fan-out` with a real Mosquitto, all on this machine. A new update is asked for as soon as
 * the one before is published and no more than a few are on their way, so that all go as fast as the slowest.
 */
import { cpus } from 'node:os';
import { Simulator } from '../simulator';
import { Signal } from '../test/support/signal';
import { launchMosquitto } from '../test/support/servers/mosquitto';
import { within } from '../test/support/within';
import { manyAppliances, publisher, type Way, type Work, worker } from './fanout/flows';
import { cpuSeconds, Member, memory } from './fanout/member';

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Items of an update. */
const ITEMS = Number(process.env.ITEMS ?? 1000);
/** Updates that are published and not worked off yet, at most. */
const AHEAD = 4;
/** s */
const MEASURED = Number(process.env.SECONDS ?? 8);
const WARM_UP = Math.min(2, MEASURED);
const MOST_WORKERS = Number(process.env.WORKERS ?? 3);

/** Appliances that one Node-RED reads in the second part, and the items of each, with an update a second. */
const APPLIANCES = Number(process.env.APPLIANCES ?? 100);
const ITEMS_EACH = 100;

const RUNS: readonly { name: string; way: Way; work: Work }[] = [
  { name: 'messages per item, counted', way: 'items', work: 'counts' },
  { name: 'messages per item, 2 ms of waiting', way: 'items', work: 'waits' },
  { name: 'messages per item, about 0.6 ms of computing', way: 'items', work: 'computes' },
  { name: 'messages per update, counted', way: 'updates', work: 'counts' },
];

async function spread(): Promise<void> {
  const broker = await launchMosquitto(['max_queued_messages 100000']);
  const simulator = new Simulator({ port: 0, hosts: ITEMS, interval: 0 });
  const port = Number(new URL(await simulator.start()).port);
  const changes = new Signal();
  const changed = (): void => {
    changes.after(() => undefined);
  };
  const source = await Member.start(publisher(port, broker.port), changed);
  const workers: Member[] = [];
  const done = (): number => workers.reduce((sum, { count }) => sum + count, 0);

  /** Goes on for some seconds. */
  async function flow(seconds: number): Promise<void> {
    const end = performance.now() + seconds * 1000;
    while (performance.now() < end) {
      const published = source.count + ITEMS;
      simulator.tick();
      await within(
        120,
        changes.until(() => source.count >= published && source.count - done() < AHEAD * ITEMS),
        () => `published ${source.count} of ${published}, done ${done()}`,
      );
    }
  }

  async function run({ name, way, work }: (typeof RUNS)[number]): Promise<void> {
    for (const member of workers) await member.press(work);
    const lost = source.count - done();
    await source.press(`open ${way}`);
    await simulator.waitForViews(1);
    await within(
      60,
      changes.until(() => done() === source.count - lost && done() > 0),
      () => 'nothing comes',
    );
    await flow(WARM_UP);
    const pids = [source.nodeRed.pid, broker.server.pid, ...workers.map(({ nodeRed }) => nodeRed.pid)];
    const before = { at: performance.now(), done: done(), cpu: pids.map(cpuSeconds) };
    await flow(MEASURED);
    const seconds = (performance.now() - before.at) / 1000;
    const items = done() - before.done;
    const cpu = pids.map((pid, index) => ((cpuSeconds(pid) - (before.cpu[index] ?? 0)) / items) * 1e6);
    await within(
      120,
      changes.until(() => source.count - done() === lost),
      () => 'items are missing',
    );
    await source.press(`close ${way}`);
    await simulator.waitForViews(0);
    const [publishing = 0, brokering = 0, ...working] = cpu;
    const each = [publishing, brokering, working.reduce((sum, one) => sum + one, 0)].map((us) =>
      us.toFixed(0),
    );
    print(`| ${name} | ${workers.length} | ${Math.round(items / seconds)} | ${each.join(' | ')} |`);
  }

  print(`\nUpdates of ${ITEMS} items\n`);
  print('| what | workers | items/s | µs of publisher per item | of broker | of workers together |');
  print('| --- | --- | --- | --- | --- | --- |');
  try {
    for (let count = 1; count <= MOST_WORKERS; count++) {
      workers.push(await Member.start(worker(port, broker.port), changed));
      for (const each of RUNS) await run(each);
    }
  } finally {
    for (const { nodeRed } of [source, ...workers]) await nodeRed.stop();
    await broker.server.stop();
    await simulator.stop();
  }
}

async function many(): Promise<void> {
  const broker = await launchMosquitto();
  const simulators = Array.from(
    { length: APPLIANCES },
    (_, seed) => new Simulator({ port: 0, hosts: ITEMS_EACH, interval: 1, seed }),
  );
  const ports: number[] = [];
  for (const simulator of simulators) ports.push(Number(new URL(await simulator.start()).port));
  const changes = new Signal();
  const reader = await Member.start(manyAppliances(ports, broker.port), () => {
    changes.after(() => undefined);
  });
  const counted = async (count: number): Promise<void> => {
    await within(
      120,
      changes.until(() => reader.count >= count),
      () => `only ${reader.count} items`,
    );
  };
  const perSecond = APPLIANCES * ITEMS_EACH;
  try {
    for (const simulator of simulators) await simulator.waitForViews(1);
    await counted(reader.count + WARM_UP * perSecond);
    const pids = [reader.nodeRed.pid, broker.server.pid];
    const before = { at: performance.now(), count: reader.count, cpu: pids.map(cpuSeconds) };
    await counted(before.count + MEASURED * perSecond);
    const seconds = (performance.now() - before.at) / 1000;
    const [reading = 0, brokering = 0] = pids.map((pid, index) => cpuSeconds(pid) - (before.cpu[index] ?? 0));
    const percent = (cpu: number): string => `${((100 * cpu) / seconds).toFixed(1)} %`;
    print(
      `\n${APPLIANCES} appliances with ${ITEMS_EACH} items each and an update a second, read by one Node-RED\n`,
    );
    print('| items/s | processor of Node-RED | of broker | memory of Node-RED |');
    print('| --- | --- | --- | --- |');
    const rate = Math.round((reader.count - before.count) / seconds);
    print(`| ${rate} | ${percent(reading)} | ${percent(brokering)} | ${memory(pids[0]).toFixed(0)} MiB |`);
  } finally {
    await reader.nodeRed.stop();
    await broker.server.stop();
    for (const simulator of simulators) await simulator.stop();
  }
}

async function main(): Promise<void> {
  print(`${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, Node.js ${process.version}`);
  await spread();
  await many();
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
