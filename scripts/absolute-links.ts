/**
 * Makes links of the published documents absolute, for a release: `npm version` runs it, and `npm publish` runs it with
 * `--check`. A registry shows the README, where a relative link leads nowhere. The package brings the other pages, but not
 * their pictures, which are larger than everything else in it. The base of all links is `repository` in `package.json`.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export interface Manifest {
  version: string;
  repository: { url: string };
}

/** Where a release's files are shown as pages, and where they are as they are. Both end in the file's path. */
interface Bases {
  page: string;
  raw: string;
}

/** How a forge names the files of a tag. */
const FORGES: Readonly<Record<string, (repository: string, tag: string) => Bases>> = {
  'github.com': (repository, tag) => ({
    page: `https://github.com/${repository}/blob/${tag}/`,
    raw: `https://raw.githubusercontent.com/${repository}/${tag}/`,
  }),
  'gitlab.com': (repository, tag) => ({
    page: `https://gitlab.com/${repository}/-/blob/${tag}/`,
    raw: `https://gitlab.com/${repository}/-/raw/${tag}/`,
  }),
  'codeberg.org': (repository, tag) => ({
    page: `https://codeberg.org/${repository}/src/tag/${tag}/`,
    raw: `https://codeberg.org/${repository}/raw/tag/${tag}/`,
  }),
};

/** The documents that the package brings. */
export function publishedDocuments(root: string): string[] {
  const pages = readdirSync(path.join(root, 'docs')).filter((name) => name.endsWith('.md'));
  return ['README.md', ...pages.map((name) => `docs/${name}`)];
}

/** @throws Error if the repository is not set, or is on a forge that is not known here */
export function basesOf({ version, repository }: Manifest): Bases {
  const { hostname, pathname } = new URL(repository.url.replace(/^git\+/, ''));
  const forge = FORGES[hostname];
  if (!forge)
    throw new Error(
      `package.json: "repository" is on ${hostname}, which scripts/absolute-links.ts does not know`,
    );
  return forge(pathname.slice(1).replace(/\.git$/, ''), `v${version}`);
}

/**
 * A document with absolute links: in the README all of them, elsewhere those of pictures. Links that an earlier release
 * has made absolute now point to this one.
 *
 * @param file the document's path in the repository
 */
export function withAbsoluteLinks(document: string, file: string, bases: Bases): string {
  const folder = path.posix.dirname(file);
  const absolute = (link: string, isPicture: boolean): string => {
    const base = isPicture ? bases.raw : bases.page;
    const earlier = pathIn(link, base);
    if (earlier !== undefined) return base + earlier;
    const stays = link.startsWith('#') || /^[a-z]+:/i.test(link) || (!isPicture && file !== 'README.md');
    return stays ? link : base + path.posix.join(folder, link);
  };
  return document
    .replace(/(!?)\[([^\]]*)\]\(([^)\s]+)\)/g, (_whole, mark: string, text: string, link: string) => {
      return `${mark}[${text}](${absolute(link, mark === '!')})`;
    })
    .replace(/<img src="([^"]+)"/g, (_whole, link: string) => `<img src="${absolute(link, true)}"`);
}

/** The path of a file that a link has at this base or at that of another version. */
function pathIn(link: string, base: string): string | undefined {
  const [before = '', after = ''] = base.split(/v\d[^/]*\/$/);
  if (!link.startsWith(before)) return undefined;
  return /^v\d[^/]*\/(.*)$/.exec(link.slice(before.length) + after)?.[1];
}

function main(root: string, check: boolean): void {
  const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as Manifest;
  const bases = basesOf(manifest);
  for (const name of publishedDocuments(root)) {
    const file = path.join(root, name);
    const document = readFileSync(file, 'utf8');
    const made = withAbsoluteLinks(document, name, bases);
    if (made === document) continue;
    if (check) throw new Error(`${name} has links that are not those of this release: run "npm run links"`);
    writeFileSync(file, made);
  }
}

if (require.main === module) main(path.join(__dirname, '..'), process.argv.includes('--check'));
