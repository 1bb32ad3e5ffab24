import { createHash } from 'node:crypto';
import type { Catalog, Row } from '../../lib/protocol/frames';
import { CATALOG, ScriptedSystem } from './scripted-system';

/** Names that every object has. */
const INHERITED = ['constructor', 'toString', 'hasOwnProperty', 'isPrototypeOf'];
const KEYS = ['name', 'inbound', 'connections', 'in.shapingdrops', 'int.rtt', ...INHERITED];

const LONG = `long ${'é'.repeat(4000)} 1`;

/**
 * Names that some receiver cannot accept as they are. Each has a neighbour that careless cleaning would make
 * equal.
 */
export const HOSTILE_NAMES = [
  'a\u0000',
  'a%00',
  'a%2500',
  'half \ud83d',
  'half %uD83D',
  'half %25uD83D',
  'half \ude00',
  'a\\',
  'a_',
  'a%5C',
  'a\nb',
  'a\r=1',
  'a b',
  ...['constructor', '__proto__'],
  '',
  '%',
  '+/#',
  '$SYS',
  '=HYPERLINK("http://example.com")',
  "'=1",
  '=1',
  '-1',
  '@a',
  '\ta',
  LONG,
  // As the example postgresql cuts it.
  `${LONG.slice(0, 160)}…${createHash('md5').update(LONG).digest('hex')}`,
  `long ${'é'.repeat(4000)} 2`,
] as const;

/** Values that an integer or number column cannot accept, and one valid item. */
const VALUES: readonly Row[] = [
  ['as it should be', 1, 2, 3, 4],
  ['no values', null, null, null, null],
  ['beyond an integer', 1e300, 1e12, 1e30, 1e-300],
  ['at the ends of a number', Number.MAX_VALUE, 5e-324, -Number.MAX_VALUE, -5e-324],
  ['text', 'much', 'many', '=2', '4 ms'],
];

/** Every item of the update: services of one host. */
export const HOSTILE_ITEMS: readonly Row[] = [
  ...HOSTILE_NAMES.map((name): Row => [name, 1, 2, 3, 4]),
  ...VALUES,
];

/** Hosts that are hostile as well. */
export const HOSTILE_HOSTS = ['10.0.0.1', 'host\\', 'host\u0000'] as const;

/** Serves every client one update of hostile names and values. */
export async function startHostileSystem(): Promise<ScriptedSystem> {
  const fields = KEYS.map((key) => ({ column: key, name: key, default: true }));
  const catalog: Catalog = { ...CATALOG, fields };
  const system = await ScriptedSystem.start();
  system.onPeer = (peer) => {
    peer.send({ type: 'catalog', profile: 1, ...catalog });
    void peer.view().then(() => {
      const items = HOSTILE_ITEMS.map((item) => [...item, ...INHERITED.map(() => item.at(-1))]);
      const rows = HOSTILE_HOSTS.map((host) => [host, 1, 2, 3, 4, ...INHERITED.map(() => 4), items]);
      peer.send({ type: 'update', time: Date.now(), columns: KEYS, rows });
    });
  };
  return system;
}
