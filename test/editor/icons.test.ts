import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../support/root';

const folder = path.join(ROOT, 'icons');
const read = (file: string): string => readFileSync(path.join(folder, file), 'utf8');

/** Node-RED's for the label of a node, where it is lightest. */
const LABEL = '#333333';

/** What a type registers itself with. */
function registered(set: string, property: 'color' | 'icon'): string | undefined {
  const source = readFileSync(path.join(ROOT, 'nodes', 'editor', `${set}.ts`), 'utf8');
  return new RegExp(`\\n {2}${property}: '([^']+)'`).exec(source)?.[1];
}

/** Of WCAG 2. */
function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [one, other].map(luminance).sort((left, right) => left - right);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

describe('the icons', () => {
  const files = readdirSync(folder);
  const { 'node-red': manifest } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
    'node-red': { nodes: object };
  };
  const sets = Object.keys(manifest.nodes);

  it('are one for each type', () => {
    assert.deepEqual(files.sort(), sets.map((set) => `${set}.svg`).sort());
    for (const set of sets) assert.equal(registered(set, 'icon'), `${set}.svg`);
  });

  for (const file of files) {
    it(`are white lines on nothing, two by three: ${file}`, () => {
      const svg = read(file);
      assert.match(svg, /^<svg [^>]*width="40" height="60" viewBox="0 0 40 60" fill="none" stroke="#fff"/);
      const colours = [...svg.matchAll(/\b(?:fill|stroke|color|stop-color)="([^"]*)"/g)].map(
        ([, value]) => value,
      );
      assert.deepEqual([...new Set(colours)].sort(), ['#fff', 'none']);
      assert.doesNotMatch(svg, /style|class=|<image|href|filter=|opacity/);
      assert.ok(Buffer.byteLength(svg) < 2048, `${Buffer.byteLength(svg)} bytes`);
    });
  }

  it('are of one hand: the same line everywhere', () => {
    const heads = new Set(files.map((file) => /^<svg [^>]*>/.exec(read(file))?.[0]));
    assert.equal(heads.size, 1, [...heads].join('\n'));
  });

  for (const set of sets) {
    it(`are on a colour that a label can be read on: ${set}`, () => {
      const colour = registered(set, 'color') ?? '';
      assert.match(colour, /^#[0-9A-F]{6}$/);
      assert.ok(contrast(colour, LABEL) >= 4.5, `${contrast(colour, LABEL)}`);
    });
  }
});
