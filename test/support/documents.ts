import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

/** A link in a document. */
interface Link {
  to: string;
  isPicture: boolean;
}

/** A document without its code. */
function prose(document: string): string {
  return document.replace(/^ *```.*?^ *```$/gms, '').replace(/`[^`\n]*`/g, '');
}

export function linksOf(document: string): Link[] {
  const text = prose(document);
  return [
    ...[...text.matchAll(/(!?)\[[^\]]*\]\(([^)\s]+)\)/g)].map(([, mark, to = '']) => ({
      to,
      isPicture: mark === '!',
    })),
    ...[...text.matchAll(/<img src="([^"]+)"/g)].map(([, to = '']) => ({ to, isPicture: true })),
  ];
}

/** The anchors of a document's headings, as GitHub and GitLab make them. */
export function anchorsOf(document: string): string[] {
  const seen = new Map<string, number>();
  return [...document.replace(/^ *```.*?^ *```$/gms, '').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => {
    const plain = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
    const anchor = plain
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(' ', '-');
    const before = seen.get(anchor) ?? 0;
    seen.set(anchor, before + 1);
    return before === 0 ? anchor : `${anchor}-${before}`;
  });
}

/** The broken relative links of a document. */
export function brokenLinks(root: string, file: string, document: string): string[] {
  return linksOf(document)
    .map(({ to }) => to)
    .filter((to) => !/^[a-z]+:/i.test(to) && !isResolved(root, file, document, to))
    .map((to) => `${file}: ${to}`);
}

function isResolved(root: string, file: string, document: string, to: string): boolean {
  const [page = '', anchor] = to.split('#');
  const target = page === '' ? path.join(root, file) : path.join(root, path.dirname(file), page);
  if (!existsSync(target) || !statSync(target).isFile()) return false;
  if (anchor === undefined) return true;
  return anchorsOf(page === '' ? document : readFileSync(target, 'utf8')).includes(anchor);
}

/** The program of a page that a test runs: the block after the line that says so. */
export function programOf(page: string): string {
  const [, program] = /this program is run by .*?```ts\n(.*?)```/s.exec(page) ?? [];
  if (program === undefined) throw new Error('The page has no program that a test runs');
  return program;
}
