import assert from 'node:assert/strict';
import path from 'node:path';
import { Replay } from '../../../tools/simulator';
import type { Event } from '../../../tools/recording/format';
import { mapStrings } from '../../../tools/recording/json-strings';
import { run } from '../../support/command';
import { eventsOf, newFile, readRecording } from '../../support/recordings';

const FILE = path.join(__dirname, 'faults.ndjson');
const VIEW = ['--distribution', 'Service', '--distribution', 'Local Host'].concat(
  '--column',
  'name,inbound_bps,connections,int_rtt',
);

/** Records a replay up to a valid update: three are in the first connection, and six in all. */
async function recordReplay(
  file: string,
  updates: number,
  ...options: string[]
): Promise<{ recorded: string; host: string }> {
  const replay = new Replay({ file, port: 0, speed: 'max' });
  const recorded = newFile();
  try {
    const url = await replay.start();
    const args = [url, ...VIEW, '--updates', String(updates), '--output', recorded, ...options];
    const { code, error } = await run('activelogic-record', args);
    assert.equal(code, 0, error);
    return { recorded, host: new URL(url).host };
  } finally {
    await replay.stop();
  }
}

/** Replaces every text of the events. */
function texts(events: Event[], map: (text: string) => string): Event[] {
  return events.map((event) => {
    if ('text' in event) return { ...event, text: map(event.text) };
    return 'failed' in event ? { ...event, failed: map(event.failed) } : event;
  });
}

describe('the recording of a replay', () => {
  it('has the same frames, refusals and ends as the recording that is played', async () => {
    const original = await eventsOf(FILE);
    assert.equal(original.length, 18);
    const { recorded, host } = await recordReplay(FILE, 6);
    const events = texts(await eventsOf(recorded), (text) => text.replace(host, 'appliance.example:8000'));
    assert.deepEqual(events, original);
  });

  it('is as useful with pseudonyms: everything except the names is the same', async () => {
    const { recorded } = await recordReplay(FILE, 3, '--pseudonymise');
    const { entries } = await readRecording(recorded);
    const [cut] = entries.filter((entry) => 'omitted' in entry);
    const original = (await eventsOf(FILE)).slice(0, 9);
    const [lost] = original.splice(5, 1);
    assert(
      cut && lost && 'text' in lost && lost.text.length === cut.bytes,
      'the frame that was cut is left out',
    );
    const nameless = (text: string): string =>
      text.startsWith('{') ? mapStrings(text, (value, isKey) => (isKey ? value : '')) : '';
    const events = texts(await eventsOf(recorded), nameless).filter((event) => !('omitted' in event));
    assert.deepEqual(events, [
      ...texts(original, nameless),
      { from: 'client', close: { code: 1000, reason: '' } },
    ]);
    // The new recording can be replayed as well.
    const again = await recordReplay(recorded, 3);
    assert.deepEqual(
      (await eventsOf(again.recorded)).filter((event) => 'text' in event && event.from === 'system'),
      (await eventsOf(recorded)).filter((event) => 'text' in event && event.from === 'system'),
    );
  });
});
