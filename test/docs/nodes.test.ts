import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { format } from 'prettier';
import { VALUE_NAMES } from '../../lib/documented';
import { NODES, unexplained, withTables } from '../../scripts/property-tables';
import { ROOT } from '../support/root';

describe('docs/nodes.md', () => {
  const document = readFileSync(path.join(ROOT, 'docs', 'nodes.md'), 'utf8');

  it('has the properties that the settings declare', async () => {
    const tables = await format(withTables(document), { parser: 'markdown', printWidth: 110 });
    assert.equal(document, tables, 'run npm run tables and npm run format');
  });

  it('says what each property means', () => {
    assert.deepEqual(unexplained(document), []);
  });

  it('says what each documented column means', () => {
    const rows = document.split('\n').filter((line) => line.startsWith('| `'));
    const missing = VALUE_NAMES.filter(
      (name) => !name.includes('_') && !rows.some((row) => row.split('|')[1]?.includes(`\`${name}\``)),
    );
    assert.deepEqual(missing, []);
  });

  it('has a table for each node', () => {
    for (const node of Object.keys(NODES)) assert.match(document, new RegExp(`properties: ${node} -->`));
  });
});
