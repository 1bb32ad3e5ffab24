import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { DOCTOR_TEXTS } from '#lib/doctor/texts';
import { ERROR_TEXTS } from 'node-red-contrib-activelogic/liveview';

const root = path.join(__dirname, '..', '..');
const catalogue = JSON.parse(
  readFileSync(path.join(root, 'locales', 'en-US', 'appliance.json'), 'utf8'),
) as Record<string, Record<string, string>>;

/** The keys that the runtime's code names, in the sections that are its own. */
function keysInCode(): Set<string> {
  const code = ['nodes', 'nodes/admin', 'nodes/glue']
    .flatMap((folder) => readdirSync(path.join(root, folder)).map((file) => path.join(root, folder, file)))
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
  const named = [...code.matchAll(/'((?:status|log)\.[\w.-]+)'|SHARED\}(status\.[\w.-]+)`/g)].map(
    (match) => match[1] ?? match[2],
  );
  const problems = [...code.matchAll(/(?:problem\(RED, |NodeFailure\()'([\w-]+)'/g)].map(
    (match) => `problems.${match[1] ?? ''}`,
  );
  return new Set([...named, ...problems].filter((key) => key !== undefined));
}

describe('the texts of the runtime', () => {
  it('are those of the library for its errors', () => {
    assert.deepEqual(catalogue.errors, ERROR_TEXTS);
  });

  it('are those of the doctor, which the command says in English', () => {
    assert.deepEqual(catalogue.doctor, DOCTOR_TEXTS);
  });

  it('are all in the English catalogue, and none is there that no code names', () => {
    const there = ['status', 'log', 'problems'].flatMap((section) =>
      Object.keys(catalogue[section] ?? {}).map((key) => `${section}.${key}`),
    );
    assert.deepEqual([...keysInCode()].sort(), there.sort());
  });
});
