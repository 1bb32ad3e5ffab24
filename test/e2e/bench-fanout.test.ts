import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { Child } from '../../scripts/demo/child';
import { atEnd } from '../support/at-end';
import { skip } from '../support/compat';
import { Recorder } from '../support/recorder';
import { ROOT } from '../support/root';

/** As short as it can be: what it measures is of no use, but it runs. */
const SHORT = { ITEMS: '20', SECONDS: '0.2', WORKERS: '1', APPLIANCES: '2' };

describe('npm run bench:fanout', function () {
  this.timeout(240_000);

  it('measures the example mqtt-fan-out', async function () {
    if (!existsSync('/usr/sbin/mosquitto'))
      skip(this, 'there is no /usr/sbin/mosquitto, which Debian has in mosquitto');
    const bench = new Child('bench', 'npm', ['run', 'bench:fanout'], {
      cwd: ROOT,
      env: { ...process.env, ...SHORT },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    atEnd(() => {
      bench.kill();
    });
    const lines = new Recorder<string>();
    for (const output of ['stdout', 'stderr'] as const) {
      bench.onLine(output, (line) => {
        lines.add(line);
      });
    }
    const { code } = await bench.ended;
    const printed = lines.all.join('\n');
    assert.equal(code, 0, printed);
    const rows = lines.all.filter((line) => /^\|.*\| \d/.test(line));
    assert.equal(rows.length, 5, printed);
    for (const row of rows) assert.ok(!row.includes('NaN'), row);
  });
});
