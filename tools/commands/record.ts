#!/usr/bin/env node
/**
 * The command `activelogic-record`. Exit codes: 0 when there is a recording. 1 when there is none, when the view was
 * refused, or when the recording could not be written to its end. 2 for wrong usage.
 */
import { systemClock } from '../../lib/clock';
import type { LiveViewError } from '../../lib/errors';
import { isRefusal } from '../../lib/socket/failure';
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

/** Why the recording is over. */
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
      // A second reason may arrive at the same time.
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
    complain(`${output.name} can no longer be written: ${failure.message}`);
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
  if (figures.omitted > 0) {
    const reason = pseudonymiser
      ? 'binary frames, and text that is not JSON, cannot have pseudonyms'
      : 'credentials are in them';
    complain(
      `${count(figures.omitted, 'frame')} left out, because ${reason}; their lengths are in the recording`,
    );
  }
  if (writer.left > 0) {
    complain(`${count(writer.left, 'frame')} came faster than they could be written, and were left out`);
  }
  if (pseudonymiser) complain(...keptWords(pseudonymiser.kept));
  return ending.kind === 'connection' && view && isRefusal(ending.error) ? 1 : 0;
}

function start(settings: RecordSettings, scribe: Scribe, listener: RecordingListener): Recorder {
  const { endpoint, view, once } = settings;
  return view
    ? new ViewRecorder(endpoint, view, scribe, listener, { once }, systemClock)
    : new RawRecorder(endpoint, scribe, listener, systemClock);
}

/** Pseudonyms would be useless if the file's name told the host. */
function nameFor({ endpoint, gzip, secret }: RecordSettings): string {
  const time = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const host = secret ? '' : `${endpoint.host.replace(/[^\w.]+/g, '-').replace(/^-|-$/g, '')}-`;
  return `activelogic-${host}${time}.ndjson${gzip ? '.gz' : ''}`;
}

/** The most words to list: an appliance could combine known words without end. */
const MOST_LISTED = 2000;

/** Lists all words that were kept. Only the user can tell whether a name is among them. */
function keptWords(kept: ReadonlySet<string>): string[] {
  const words = [...kept].sort();
  const more = words.length > MOST_LISTED ? `; and ${words.length - MOST_LISTED} more` : '';
  return [
    `Texts that were kept: ${words.slice(0, MOST_LISTED).join('; ') || 'none'}${more}`,
    "Also kept: times, sizes, HTTP statuses and close codes; numbers, except in texts, as a row's name or as a filter's value; ports and prefix",
    'lengths after addresses; punctuation. Everything else was replaced. Check the kept texts before you share the file.',
  ];
}
