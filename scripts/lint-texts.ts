/**
 * A part of `npm run lint`. It checks that the templates of the forms contain no words of their own, that each field
 * has a label, and that the English catalogues contain exactly the texts in use. The compiler checks the keys in the
 * forms' scripts.
 */
import { ENGLISH, filesIn, isDialog, manifest, read, sets, templateAddress, texts } from './catalogues';

const problems: string[] = [];
const known = new Set(sets.flatMap((set) => [...texts(ENGLISH, set).keys()]));

function sources(kind: 'dialog' | 'runtime'): string[] {
  return filesIn('nodes')
    .filter((file) => file.endsWith('.ts') && isDialog(file) === (kind === 'dialog'))
    .map((file) => read('nodes', file));
}

/** `data-i18n="[placeholder]a.b;c.d"` */
function templateKeys(set: string, template: string): string[] {
  return [...template.matchAll(/data-i18n="([^"]+)"/g)]
    .flatMap((match) => (match[1] ?? '').split(';'))
    .map((part) => templateAddress(set, part.replace(/^\[[^\]]*\]/, '')));
}

function named(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, first, second]) => first ?? second ?? '');
}

const used = new Set<string>();
for (const set of sets) {
  const template = read('nodes', set, 'dialog.html');
  const words = template.replace(/<[^>]*>/g, '').trim();
  if (words !== '') problems.push(`nodes/${set}/dialog.html has words of its own: ${words}`);
  const labels = new Set([
    ...named(template, /<label\b[^>]*\bfor="([^"]+)"/g),
    ...named(template, /<(?:input|select)\b[^>]*\bid="([^"]+)"[^>]*\[aria-label\]/g),
  ]);
  // Hidden fields are for Node-RED, not for people.
  for (const field of named(template, /<(?:input(?! type="hidden")|select)\b[^>]*\bid="([^"]+)"/g))
    if (!labels.has(field)) problems.push(`nodes/${set}/dialog.html has no label for ${field}`);
  for (const key of templateKeys(set, template)) used.add(key);
}

const addresses = new RegExp(`'((?:${sets.join('|')}):[\\w.-]+\\w)'`, 'g');
for (const source of [...sources('dialog'), ...sources('runtime'), read('lib', 'field-label.ts')])
  for (const key of named(source, addresses)) used.add(key);
for (const source of sources('runtime')) {
  for (const key of named(source, /'((?:status|log)\.[\w.-]+)'|SHARED\}(status\.[\w.-]+)`/g))
    used.add(`appliance:${key}`);
  for (const code of named(source, /(?:problem\((?:this\.)?RED, |NodeFailure\()'([\w-]+)'/g))
    used.add(`appliance:problems.${code}`);
}

for (const key of used) if (!known.has(key)) problems.push(`the catalogues lack ${key}`);
for (const key of known) {
  // The library finds these by code or state, and its own tests check them.
  const ofLibrary = /^(?:appliance:errors|appliance:doctor|alert:alert\.text)\./.test(key);
  if (!used.has(key) && !ofLibrary) problems.push(`nothing uses the text ${key}`);
}
for (const set of sets)
  if (!(set in manifest['node-red'].nodes)) problems.push(`package.json does not name the node ${set}`);

for (const problem of problems) console.error(problem);
process.exitCode = problems.length > 0 ? 1 : 0;
