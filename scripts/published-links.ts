import { readFileSync } from 'node:fs';
import path from 'node:path';

const { repository } = JSON.parse(readFileSync(path.join(__dirname, '..', 'package.json'), 'utf8')) as {
  repository: { url: string };
};

/** Where a browser shows the files of the repository. The package file says which repository, in one place. */
const BASE = `${repository.url.replace(/^git\+/, '').replace(/\.git$/, '')}/blob/HEAD/`;

/**
 * Help with its links from the root of the repository made absolute. The editor shows help under an address of its own,
 * from which a relative link leads nowhere.
 */
export function withPublishedLinks(help: string): string {
  return help.replace(
    /<a href="(?!\w+:)([^"]+)"/g,
    (_whole, link: string) => `<a href="${BASE}${link}" target="_blank" rel="noopener"`,
  );
}
