/**
 * Writes the tables of the nodes' properties into `docs/nodes.md`, between its markers. Names, values and defaults come
 * from the settings. The meaning of a property is written by hand, in the table itself, and kept.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Settings } from '../lib/settings/settings';
import { SETTINGS as ALERT } from '../nodes/alert/settings';
import { SETTINGS as APPLIANCE } from '../nodes/appliance/settings';
import { SETTINGS as CATALOG } from '../nodes/catalog/settings';
import { SETTINGS as DISTRIBUTION } from '../nodes/distribution/settings';
import { SETTINGS as FILTER } from '../nodes/filter/settings';
import { SETTINGS as LIVEVIEW } from '../nodes/liveview/settings';

/** Every node's settings, by name. */
export const NODES: Readonly<Record<string, Settings>> = {
  appliance: APPLIANCE,
  liveview: LIVEVIEW,
  distribution: DISTRIBUTION,
  filter: FILTER,
  catalog: CATALOG,
  alert: ALERT,
};

const BLOCK = /<!-- properties: (\w+) -->\n([^]*?)<!-- end -->/g;

/** The document with up-to-date tables. */
export function withTables(document: string): string {
  return document.replace(BLOCK, (_whole, node: string, old: string) => {
    const made = table(NODES[node] ?? {}, meaningsOf(old));
    return `<!-- properties: ${node} -->\n\n${made}\n\n<!-- end -->`;
  });
}

/** The properties whose meaning is not written, as `node.property`. */
export function unexplained(document: string): string[] {
  return [...document.matchAll(BLOCK)].flatMap(([, node = '', old = '']) => {
    const meanings = meaningsOf(old);
    return Object.keys(NODES[node] ?? {})
      .filter((property) => (meanings.get(property) ?? '') === '')
      .map((property) => `${node}.${property}`);
  });
}

/** By property: the second cell of a row. A bar inside a cell has a backslash in front of it. */
function meaningsOf(old: string): Map<string, string> {
  const rows = old.matchAll(/^\| `(\w+)` *\| (.*?)(?<!\\) *\|/gm);
  return new Map([...rows].map(([, property = '', meaning = '']) => [property, meaning.trim()]));
}

function table(settings: Settings, meanings: ReadonlyMap<string, string>): string {
  const rows = Object.entries(settings).map(([property, { values, default: fallback }]) => [
    `\`${property}\``,
    meanings.get(property) ?? '',
    values,
    fallback === '' ? '' : `\`${JSON.stringify(fallback)}\``,
  ]);
  return [['property', 'meaning', 'values', 'default'], ['---', '---', '---', '---'], ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

if (require.main === module) {
  const file = path.join(__dirname, '..', 'docs', 'nodes.md');
  writeFileSync(file, withTables(readFileSync(file, 'utf8')));
}
