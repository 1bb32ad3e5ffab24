/** Inline tags; any other tag begins or ends a block. */
const INLINE = new Set(['a', 'code', 'span']);

/** Types of values, and choices that stand for a type. */
const TYPES = /^(?:string|object|array|boolean|number|tls-config|none|basic|bearer|[ |])+$/;

/** A property of a message, in contrast to the label of a field. */
const PROPERTY = /^[a-z][A-Za-z]*$/;

/**
 * What a help page shares with its translations: its blocks in order, and for each block everything that is
 * not language. The order within a block does not count, because grammar decides it.
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

/** An element's content, if no language changes it. */
function constant(tag: string, content: string): string {
  return tag === 'code' || (tag === 'span' && TYPES.test(content)) ? content : '…';
}
