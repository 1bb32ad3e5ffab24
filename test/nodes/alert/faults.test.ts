import assert from 'node:assert/strict';
import { unload } from '../../support/node-red';
import { Cells, type Way } from './cells';
import type { Leaf } from './line';

/** Raised by more than 100; 50 is too little. */
const SPEED = { column: 'speed', op: 'gt', raise: 100 };
/** Raised by more than 500 a second, of either kind of counter. */
const RATES = [
  { column: 'sum', measure: 'rate', op: 'gt', raise: 500 },
  { column: 'count', measure: 'rate', op: 'gt', raise: 500 },
];

function at(host: string, service: string, values: Omit<Leaf, 'path'>): Leaf {
  return { path: [host, service], ...values };
}

const high = (service = 'x'): Leaf => at('h', service, { speed: 150 });
const low = (service = 'x'): Leaf => at('h', service, { speed: 50 });
const unknown = (service = 'x'): Leaf => at('h', service, {});

/** Traffic that is counted in both ways. */
class Traffic {
  private sum = 1000;

  /** The next update, this time after the one before. */
  after(ms: number, rate: number, speed = 1): Leaf {
    this.sum += (rate * ms) / 1000;
    return at('h', 'x', { speed, count: (rate * ms) / 1000, sum: this.sum });
  }
}

describe('an alert node of every output, behind every output and shape', () => {
  afterEach(async () => {
    await unload();
  });

  describe('identity', () => {
    it('two appliances with one label are not taken for one', async () => {
      const cells = await Cells.start({ conditions: [SPEED], raiseFor: 2 });
      for (const node of ['a', 'b']) cells.add(node, { node, applianceId: node, appliance: 'h' });
      for (let second = 0; second < 3; second++) {
        cells.says();
        await cells.update([high()], { from: 'a' });
        await cells.update([low()], { from: 'b' });
        await cells.wait(1);
      }
      cells.says('raised h / x');
      await cells.update([high()], { from: 'a' });
      await cells.update([high()], { from: 'b' });
      cells.says();
    });

    it('two liveview nodes on one view are each judged by themselves', async () => {
      const cells = await Cells.start({ conditions: RATES, raiseFor: 1 });
      for (const node of ['a', 'b']) cells.add(node, { node });
      const traffic = new Traffic();
      for (let second = 0; second < 3; second++) {
        cells.says();
        const leaf = traffic.after(1000, 550);
        await cells.update([leaf], { from: 'a' });
        await cells.update([leaf], { from: 'b' });
        await cells.wait(1);
      }
      cells.says('raised h / x', 'raised h / x');
      const leaf = traffic.after(1000, 450);
      for (const from of ['a', 'b']) await cells.update([leaf], { from });
      cells.says('cleared h / x', 'cleared h / x');
    });

    const twice: [string, Way][] = [
      ['a junction beside a direct wire, or a function that doubles messages', 'each twice'],
      ['a second wire that is later than the first', 'all twice'],
    ];
    for (const [name, way] of twice)
      it(`${name}: each update is judged once`, async () => {
        const cells = await Cells.start({ conditions: RATES, raiseFor: 1, clearFor: 1 }, way);
        const traffic = new Traffic();
        const play = async (rate: number): Promise<void> => {
          await cells.wait(1);
          await cells.update([traffic.after(1000, rate), low('other')]);
        };
        for (let second = 0; second < 2; second++) await play(550);
        cells.says();
        await play(550);
        cells.says('raised h / x');
        for (let second = 0; second < 5; second++) await play(550);
        cells.says();
        for (let second = 0; second < 2; second++) await play(450);
        cells.says('cleared h / x');
      });

    const paths: [string, [string, string][]][] = [
      [
        'nameless levels are kept',
        [
          ['', 'Web'],
          ['Web', ''],
          ['', ''],
        ],
      ],
      [
        'names that are numbers reverse no path',
        [
          ['2', '1'],
          ['1', '2'],
        ],
      ],
      [
        'names that are cleaned for a database do not merge',
        [
          ['a\n', 'x'],
          ['a%0A', 'x'],
          ['a\\', 'x'],
          ['a', 'x'],
        ],
      ],
    ];
    for (const [name, each] of paths)
      it(name, async () => {
        const cells = await Cells.start({ conditions: [SPEED] });
        cells.add('live', { distributions: [{ name: '2' }, { name: '1' }] });
        await cells.update(each.map((path) => ({ path, speed: 150 })));
        cells.says(...each.map((path) => `raised ${path.join(' / ')}`));
        await cells.update(each.map((path) => ({ path, speed: 50 })));
        cells.says(...each.map((path) => `cleared ${path.join(' / ')}`));
      });
  });

  describe('absence', () => {
    it('a view that becomes empty ends its alarms', async () => {
      const cells = await Cells.start({ conditions: [SPEED], goneFor: 2 });
      await cells.update([high('x'), high('y')]);
      cells.says('raised h / x', 'raised h / y');
      await cells.wait(1);
      await cells.update([]);
      cells.says();
      await cells.wait(1);
      await cells.update([]);
      cells.says('gone h / x', 'gone h / y');
      await cells.wait(1);
      await cells.update([]);
      cells.says();
    });

    for (const [name, others] of [
      ['with others', [low('other')]],
      ['alone', []],
    ] as const)
      it(`an item whose values are all null is gone like any other: ${name}`, async () => {
        const cells = await Cells.start({ conditions: [SPEED], goneFor: 2, clearFor: 60 });
        await cells.update([high(), ...others]);
        cells.says('raised h / x');
        for (let second = 0; second < 2; second++) {
          cells.says();
          await cells.wait(1);
          await cells.update([unknown(), ...others]);
        }
        cells.says('gone h / x');
        await cells.wait(1);
        await cells.update([high(), ...others]);
        cells.says('raised h / x');
      });

    it('an item whose values are null for a moment stays', async () => {
      const cells = await Cells.start({ conditions: [SPEED], goneFor: 2 });
      for (const leaf of [high(), unknown(), high(), unknown(), high()]) {
        await cells.update([leaf]);
        await cells.wait(1);
      }
      cells.says('raised h / x');
    });

    it('a view that is silent is reported, and its alarms stay', async () => {
      const cells = await Cells.start({ conditions: [SPEED], noDataFor: 5 });
      await cells.update([high()]);
      cells.says('raised h / x');
      await cells.wait(4);
      cells.says();
      await cells.wait(2);
      cells.says('nodata');
      await cells.wait(3600);
      cells.says();
      await cells.update([high()]);
      cells.says('resumed');
      await cells.wait(1);
      await cells.update([low()]);
      cells.says('cleared h / x');
    });

    it('a view that never came is reported', async () => {
      const cells = await Cells.start({ conditions: [SPEED], noDataFor: 5 });
      await cells.wait(4);
      cells.says();
      await cells.wait(2);
      cells.says('nodata');
      await cells.update([low()]);
      cells.says('resumed');
    });

    it('a view that is changed ends its alarms at once', async () => {
      const cells = await Cells.start({ conditions: [SPEED], goneFor: 3600, clearFor: 3600 });
      await cells.update([high('x'), high('y')]);
      cells.says('raised h / x', 'raised h / y');
      for (const line of cells.lines()) line.show([{ name: 'Local Host' }, { name: 'Application' }]);
      await cells.update([high('x')]);
      cells.says('gone h / x', 'gone h / y', 'raised h / x');
      for (const line of cells.lines()) line.show([{ name: 'Local Host' }, { name: 'Service' }]);
      await cells.update([]);
      cells.says('gone h / x');
    });
  });

  describe('continuity', () => {
    it('after a deploy nothing is raised again, and what has ended is said', async () => {
      const cells = await Cells.start({ conditions: [SPEED] });
      await cells.update([high('x'), high('y'), high('z')]);
      cells.says('raised h / x', 'raised h / y', 'raised h / z');
      await cells.deploy();
      for (const line of cells.lines()) line.repeat();
      await cells.update([high('x'), low('y')]);
      await cells.wait(1);
      await cells.update([high('x'), low('y')]);
      cells.says('cleared h / y', 'gone h / z');
    });

    it('after a deploy a view that is silent is not reported again', async () => {
      const cells = await Cells.start({ conditions: [SPEED], noDataFor: 5 });
      await cells.update([high()]);
      await cells.wait(6);
      cells.says('raised h / x', 'nodata');
      await cells.deploy();
      await cells.wait(60);
      cells.says();
      await cells.update([low()]);
      cells.says('resumed', 'cleared h / x');
    });
  });

  describe('clocks', () => {
    const clocks: [string, (now: number) => number | null][] = [
      ['in whole seconds', (now) => Math.floor(now / 1000) * 1000],
      ['that stands still', () => 1_700_000_000_000],
      ['at 0', () => 0],
      ['that began at 0', (now) => now - 1_700_000_000_000],
      ['that runs backwards', (now) => 3_400_000_000_000 - now],
      ['that is not said', () => null],
    ];
    for (const [name, clock] of clocks)
      it(`+250 every 250 ms is 1,000 a second, by a clock ${name}`, async () => {
        const cells = await Cells.start({ conditions: RATES, raiseFor: 1, clearFor: 1 });
        const traffic = new Traffic();
        const play = async (rate: number): Promise<void> => {
          await cells.wait(0.25);
          await cells.update([traffic.after(250, rate)], { time: clock(cells.clock.now()) });
        };
        for (let update = 0; update < 5; update++) await play(1000);
        cells.says();
        await play(1000);
        cells.says('raised h / x');
        for (let update = 0; update < 12; update++) await play(1000);
        cells.says();
        for (let update = 0; update < 5; update++) await play(250);
        cells.says('cleared h / x');
      });

    for (const [name, shift] of [
      ['−0.95 s', -950],
      ['+4 min', 240_000],
      ['−4 min', -240_000],
    ] as const) {
      it(`a step of ${name} is no false alarm and no false clear`, async () => {
        const cells = await Cells.start({ conditions: RATES, match: 'any', clearFor: 0, raiseFor: 0 });
        const slow = new Traffic();
        const fast = new Traffic();
        let offset = 0;
        const play = async (step: number): Promise<void> => {
          offset += step;
          await cells.wait(1);
          const leaves = [
            { ...slow.after(1000, 450), path: ['h', 'slow'] as const },
            { ...fast.after(1000, 550), path: ['h', 'fast'] as const },
          ];
          await cells.update(leaves, { time: cells.clock.now() + offset });
        };
        for (let update = 0; update < 4; update++) await play(0);
        cells.says('raised h / fast');
        for (let update = 0; update < 3; update++) {
          await play(shift * (update % 2 === 0 ? 1 : -1));
          for (let more = 0; more < 3; more++) await play(0);
        }
        cells.says();
      });

      it(`a step of ${name} does not count towards the time to hold`, async () => {
        const cells = await Cells.start({ conditions: [SPEED], raiseFor: 5, clearFor: 5 });
        let offset = 0;
        const play = async (leaf: Leaf, step = 0): Promise<void> => {
          offset += step;
          await cells.wait(1);
          await cells.update([leaf], { time: cells.clock.now() + offset });
        };
        for (let update = 0; update < 3; update++) await play(low());
        for (const step of [0, shift, 0, 0, 0]) await play(high(), step);
        cells.says();
        await play(high());
        cells.says('raised h / x');
        for (const step of [0, -shift, 0, 0, 0]) await play(low(), step);
        cells.says();
        await play(low());
        cells.says('cleared h / x');
      });
    }

    it('the list stays in the order in which alarms were raised, when the wall clock is set', async () => {
      const cells = await Cells.start({ conditions: [SPEED] });
      const leaves: Leaf[] = [];
      for (const name of ['b', 'a', 'c']) {
        leaves.push(high(name));
        await cells.update(leaves, { time: null });
        cells.says(`raised h / ${name}`);
        cells.clock.jump(-600_000);
        await cells.wait(1);
      }
      for (const list of cells.lists()) assert.deepEqual(list, ['h / b', 'h / a', 'h / c']);
    });
  });

  describe('updates that are missing', () => {
    for (const [name, isDated] of [
      ['with the appliance’s clock', true],
      ['without it', false],
    ] as const) {
      /** Updates at a steady rate, which is too low to raise. */
      const steady = async (cells: Cells, traffic: Traffic): Promise<void> => {
        for (let second = 0; second < 4; second++) await one(cells, traffic, 450);
        cells.says();
      };
      const one = async (cells: Cells, traffic: Traffic, rate: number, ms = 1000): Promise<void> => {
        await cells.wait(ms / 1000);
        await cells.update([traffic.after(ms, rate)], { time: isDated ? cells.clock.now() : null });
      };
      const start = (): Promise<Cells> => Cells.start({ conditions: RATES, match: 'any', goneFor: 60 });
      /** No event yet, but real growth still has one. */
      const growth = async (cells: Cells, traffic: Traffic): Promise<void> => {
        cells.says();
        await one(cells, traffic, 550);
        cells.says('raised h / x');
      };

      it(`a burst is no growth, ${name}`, async () => {
        const cells = await start();
        const traffic = new Traffic();
        await steady(cells, traffic);
        await cells.wait(5);
        const now = cells.clock.now();
        for (let update = 4; update >= 0; update--)
          await cells.update([traffic.after(1000, 450)], { time: isDated ? now - update * 1000 : null });
        await one(cells, traffic, 450);
        await growth(cells, traffic);
      });

      for (const over of ['newest', 'interval'] as const)
        it(`an interval is no growth, ${name}: over ${over}`, async () => {
          const cells = await start();
          cells.add('live', { interval: 3, over });
          const traffic = new Traffic();
          for (let second = 0; second < 13; second++) await one(cells, traffic, 450);
          cells.says();
          for (let second = 0; second < 7; second++) await one(cells, traffic, 550);
          cells.says('raised h / x');
        });

      it(`an item that a limit left out has not grown, ${name}`, async () => {
        const cells = await start();
        cells.add('live', { limit: 1 });
        const traffic = new Traffic();
        await steady(cells, traffic);
        for (let second = 0; second < 3; second++) {
          await cells.wait(1);
          const more = { ...new Traffic().after(1000, 1, 999), path: ['h2', 'y'] as const };
          await cells.update([traffic.after(1000, 450), more], { time: isDated ? cells.clock.now() : null });
        }
        await one(cells, traffic, 450);
        await growth(cells, traffic);
      });

      it(`an invalid frame is no growth, ${name}`, async () => {
        const cells = await start();
        const traffic = new Traffic();
        await steady(cells, traffic);
        await cells.wait(1);
        traffic.after(1000, 450);
        for (const line of cells.lines()) line.skip();
        await one(cells, traffic, 450);
        await growth(cells, traffic);
      });
    }
  });
});
