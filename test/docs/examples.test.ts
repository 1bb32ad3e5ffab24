import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { readPackagedExample } from '../../scripts/demo/example';
import { communityPackages } from '../support/community-nodes';
import { exampleNames } from '../support/examples';
import { ROOT } from '../support/root';

const page = readFileSync(path.join(ROOT, 'docs', 'examples.md'), 'utf8');

/** The table cells of an example: what it does and what it needs. */
const rows = new Map(
  [...page.matchAll(/^\| \[`(.+?)`\]\(#(.+?)\) *\| (.*?) *\| (.*?) *\|$/gm)].map(
    ([, name = '', anchor, does = '', needs = '']) => [name, { anchor, does, needs }],
  ),
);

/** The text under each heading. */
const sections = new Map(
  page
    .split(/^## /m)
    .slice(1)
    .map((section) => [section.slice(0, section.indexOf('\n')), section]),
);

describe('docs/examples.md', () => {
  it('has a row and a section for each example, and for nothing else', () => {
    assert.deepEqual([...rows.keys()].sort(), exampleNames());
    assert.deepEqual([...sections.keys()].sort(), exampleNames());
  });

  for (const name of exampleNames()) {
    it(`says what ${name} does, needs and leaves to change, and has its picture`, () => {
      const { anchor, does = '', needs = '' } = rows.get(name) ?? {};
      assert.equal(anchor, name);
      assert.notEqual(does, '');
      for (const toInstall of communityPackages(readPackagedExample(ROOT, name)))
        assert.ok(needs.includes(toInstall), needs);
      const section = sections.get(name) ?? '';
      assert.match(section, /^(.*\bNothing to change\.|Change: .+)$/ms);
      const picture = `images/examples/${name}.png`;
      assert.ok(section.includes(`](${picture})`));
      assert.ok(
        existsSync(path.join(ROOT, 'docs', picture)),
        `${picture} is missing: npm run pictures -- ${name}`,
      );
    });
  }
});
