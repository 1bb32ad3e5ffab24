import assert from 'node:assert/strict';
import fc from 'fast-check';
import helper from 'node-red-node-test-helper';
import { show } from '../../lib/invalid-value';
import type { Problem } from '../../lib/settings/rule';
import { problemsOf, readSettings, type Settings } from '../../lib/settings/settings';
import { SETTINGS as ALERT } from '../../nodes/alert/settings';
import { SETTINGS as APPLIANCE } from '../../nodes/appliance/settings';
import { SETTINGS as CATALOG } from '../../nodes/catalog/settings';
import { SETTINGS as DISTRIBUTION } from '../../nodes/distribution/settings';
import { SETTINGS as FILTER } from '../../nodes/filter/settings';
import { SETTINGS as LIVEVIEW } from '../../nodes/liveview/settings';
import { type FlowNode, getNode, hooks, load, unload } from '../support/node-red';
import { Signal } from '../support/signal';

/** The part of Node-RED's util that judges expressions. */
interface Util {
  normalisePropertyExpression(expression: string): unknown;
  prepareJSONataExpression(expression: string, node: object): unknown;
}
// eslint-disable-next-line @typescript-eslint/no-require-imports -- it comes without types
const { util } = require('@node-red/util') as { util: Util };

type Config = Record<string, unknown>;

const NODES = 200;

/** Variables that have a value at run time. */
const VARIABLES: Readonly<Record<string, string>> = {
  ACTIVELOGIC_HOST: 'localhost',
  ACTIVELOGIC_NUMBER: '7',
};

/** The nodes that the configurations refer to. */
const REFERENCES: Readonly<Record<string, string>> = { lab: 'activelogic-appliance', tls: 'tls-config' };

const EDITOR = {
  stores: ['default', 'memory'],
  exists: (id: unknown, type: string): boolean => typeof id === 'string' && REFERENCES[id] === type,
  expressionProblem(expression: string, type: string): string | undefined {
    try {
      if (type === 'jsonata') util.prepareJSONataExpression(expression, {});
      else if (type !== 'env') util.normalisePropertyExpression(expression);
      return undefined;
    } catch (error) {
      return String((error as { message: unknown }).message);
    }
  },
};

/** Any value that a hand-written flow can have. */
const anything = fc.constantFrom(
  ...[undefined, null, '', ' ', 'x', 'a b', true, false, 0, -1, 1.5, 2, '2', ' 3 ', '1e2', '-0.5'],
  ...[[], ['a'], [''], {}, { name: 'a' }, '${ACTIVELOGIC_NUMBER}', '1${ACTIVELOGIC_NUMBER}'],
);

/** Mostly good values. */
function mostly(...good: unknown[]): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...good) }, { weight: 1, arbitrary: anything });
}

const numbers = mostly(undefined, 1, 5, '10', 0.5, 60, '${ACTIVELOGIC_NUMBER}');
const flags = mostly(undefined, true, false);
const names = mostly('Service', 'Local Host', '${ACTIVELOGIC_HOST}');
const args = mostly(undefined, '', 'a/b', null);

function listOf(members: Record<string, fc.Arbitrary<unknown>>, maxLength = 3): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: 8, arbitrary: fc.array(fc.record(members), { maxLength }) },
    { weight: 1, arbitrary: anything },
    { weight: 1, arbitrary: fc.array(anything, { maxLength }) },
  );
}

const typed = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.constantFrom(
      ...[
        { v: 'a', vt: 'str' },
        { v: '5', vt: 'num' },
        { v: 'true', vt: 'bool' },
        { v: '_msgid', vt: 'msg' },
      ],
      ...[
        { v: 'ACTIVELOGIC_HOST', vt: 'env' },
        { v: '"a" & "b"', vt: 'jsonata' },
        { v: '["a"]', vt: 'json' },
      ],
      ...[{ v: '${ACTIVELOGIC_NUMBER}', vt: 'num' }],
    ),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      v: fc.constantFrom('', ' ', 'many', 'Infinity', null, undefined, {}, ['a'], 5, true),
      vt: fc.constantFrom('str', 'num', 'bool'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      ...[
        { v: '', vt: 'msg' },
        { v: ' ', vt: 'flow' },
        { v: 'a[', vt: 'msg' },
        { v: '(', vt: 'jsonata' },
      ],
      ...[
        { v: '', vt: 'env' },
        { v: '', vt: 'jsonata' },
        { v: 'a..b', vt: 'global' },
      ],
    ),
  },
  { weight: 1, arbitrary: anything },
);

/** The settings of each type, and good and bad configurations. */
const TYPES: Record<string, { settings: Settings; configs: Record<string, fc.Arbitrary<unknown>> }> = {
  appliance: {
    settings: APPLIANCE,
    configs: {
      url: mostly(
        ...['ws://localhost:1/view', 'wss://localhost/view', 'ws://${ACTIVELOGIC_HOST}:1/view'],
        ...['ws://localhost:${ACTIVELOGIC_NUMBER}/view', 'ws://a:b@localhost/', 'ws://localhost/#x'],
        ...['http://localhost', 'ws:localhost', 'ws:///view', 'ws://a b/', 'ws://${ACTIVELOGIC_HOST}:x/'],
        ...['wss://u:p@${ACTIVELOGIC_HOST}/view?q=1'],
      ),
      tls: fc.constantFrom(undefined, '', 'tls'),
      auth: mostly(undefined, 'none', 'basic', 'bearer'),
      handshakeTimeout: mostly(undefined, 10, '0.01', 0),
      heartbeat: numbers,
      staleAfter: numbers,
      maxPayload: mostly(32, '0.001', 0.0005, 0.0001),
      reconnectMin: numbers,
      reconnectMax: mostly(undefined, 60, '60', 0, 3),
      codec: fc.constantFrom(undefined, '', null),
    },
  },
  catalog: {
    settings: CATALOG,
    configs: { appliance: fc.constantFrom('lab', '', 'gone', undefined, 5) },
  },
  distribution: {
    settings: DISTRIBUTION,
    configs: { appliance: fc.constantFrom('', 'lab'), distribution: names, arg: args },
  },
  filter: {
    settings: FILTER,
    configs: {
      appliance: fc.constantFrom('', 'lab'),
      mode: mostly('include', 'exclude', undefined, 'exclude '),
      filter: names,
      arg: args,
      values: fc.oneof(
        { weight: 8, arbitrary: fc.array(typed, { maxLength: 3 }) },
        { weight: 1, arbitrary: anything },
      ),
    },
  },
  liveview: {
    settings: LIVEVIEW,
    configs: {
      appliance: fc.constantFrom('lab', 'lab', 'lab', 'lab', '', 'gone'),
      distributions: listOf({ name: names, arg: args }),
      filters: listOf({
        mode: mostly('include', 'exclude'),
        name: names,
        arg: args,
        values: mostly(['a'], [5, true], 'a', ['a', ''], [], [['a']], [null]),
      }),
      columns: mostly(undefined, [], ['inbound_bps']),
      expand: flags,
      output: mostly(undefined, 'update', 'item'),
      shape: mostly(undefined, 'tree', 'rows', 'points', 'rows', 'points'),
      origin: flags,
      measurement: mostly(undefined, 'liveview', 'two words', 'a,b', '${ACTIVELOGIC_HOST}'),
      sort: mostly(undefined, '', 'inbound'),
      limit: numbers,
      interval: numbers,
      autostart: fc.constantFrom(false, false, false, 'x', null),
    },
  },
  alert: {
    settings: ALERT,
    configs: {
      conditions: fc.oneof(
        {
          weight: 8,
          arbitrary: fc.array(
            fc.record({
              column: mostly('inbound'),
              measure: mostly(undefined, 'value', 'rate', 'percent'),
              of: mostly('outbound'),
              op: mostly('gt', 'gte', 'lt', 'lte'),
              raise: mostly(5, '8', '${ACTIVELOGIC_NUMBER}'),
              clear: mostly(undefined, '', 5, 8, null),
            }),
            { minLength: 1, maxLength: 3 },
          ),
        },
        { weight: 1, arbitrary: fc.array(anything, { maxLength: 2 }) },
        { weight: 1, arbitrary: anything },
      ),
      level: mostly(undefined, 'leaf', 'top', 2, '3', 'middle', '${ACTIVELOGIC_NUMBER}'),
      severity: mostly(undefined, 'critical', 'info'),
      match: mostly(undefined, 'all', 'any'),
      raiseFor: numbers,
      clearFor: numbers,
      goneFor: numbers,
      noDataFor: numbers,
      store: mostly(undefined, '', 'memory', 'default'),
      remind: numbers,
      output: mostly(undefined, 'event', 'update', 'list'),
    },
  },
};

function withVariables(text: string): string {
  return text.replace(/\$\{(\w+)\}/g, (whole, name: string) => VARIABLES[name] ?? whole);
}

/** A configuration as a node gets it: Node-RED replaces values that are a variable as a whole. */
function resolved(value: unknown): unknown {
  if (typeof value === 'string') return /^\$\{\w+\}$/.test(value) ? withVariables(value) : value;
  if (Array.isArray(value)) return value.map(resolved);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, resolved(each)]));
}

/** The first problem of a configuration whose variables are known. */
function firstProblem(settings: Settings, config: Config): Problem | undefined {
  const problems: Problem[] = [];
  readSettings(settings, resolved(config) as Config, {
    ...EDITOR,
    wrong: (problem) => void problems.push(problem),
    expand: withVariables,
    isOpen: () => false,
  });
  return problems[0];
}

/** A problem in the form of an error. */
function comparable({ code, params, ...more }: Problem): { code: string; params: object } {
  return { code, params: withoutReason('value' in more ? { ...params, value: show(more.value) } : params) };
}

/** Drops the reason of an invalid expression, because the editor and the runtime word it differently. */
function withoutReason({ reason, ...params }: Record<string, unknown>): object {
  return reason === undefined ? params : { ...params, reason: '' };
}

describe('the settings of a node', () => {
  before(() => Object.assign(process.env, VARIABLES));
  after(() => {
    for (const name of Object.keys(VARIABLES)) Reflect.deleteProperty(process.env, name);
  });
  afterEach(unload);

  /** The first error that each node logged as it started, by node id. */
  function logged(): Map<string, unknown> {
    const errors = helper.log().args.filter(([{ level }]) => level === helper.log().ERROR);
    return new Map(errors.reverse().map(([{ id = '', msg }]) => [id, msg]));
  }

  for (const [set, { settings, configs }] of Object.entries(TYPES)) {
    it(`are refused by ${set} exactly where its form marks them, with the same first problem`, async () => {
      // As in a flow file.
      const samples = JSON.parse(JSON.stringify(fc.sample(fc.record(configs), NODES))) as Config[];
      const flow = samples.map((config, index): FlowNode => {
        const place = set === 'appliance' ? {} : { z: 'tab', wires: [] };
        return { ...config, ...place, id: `${set}-${index}`, type: `activelogic-${set}` };
      });
      /** The error of each message, for nodes that read their settings when one arrives. */
      const completed = new Map<string, unknown>();
      const signal = new Signal();
      hooks.add('onComplete.settings', ({ node, error }) => {
        signal.after(() => completed.set(node.id, error));
      });
      await load([
        { id: 'tab', type: 'tab' },
        { id: 'lab', type: 'activelogic-appliance', url: 'ws://127.0.0.1:1/view' },
        { id: 'tls', type: 'tls-config', cert: '', key: '', ca: '' },
        ...flow,
      ]);
      if (set === 'catalog') for (const { id } of flow) getNode(id).receive({});
      const isBuilder = ['catalog', 'distribution', 'filter'].includes(set);
      if (isBuilder) await signal.until(() => completed.size === NODES);
      hooks.remove('*.settings');
      const errors = isBuilder ? completed : logged();
      let wrong = 0;
      samples.forEach((config, index) => {
        const first = firstProblem(settings, config);
        if (first) wrong++;
        const { code, params } = (errors.get(`${set}-${index}`) ?? {}) as Partial<Problem>;
        // A refused connection is not a problem of the settings.
        const said =
          code === undefined || code === 'connection-refused'
            ? undefined
            : comparable({ at: '', code, params: params ?? {} });
        assert.deepEqual(said, first && comparable(first), JSON.stringify(config));
        const open = problemsOf(settings, config, EDITOR);
        // A form does not know variables, so it accepts them.
        if (!JSON.stringify(config).includes('${')) assert.deepEqual(open[0], first);
        else if (!first) assert.deepEqual(open, [], JSON.stringify(config));
      });
      assert.ok(wrong > NODES / 50 && wrong < NODES, `${wrong} of ${NODES} are wrong`);
    });
  }
});
