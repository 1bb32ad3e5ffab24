import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { runInNewContext } from 'node:vm';
import { readSilence } from '../../lib/alert/silences';
import { ROOT } from '../support/root';

const page = readFileSync(path.join(ROOT, 'docs', 'alarms.md'), 'utf8');

/** The code blocks of one language. */
function blocks(language: string): string[] {
  return [...page.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map(
    ([, text = '']) => text,
  );
}

interface Texts {
  alert: { text: Record<string, string> };
}

/** A catalogue sentence as a pattern in which any text can stand for a placeholder. */
function pattern(sentence: string): RegExp {
  const literal = sentence.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${literal.replace(/__\w+__/g, '.+')}$`);
}

describe('docs/alarms.md', () => {
  it('has a silence that an alert node takes', () => {
    const [silence = ''] = blocks('json');
    assert.deepEqual(readSilence(JSON.parse(silence), 0), {
      path: ['QUIC'],
      reason: 'planned work',
      until: 3_600_000,
    });
  });

  it('has settings that Node-RED takes', () => {
    const [settings = ''] = blocks('js');
    const { contextStorage } = runInNewContext(`({${settings}})`) as { contextStorage: object };
    assert.deepEqual(JSON.parse(JSON.stringify(contextStorage)), {
      default: { module: 'memory' },
      file: { module: 'localfilesystem', config: { flushInterval: 1 } },
    });
  });

  it('shows sentences as the alert node makes them', () => {
    const file = path.join(ROOT, 'locales', 'en-US', 'alert.json');
    const { text } = (JSON.parse(readFileSync(file, 'utf8')) as Texts).alert;
    const sentences = blocks('text').flatMap((block) => block.trim().split('\n'));
    const expected = ['raised', 'cleared', 'nodata', 'resumed'].map((state) => text[state] ?? '');
    assert.equal(sentences.length, expected.length);
    for (const [index, sentence] of sentences.entries())
      assert.match(sentence, pattern(expected[index] ?? ''));
  });
});
