import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { basesOf, publishedDocuments, withAbsoluteLinks } from '../../scripts/absolute-links';
import { brokenLinks } from '../support/documents';
import { packedPackage } from '../support/packed';
import { ROOT } from '../support/root';
import { temporaryDirectory } from '../support/temporary';

const BASES = basesOf({ version: '1.2.3', repository: { url: 'https://github.com/example/package' } });

describe('the documents in the package', function () {
  this.timeout(120_000);
  const folder = temporaryDirectory();
  const root = path.join(folder, 'package');

  before(async () => {
    execFileSync('tar', ['-xzf', await packedPackage(), '-C', folder]);
  });

  it('are complete', () => {
    const missing = publishedDocuments(ROOT).filter((file) => !existsSync(path.join(root, file)));
    assert.deepEqual(missing, []);
  });

  it('have no broken link after a release has rewritten them', () => {
    const files = [...publishedDocuments(ROOT), 'CHANGELOG.md', 'SECURITY.md', 'gateway/README.md'];
    const broken = files.flatMap((file) => {
      const document = readFileSync(path.join(root, file), 'utf8');
      return brokenLinks(root, file, withAbsoluteLinks(document, file, BASES));
    });
    assert.deepEqual(broken, []);
  });
});
