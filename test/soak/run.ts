import { appendFileSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { within } from '../support/within';
import { type Fault, FAULTS } from './faults';
import { ASK_BUTTON, buildFlows, configOf, tabOf, type Versions } from './flows';
import { Ledger } from './ledger';
import { LogLines } from './log-lines';
import type { SoakOptions } from './options';
import { DEPLOYS, type Deploy, Plan, TIMETABLE } from './plan';
import { Random } from './random';
import { Recoveries } from './recoveries';
import { describeSample, type Sample } from './samples';
import { Soaked } from './soaked';
import type { FromAppliances, FromProbe, Inside, Outside } from './talk';
import { checkSample, describeRanges, judgeHeap } from './verdict';
import { type ApplianceName, APPLIANCES, CHANGES, CHANGING, LIVE_NODES, REFUSED_BUTTON } from './views';

/** How many problems are printed. The rest are only counted. */
const TOLD = 50;
/** How long a node can be without an update while all is well, ms, added to its interval. */
const QUIET = 3000;

/** Waits for the answer of one of the processes. */
class Question<T> {
  private resolve: ((answer: T) => void) | undefined;

  ask(send: () => void): Promise<T> {
    const answer = new Promise<T>((resolve) => (this.resolve = resolve));
    send();
    return within(30, answer, () => 'A process does not answer');
  }

  answer(value: T): void {
    this.resolve?.(value);
  }
}

/** A soak from its start to its verdict. */
export class Run {
  /** Whether the soak was ended early. */
  interrupted = false;
  private readonly plan: Plan;
  private readonly ledger = new Ledger((text) => {
    this.fault(text);
  });
  private readonly recoveries = new Recoveries((text) => {
    this.fault(text);
  });
  private readonly log = new LogLines((text) => {
    this.fault(text);
  });
  private readonly soaked: Soaked;
  private readonly interruption = new AbortController();
  private readonly started = new Question<Record<ApplianceName, number>>();
  private readonly inside = new Question<Inside>();
  private readonly outside = new Question<Record<ApplianceName, Outside>>();
  private readonly versions: Versions = {};
  private readonly alarms: Record<string, number> = {};
  private readonly caught = new Map<string, number>();
  private readonly samples: Sample[] = [];
  private ports: Record<ApplianceName, number> = { A: 0, B: 0, C: 0 };
  private deploys = 0;
  private deploysInTrouble = 0;
  private faults = 0;
  /** How many faults cut views off, and how many the alert node must see. */
  private cuts = 0;
  private bursts = 0;
  private changes = 0;
  private catalogs = 0;
  private asked = 0;
  private wrong = 0;
  private beginning = 0;

  constructor(
    private readonly options: SoakOptions,
    private readonly print: (line: string) => void,
  ) {
    this.plan = new Plan(new Random(options.seed));
    this.soaked = new Soaked({
      probe: (message) => {
        this.heardProbe(message);
      },
      appliances: (message) => {
        this.heardAppliances(message);
      },
      out: (line) => {
        this.log.out(line);
      },
      error: (line) => {
        this.log.error(line);
      },
      died: (text) => {
        this.fault(text);
        this.interruption.abort();
      },
    });
  }

  /** @returns whether everything held, over the whole time */
  async run(): Promise<boolean> {
    const { options } = this;
    if (options.samples !== undefined) writeFileSync(options.samples, '');
    this.print(`A soak of ${options.minutes} minutes with seed ${options.seed}`);
    try {
      this.ports = await this.started.ask(() => {
        this.soaked.startAppliances(options.seed);
      });
      await this.soaked.startNodeRed(buildFlows(this.ports, this.versions));
      this.beginning = Date.now();
      for (let minute = 0; minute < options.minutes; minute++) await this.minute(minute);
    } catch (error) {
      if (!this.interruption.signal.aborted) throw error;
    } finally {
      await this.soaked.end();
    }
    return this.conclude();
  }

  /** Ends it early. */
  interrupt(): void {
    this.interrupted = true;
    this.interruption.abort();
    void this.soaked.end();
  }

  /** Ends everything at once. For a process that is about to exit. */
  destroy(): void {
    this.soaked.destroy();
  }

  private async minute(minute: number): Promise<void> {
    const start = this.beginning + minute * 60_000;
    const until = async (seconds: number): Promise<void> => {
      const ms = start + seconds * 1000 - Date.now();
      await delay(Math.max(0, ms), undefined, { signal: this.interruption.signal });
    };
    await until(TIMETABLE.deploy);
    await this.deployInCalm(minute, until);
    const faults = this.plan.minute();
    await Promise.all([
      ...faults.map((fault) => this.applyFault(fault, until)),
      this.changeViews(until),
      this.deployInTrouble(minute, until),
    ]);
    await until(TIMETABLE.sample);
    await this.sample();
  }

  /** Makes a deploy that changes no view and no appliance, and checks that the connections stay. */
  private async deployInCalm(minute: number, until: (seconds: number) => Promise<void>): Promise<void> {
    const deploy = DEPLOYS[minute % DEPLOYS.length] ?? 'full';
    const before = await this.lookOutside();
    await this.deploy(deploy, minute);
    await until(TIMETABLE.settled);
    if (deploy === 'full' || deploy === 'config') return;
    const after = await this.lookOutside();
    // The deploy takes the changing node back to the view of its form.
    for (const appliance of ['A', 'B'] as const) {
      if (after[appliance].upgrades !== before[appliance].upgrades)
        this.fault(`A deploy (${deploy}) has cost ${appliance} its connections`);
    }
  }

  private async deployInTrouble(minute: number, until: (seconds: number) => Promise<void>): Promise<void> {
    if (minute % 2 === 0) return;
    await until(TIMETABLE.faultyDeploy);
    this.deploysInTrouble++;
    await this.deploy(DEPLOYS[Math.floor(minute / 2) % DEPLOYS.length] ?? 'full', minute);
  }

  private async deploy(deploy: Deploy, minute: number): Promise<void> {
    const appliance = APPLIANCES[minute % APPLIANCES.length] ?? 'A';
    const live = LIVE_NODES[minute % LIVE_NODES.length]?.id ?? CHANGING;
    if (deploy === 'flows') this.change(tabOf(appliance));
    if (deploy === 'config') this.change(configOf(appliance));
    if (deploy === 'flows' || deploy === 'nodes') this.change(live);
    const type = deploy === 'full' || deploy === 'flows' ? deploy : 'nodes';
    await this.soaked.deploy(buildFlows(this.ports, this.versions), type);
    this.deploys++;
  }

  private change(id: string): void {
    this.versions[id] = (this.versions[id] ?? 0) + 1;
  }

  private async changeViews(until: (seconds: number) => Promise<void>): Promise<void> {
    const { from, every, to } = TIMETABLE.changes;
    const buttons = [...Object.keys(CHANGES), REFUSED_BUTTON];
    for (let at = from; at <= to; at += every) {
      await until(at);
      const button = buttons[this.changes++ % buttons.length];
      if (button !== undefined) await this.soaked.press(button);
    }
    await this.soaked.press(ASK_BUTTON);
    this.asked++;
  }

  private async applyFault(
    { appliance, kind, at }: Fault,
    until: (seconds: number) => Promise<void>,
  ): Promise<void> {
    await until(at);
    this.faults++;
    if (FAULTS[kind].cuts) this.cuts++;
    if (kind === 'drops' && appliance === 'B') this.bursts++;
    this.recoveries.expect(appliance, kind);
    this.soaked.tellAppliances({ kind: 'begin', appliance, fault: kind });
    await until(at + FAULTS[kind].length);
    this.soaked.tellAppliances({ kind: 'end', appliance, fault: kind });
  }

  private async lookOutside(): Promise<Record<ApplianceName, Outside>> {
    return this.outside.ask(() => {
      this.soaked.tellAppliances({ kind: 'look' });
    });
  }

  private async sample(): Promise<void> {
    this.recoveries.check();
    const now = Date.now();
    for (const { id, interval } of LIVE_NODES) {
      const silence = now - (this.ledger.latest.get(id) ?? 0);
      if (silence > interval * 1000 + QUIET) this.fault(`${id} has had no update for ${silence} ms`);
    }
    const outside = Object.values(await this.lookOutside());
    const inside = await this.inside.ask(() => {
      this.soaked.tellProbe({ kind: 'look', ports: Object.values(this.ports) });
    });
    const { updates, items, compared, skipped } = this.ledger;
    const sample: Sample = {
      at: (Date.now() - this.beginning) / 1000,
      inside,
      open: outside.reduce((sum, { open }) => sum + open, 0),
      upgrades: outside.reduce((sum, { upgrades }) => sum + upgrades, 0),
      updates,
      items,
      compared,
      skipped,
      deploys: this.deploys,
      faults: this.faults,
      lost: this.log.lost,
      back: this.log.back,
      alarms: { ...this.alarms },
      log: { ...this.log.counts },
      wrong: this.wrong,
    };
    this.samples.push(sample);
    for (const text of checkSample(sample, this.samples[0] ?? sample)) this.fault(text);
    sample.wrong = this.wrong;
    this.print(describeSample(sample));
    if (this.options.samples !== undefined)
      appendFileSync(this.options.samples, `${JSON.stringify(sample)}\n`);
  }

  private heardProbe(message: FromProbe): void {
    switch (message.kind) {
      case 'arrived':
        for (const update of message.updates) {
          this.ledger.add(update);
          this.recoveries.arrived(update);
        }
        break;
      case 'alarm':
        this.alarms[message.state] = (this.alarms[message.state] ?? 0) + 1;
        break;
      case 'catalog':
        this.catalogs++;
        break;
      case 'caught':
        this.caught.set(message.message, (this.caught.get(message.message) ?? 0) + 1);
        if (message.node !== CHANGING) this.fault(`${message.node} fails: ${message.message}`);
        break;
      case 'problem':
        this.fault(message.text);
        break;
      case 'inside':
        this.inside.answer(message.inside);
        break;
    }
  }

  private heardAppliances(message: FromAppliances): void {
    switch (message.kind) {
      case 'started':
        this.started.answer(message.ports);
        break;
      case 'expected':
        this.ledger.expect(message.expected);
        break;
      case 'began':
        this.recoveries.note('began', message.appliance, message.at);
        break;
      case 'ended':
        this.recoveries.note('end', message.appliance, message.at);
        break;
      case 'outside':
        this.outside.answer(message.outside);
        break;
    }
  }

  private fault(text: string): void {
    this.wrong++;
    if (this.wrong <= TOLD) this.print(`WRONG ${new Date().toISOString()} ${text}`);
  }

  private conclude(): boolean {
    const heap = judgeHeap(this.samples);
    if (heap.wrong) this.fault(`The heap grows: ${heap.text}`);
    if (this.log.lost > this.cuts + APPLIANCES.length * this.deploysInTrouble)
      this.fault(`${this.log.lost} warnings of an appliance that is lost, after ${this.cuts} faults`);
    if (this.bursts > 0 && this.alarms.raised === undefined) this.fault('There were drops, and no alarm');
    const { updates, items, compared, skipped } = this.ledger;
    const complete = this.samples.length === this.options.minutes;
    this.print('');
    this.print(`Samples      ${this.samples.length} of ${this.options.minutes}`);
    for (const line of describeRanges(this.samples)) this.print(line);
    this.print(`Heap         ${heap.text}`);
    this.print(`Updates      ${updates}, with ${items} items; ${skipped} more were left out for newer ones`);
    this.print(`Compared     ${compared} updates with what the system has shown, every name and number`);
    this.print(`Appliances   lost ${this.log.lost} times, back ${this.log.back} times, as the log has it`);
    this.print(
      `Faults       ${this.faults}, deploys ${this.deploys}, messages that change a view ${this.changes}`,
    );
    this.print(`Catalogues   ${this.catalogs} of ${this.asked} questions`);
    this.print(`Alarms       ${JSON.stringify(this.alarms)}`);
    this.print(`Log lines    ${JSON.stringify(this.log.counts)}`);
    this.print('Back after a fault, every node');
    for (const line of this.recoveries.describe()) this.print(line);
    this.print('Messages that failed');
    for (const [text, count] of this.caught) this.print(`  ${count} times: ${text}`);
    this.print(`Wrong        ${this.wrong}`);
    this.print(complete ? (this.wrong === 0 ? 'PASSED' : 'FAILED') : 'NOT COMPLETE');
    return complete && this.wrong === 0;
  }
}
