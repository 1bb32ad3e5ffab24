import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { catalogue } from '../../../scripts/catalogue';
import { ROOT } from '../../support/root';

/**
 * Puts a package with this package's name into a user directory. Its nodes are the sources and use the
 * counted clock, so the process must be able to load TypeScript.
 */
export function writeClockedPackage(userDir: string): void {
  const {
    name,
    version,
    'node-red': nodeRed,
  } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
    'node-red': { nodes: Record<string, string> };
  };
  const folder = path.join(userDir, 'node_modules', name);
  const nodes: Record<string, string> = {};
  for (const node of Object.keys(nodeRed.nodes)) {
    nodes[node] = `${node}/${node}.js`;
    mkdirSync(path.join(folder, node), { recursive: true });
    writeFileSync(path.join(folder, node, `${node}.js`), script(node));
    // Node-RED requires the file. Without an editor, nothing reads it.
    writeFileSync(path.join(folder, node, `${node}.html`), '');
    const texts = path.join(folder, node, 'locales', 'en-US');
    mkdirSync(texts, { recursive: true });
    writeFileSync(path.join(texts, `${node}.json`), JSON.stringify(catalogue('en-US', node)));
  }
  const manifest = { name, version, 'node-red': { nodes } };
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest));
  writeFileSync(
    path.join(userDir, 'package.json'),
    JSON.stringify({ name: 'node-red-project', version: '0.0.1', dependencies: { [name]: '*' } }),
  );
}

function script(node: string): string {
  const register = JSON.stringify(path.join(ROOT, 'nodes', node, `${node}.ts`));
  const clock = JSON.stringify(path.join(__dirname, 'counted-clock.ts'));
  return `module.exports = (RED) => require(${register})(RED, require(${clock}).countedClock);\n`;
}
