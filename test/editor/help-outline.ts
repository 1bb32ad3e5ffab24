import { sets } from './catalogues';

/** What stands within a line; any other tag begins or ends a block. */
const INLINE = new Set(['b', 'code', 'span']);

/** The nodes that help pages name, which have the same names in every language. */
const NODES = new Set([...sets, 'join']);

/** The types of values, and the choices that stand for one. */
const TYPES = /^(?:string|object|array|boolean|number|tls-config|none|basic|bearer|[ |])+$/;

/** A message's property, as against a field's label. */
const PROPERTY = /^[a-z][A-Za-z]*$/;

/**
 * What a help page has in common with its translations: its blocks in their order, and in each what is no word of a
 * language. The order within a block is left out, because that is a matter of the language's grammar.
 */
export function outline(page: string): string[] {
  const blocks: { tag: string; inline: string[]; words: string }[] = [];
  let last = { tag: '', inline: [] as string[], words: '' };
  for (const [, tag = '', attributes = '', words = ''] of page
    .replace(/\s+/g, ' ')
    .matchAll(/<(\/?\w+)([^>]*)>([^<]*)/g)) {
    if (!INLINE.has(tag.replace('/', ''))) {
      last = { tag: tag + attributes, inline: [], words };
      blocks.push(last);
    } else if (tag.startsWith('/')) last.words += words;
    else last.inline.push(`${tag}${attributes} ${constant(tag, words)}`.trim());
  }
  return blocks.map(({ tag, inline, words }) => {
    const name = tag.startsWith('dt') && PROPERTY.test(words.trim()) ? words.trim() : '';
    const text = words.trim() === '' ? '' : '…';
    return [`<${tag}>`, name || text, ...inline.sort()].filter((part) => part !== '').join(' ');
  });
}

/** An element's content where no language changes it. */
function constant(tag: string, content: string): string {
  if (tag === 'code') return content;
  return (tag === 'b' ? NODES.has(content) : TYPES.test(content)) ? content : '…';
}
