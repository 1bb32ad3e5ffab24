import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { basesOf, publishedDocuments, withAbsoluteLinks } from '../../scripts/absolute-links';
import { anchorsOf, brokenLinks, linksOf } from '../support/documents';
import { ROOT } from '../support/root';

const DOCUMENTS = [
  ...publishedDocuments(ROOT),
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'gateway/README.md',
];

const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');

const MANIFEST = { version: '1.2.3', repository: { url: 'git+https://github.com/example/package.git' } };

describe('the documents', () => {
  for (const file of DOCUMENTS) {
    it(`have no broken link in ${file}`, () => {
      assert.deepEqual(brokenLinks(ROOT, file, read(file)), []);
    });
  }

  it('are linked from the README, directly or through another page', () => {
    const found = new Set(['README.md']);
    for (const file of found) {
      const pages = linksOf(read(file)).map(({ to }) =>
        path.posix.join(path.posix.dirname(file), to.replace(/#.*/, '')),
      );
      for (const page of pages) if (DOCUMENTS.includes(page)) found.add(page);
    }
    assert.deepEqual([...found].sort(), [...DOCUMENTS].sort());
  });

  it('have a text for each picture, for those who cannot see it', () => {
    const mute = DOCUMENTS.filter((file) => /!\[\]\(|<img (?![^>]*alt="[^"])/.test(read(file)));
    assert.deepEqual(mute, []);
  });
});

describe('an anchor', () => {
  it('is what GitHub and GitLab make of a heading', () => {
    const page = '# The A/B test\n## `msg.view`: what & why?\n## Twice\n## Twice\n```sh\n# a comment\n```\n';
    assert.deepEqual(anchorsOf(page), ['the-ab-test', 'msgview-what--why', 'twice', 'twice-1']);
  });
});

describe('the links of a release', () => {
  const bases = basesOf(MANIFEST);

  it('are absolute in the README', () => {
    const readme =
      '![A](docs/a.png) [b](docs/b.md#c) [d](#d) [e](https://example.com/) <img src="docs/f.png" alt="F">';
    assert.equal(
      withAbsoluteLinks(readme, 'README.md', bases),
      '![A](https://raw.githubusercontent.com/example/package/v1.2.3/docs/a.png) ' +
        '[b](https://github.com/example/package/blob/v1.2.3/docs/b.md#c) [d](#d) [e](https://example.com/) ' +
        '<img src="https://raw.githubusercontent.com/example/package/v1.2.3/docs/f.png" alt="F">',
    );
  });

  it('are absolute elsewhere where they are pictures, which the package does not bring', () => {
    assert.equal(
      withAbsoluteLinks('![A](images/a.png) [b](b.md)', 'docs/page.md', bases),
      '![A](https://raw.githubusercontent.com/example/package/v1.2.3/docs/images/a.png) [b](b.md)',
    );
  });

  it('replace those of the release before', () => {
    for (const url of ['https://github.com/a/b', 'https://gitlab.com/a/b', 'https://codeberg.org/a/b.git']) {
      const [older, newer] = ['1.2.3', '2.0.0-beta.1'].map((version) =>
        basesOf({ version, repository: { url } }),
      );
      assert(older && newer);
      const once = withAbsoluteLinks('![A](a.png) [b](b.md)', 'README.md', older);
      assert.notEqual(once, withAbsoluteLinks(once, 'README.md', newer));
      assert.equal(
        withAbsoluteLinks(once, 'README.md', newer),
        withAbsoluteLinks('![A](a.png) [b](b.md)', 'README.md', newer),
      );
      assert.equal(withAbsoluteLinks(once, 'README.md', older), once);
    }
  });

  it('need a repository', () => {
    const url = 'git+https://repository-not-yet-published.invalid/package.git';
    assert.throws(
      () => basesOf({ version: '1.2.3', repository: { url } }),
      /"repository" is on repository-not-yet/,
    );
  });
});
