import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { type Codec, type CodecConnection, type Decoded, openCodec } from '../../lib';
import { Child } from '../../scripts/demo/child';
import { CODEC_MODULE, TrafficSystem } from '../codecs/traffic-system';
import { freePort } from '../support/free-port';
import { npxEnvironment } from '../support/npx';
import { Recorder } from '../support/recorder';
import { ROOT } from '../support/root';

const run = promisify(execFile);

/** Inside the package, so that the scripts can import it by its name. */
const FOLDER = path.join(ROOT, 'dist', '.codecs');
const VIEW = { distributions: [{ name: 'Local Host' }], filters: [], expand: true };

/** The page's code blocks, by the name after their language. */
const page = [
  ...readFileSync(path.join(ROOT, 'docs', 'codecs.md'), 'utf8').matchAll(
    /^```(\S+)(?: (\S+))?\n(.*?)^```$/gms,
  ),
].map(([, language = '', name = language, text = '']) => ({ name, text }));

function block(name: string): string {
  const found = page.find((each) => each.name === name);
  assert.ok(found, name);
  return found.text;
}

describe('docs/codecs.md', () => {
  const env = npxEnvironment();
  const [record = '', replay = '', withCodec = ''] = page
    .filter(({ name }) => name === 'sh')
    .map(({ text }) => text.trim());
  let system: TrafficSystem;
  let running: Child | undefined;

  before(async () => {
    mkdirSync(FOLDER, { recursive: true });
    for (const { name, text } of page) {
      if (name.endsWith('.js')) writeFileSync(path.join(FOLDER, name), text);
    }
    system = await TrafficSystem.start();
  });
  after(async () => {
    await running?.end();
    await system.stop();
    rmSync(FOLDER, { recursive: true, force: true });
  });

  /** A command of the page that keeps running, and the lines that it prints. */
  function start(command: string): { child: Child; lines: Recorder<string> } {
    const child = new Child(command, 'sh', ['-c', `exec ${command}`], {
      cwd: FOLDER,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running = child;
    const lines = new Recorder<string>();
    for (const output of ['stdout', 'stderr'] as const) {
      child.onLine(output, (line) => {
        lines.add(line);
      });
    }
    return { child, lines };
  }

  async function node(script: string, argument: string): Promise<string> {
    const { stdout, stderr } = await run(process.execPath, [script, argument], { cwd: FOLDER });
    assert.equal(stderr, '');
    return stdout;
  }

  it('has no block that this test does not run', () => {
    assert.deepEqual(
      page.map(({ name }) => name),
      [
        ...['sh', 'look.js', 'look', 'codec.js', 'try.js', 'try', 'sh', 'sh', 'live.js'],
        ...['plugin.js', 'package.json', 'changes.js'],
      ],
    );
  });

  it('has the module that other tests install in Node-RED', () => {
    const read = (file: string): string => readFileSync(path.join(CODEC_MODULE, file), 'utf8');
    for (const file of ['codec.js', 'plugin.js']) assert.equal(block(file), read(file));
    assert.deepEqual(JSON.parse(block('package.json')), JSON.parse(read('package.json')));
  });

  it('records what the appliance sends', async () => {
    const { child, lines } = start(record.replace(/ws:\S+/, system.url));
    await system.until(({ connections }) => connections === 1);
    system.tick();
    // The interrupt must not lose anything that was sent before it.
    child.signal('SIGINT');
    await child.ended;
    await lines.waitFor('the number of frames', (line) => line.startsWith('Recorded 4 frames '), 5);
  });

  it('shows the content of the recording', async () => {
    assert.equal(await node('look.js', 'traffic.ndjson'), block('look'));
  });

  it('tries the codec on the recording', async () => {
    assert.equal(await node('try.js', 'traffic.ndjson'), block('try'));
  });

  it('records and examines the appliance with the codec', async () => {
    const [recording = '', examining = ''] = withCodec.trim().split('\n');
    const ticking = setInterval(() => {
      system.tick();
    }, 100);
    for (const [command, said] of [
      [recording, /^Recorded \d+ frames /],
      [examining, /^(It works|All is well)/],
    ] as const) {
      const { child, lines } = start(command.replace(/ws:\S+/, system.url));
      await lines.waitFor(command, (line) => said.test(line), 10);
      await child.ended;
    }
    clearInterval(ticking);
  });

  it('shows the appliance’s traffic as it was and as it is now', async () => {
    const port = await freePort();
    const url = `ws://127.0.0.1:${port}/live`;
    const { lines } = start(replay.replace('9001', String(port)));
    await lines.waitFor('its URL', (line) => line === url, 5);
    const shown = /name: '10\.0\.0\.1',\s+inbound: 12\d\d,\s+outbound: \d+,/;
    assert.match(await node('live.js', url), shown);
    assert.match(await node('live.js', system.url), shown);
  });

  describe('the codec of an appliance that sends changes', () => {
    let codec: CodecConnection;

    beforeEach(() => {
      // eslint-disable-next-line @typescript-eslint/no-require-imports -- a script as users write it
      codec = openCodec(require(path.join(FOLDER, 'changes.js')) as Codec, VIEW);
    });

    function decode(text: string): Decoded | undefined {
      return [codec.decode(Buffer.from(text), false)].flat()[0];
    }

    function rows(frame: object): unknown {
      const said = decode(JSON.stringify(frame));
      return said?.type === 'update' ? said.rows : said;
    }

    const all = [
      { name: 'a', in: 1 },
      { name: 'b', in: 2, out: 'x' },
    ];

    it('remembers the items', () => {
      assert.deepEqual(rows({ all }), [
        ['a', 1, null],
        ['b', 2, 'x'],
      ]);
      assert.deepEqual(rows({ changed: [{ name: 'b', in: 3 }], gone: ['a'] }), [['b', 3, null]]);
      assert.deepEqual(rows({ gone: ['b'] }), []);
      assert.deepEqual(rows({ all: [{ name: 'c', in: 4 }] }), [['c', 4, null]]);
    });

    it('shows nothing before the full list', () => {
      assert.equal(rows({ changed: all }), undefined);
      assert.equal(rows({ gone: ['a'] }), undefined);
      assert.deepEqual(rows({ all: [] }), []);
    });

    it('survives one odd value: later updates are shown', () => {
      rows({ all });
      assert.deepEqual(rows({ changed: [{ name: 'a', in: true, out: [1] }, { in: 7 }] }), [
        ['a', null, null],
        ['b', 2, 'x'],
      ]);
      assert.deepEqual(rows({ changed: [{ name: 'a', in: 5 }] }), [
        ['a', 5, null],
        ['b', 2, 'x'],
      ]);
    });

    it('starts again with the full list after a lost change', () => {
      rows({ all });
      for (const lost of ['{"changed":', 'null', '{"changed":[null]}', '{"gone":5}']) {
        const said = decode(lost);
        assert(said?.type === 'error' && said.fatal === true, lost);
        assert.equal(codec.refusal?.(said.code), undefined);
      }
    });
  });
});
