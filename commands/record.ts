#!/usr/bin/env node
/**
 * The command `activelogic-record`. Exit codes: 0 when there is a recording, 1 when there is none, the view was refused
 * or the recording could not be written to its end, 2 when it was called with options that cannot be.
 */
import { systemClock } from '#lib/clock';
import type { LiveViewError } from '#lib/errors';
import { isRefusal } from '#lib/socket/failure';
import { Pseudonymiser } from '../recording/pseudonyms/pseudonymiser';
import { RawRecorder } from '../recording/raw-recorder';
import { type Recorder, type RecordingListener, ViewRecorder } from '../recording/recorder';
import { Scribe } from '../recording/scribe';
import { RecordingWriter } from '../recording/write';
import { complain, type ExitCode, onEnd, runCommand, version } from './command';
import { count, duration, size } from './figures';
import { readRecordOptions, type RecordSettings, USAGE } from './record-options';
import { NoOutput, openOutput, type Output } from './record-output';
import { Progress } from './record-progress';

void runCommand(USAGE, async (values, url): Promise<ExitCode> => {
  const settings = readRecordOptions(values, url);
  let output: Output;
  try {
    output = openOutput(settings.output ?? nameFor(settings));
  } catch (error) {
    if (!(error instanceof NoOutput)) throw error;
    complain(error.message);
    return 1;
  }
  return record(settings, output);
});

/** Why it is over. */
type Ending =
  { kind: 'told' } | { kind: 'connection'; error: LiveViewError } | { kind: 'output'; error: Error };

async function record(settings: RecordSettings, output: Output): Promise<ExitCode> {
  const { endpoint, view, gzip, secret } = settings;
  let end!: (ending: Ending) => void;
  const over = new Promise<Ending>((resolve) => (end = resolve));
  onEnd(() => {
    end({ kind: 'told' });
  });
  const writer = new RecordingWriter(output.stream, { gzip }, systemClock, (error) => {
    end({ kind: 'output', error });
  });
  const pseudonymiser = secret && new Pseudonymiser(secret);
  const tool = `activelogic-record ${version()}`;
  const scribe = new Scribe(writer, endpoint, systemClock, pseudonymiser, { tool, view });
  const { figures } = scribe;
  const begun = performance.now();
  const progress = new Progress(figures, process.stderr);
  progress.say(`Recording ${endpoint.host} to ${output.name}; Ctrl-C ends it`);
  let updates = 0;
  const recorder = start(settings, scribe, {
    update: () => {
      if (++updates !== settings.updates) return;
      // Another one may have come with it.
      void recorder.close();
      end({ kind: 'told' });
    },
    note: (text) => {
      progress.say(text);
    },
    ended: (error) => {
      end({ kind: 'connection', error });
    },
  });
  const timer =
    settings.longest === undefined
      ? undefined
      : systemClock.setTimeout(() => {
          end({ kind: 'told' });
        }, settings.longest);
  const ending = await over;
  systemClock.clearTimeout(timer);
  await recorder.close();
  const failure = await writer.end().then(
    () => undefined,
    (error: unknown) => error as Error,
  );
  progress.end();
  if (ending.kind === 'connection') complain(ending.error.message);
  if (failure) {
    complain(`${output.name} cannot be written any more: ${failure.message}`);
    return 1;
  }
  if (figures.connections === 0) {
    output.discard();
    complain('Nothing was recorded');
    return 1;
  }
  const written = output.size();
  complain(
    `Recorded ${count(figures.frames, 'frame')} (${size(figures.bytes)}) of ${count(figures.connections, 'connection')} ` +
      `in ${duration(performance.now() - begun)} to ${output.name}${written === undefined ? '' : ` (${size(written)})`}`,
  );
  if (writer.left > 0) {
    complain(`${count(writer.left, 'frame')} came faster than they could be written, and were left out`);
  }
  if (pseudonymiser) complain(leftAsIs(pseudonymiser.kept));
  return ending.kind === 'connection' && view && isRefusal(ending.error) ? 1 : 0;
}

function start(settings: RecordSettings, scribe: Scribe, listener: RecordingListener): Recorder {
  const { endpoint, view, once } = settings;
  return view
    ? new ViewRecorder(endpoint, view, scribe, listener, { once }, systemClock)
    : new RawRecorder(endpoint, scribe, listener, systemClock);
}

/** The host would tell what pseudonyms are to hide. */
function nameFor({ endpoint, gzip, secret }: RecordSettings): string {
  const time = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const host = secret ? '' : `${endpoint.host.replace(/[^\w.]+/g, '-').replace(/^-|-$/g, '')}-`;
  return `activelogic-${host}${time}.ndjson${gzip ? '.gz' : ''}`;
}

/** The most words that are listed. */
const MOST_LISTED = 300;

/** Nobody but the user knows whether there is a name among them. */
function leftAsIs(kept: ReadonlySet<string>): string {
  const words = [...kept].sort();
  if (words.length === 0) return 'No word was left as it is but those that the package knows';
  const more = words.length > MOST_LISTED ? ` and ${words.length - MOST_LISTED} more` : '';
  return (
    'Left as they are, beside the words that the package knows (look through them before you give the file away):\n' +
    `${words.slice(0, MOST_LISTED).join('; ')}${more}`
  );
}
