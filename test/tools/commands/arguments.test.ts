import assert from 'node:assert/strict';
import { helpText, type Options, readArguments, type Usage } from '../../../tools/commands/arguments';

const OPTIONS = {
  port: { value: 'number', help: 'port to listen on', standard: 8000 },
  'a-name-that-is-rather-long': { value: 'text', help: 'something' },
  column: { value: 'name', multiple: true, help: 'a column; again for more\nand more' },
  verbose: { help: 'say more' },
} as const satisfies Options;

const without: Usage<typeof OPTIONS> = {
  name: 'example',
  summary: 'Does something.',
  sections: [{ heading: 'All of them', options: OPTIONS }],
  options: OPTIONS,
  notes: ['One more thing.'],
};
const usage: Usage<typeof OPTIONS> = { ...without, argument: 'URL' };

describe('the arguments of commands', () => {
  it('are read into values, with defaults for what is missing', () => {
    assert.deepEqual(readArguments(usage, ['ws://host/view']), {
      kind: 'run',
      argument: 'ws://host/view',
      values: { port: undefined, 'a-name-that-is-rather-long': undefined, column: [], verbose: false },
    });
    assert.deepEqual(
      readArguments(usage, ['--port=1', 'ws://host/view', '--column', 'a', '--verbose', '--column', 'b']),
      {
        kind: 'run',
        argument: 'ws://host/view',
        values: { port: '1', 'a-name-that-is-rather-long': undefined, column: ['a', 'b'], verbose: true },
      },
    );
  });

  it('can ask for help or the version, even if other arguments are missing', () => {
    assert.deepEqual(readArguments(usage, ['--help']), { kind: 'help' });
    assert.deepEqual(readArguments(usage, ['--version', '--port', '1']), { kind: 'version' });
  });

  const MISTAKES: readonly [string[], string][] = [
    [[], 'URL is missing'],
    [['ws://a', 'Host'], 'example takes one argument, URL, but got 2. A value with spaces needs quotes'],
    [['ws://a', '--nonsense'], "Unknown option '--nonsense'"],
    [['ws://a', '--token=hush'], "Unknown option '--token'"],
    [['ws://a', '--port'], "Option '--port <value>' argument missing"],
    [['ws://a', '--verbose=yes'], "Option '--verbose' does not take an argument"],
  ];
  for (const [args, message] of MISTAKES) {
    it(`are refused: ${args.join(' ') || 'none'}`, () => {
      assert.throws(() => readArguments(usage, args), { name: 'WrongUsage', message });
    });
  }

  it('are refused if a command takes options only', () => {
    assert.throws(() => readArguments(without, ['something']), {
      name: 'WrongUsage',
      message:
        '"something" is not an option, and example takes no arguments. A value with spaces needs quotes',
    });
    assert.deepEqual(readArguments(without, []).kind, 'run');
  });

  it('have a help text', () => {
    assert.equal(
      helpText(usage),
      `Usage: example URL [options]

Does something.

All of them:
  --port <number>           port to listen on (default: 8000)
  --a-name-that-is-rather-long <text>
                            something
  --column <name>           a column; again for more
                            and more
  --verbose                 say more

  --help                    show this help
  --version                 show the version

One more thing.
`,
    );
    assert.match(helpText(without), /^Usage: example \[options\]\n/);
  });
});
