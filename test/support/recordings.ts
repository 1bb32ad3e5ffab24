import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Entry, Event, Header } from '../../tools/recording/format';
import { Recording } from '../../tools/recording/read';
import { temporaryDirectory } from './temporary';

/** The path of a new file in its own directory. */
export function newFile(name = 'recording.ndjson'): string {
  return path.join(temporaryDirectory(), name);
}

export const HEADER: Header = {
  recording: 1,
  url: 'ws://appliance.example:8000/view',
  started: 1_700_000_000_000,
};

/** Writes a recording as if by hand, and returns its file. */
export function writeRecording(entries: readonly object[], header: object = HEADER): string {
  const file = newFile();
  writeFileSync(file, [header, ...entries].map((line) => `${JSON.stringify(line)}\n`).join(''));
  return file;
}

export async function readRecording(
  file: string,
): Promise<{ header: Header; entries: Entry[]; problems: string[] }> {
  const recording = await Recording.open(file);
  const problems: string[] = [];
  const entries: Entry[] = [];
  for await (const entry of recording.entries((problem) => problems.push(problem))) entries.push(entry);
  return { header: recording.header, entries, problems };
}

/** The events of a recording, without their times. */
export async function eventsOf(file: string): Promise<Event[]> {
  const { entries } = await readRecording(file);
  return entries.map(({ at, ...event }) => {
    if (!(at >= 0)) throw new Error(`at is ${at}`);
    return event;
  });
}

/** The text of a file, uncompressed. */
export function textOf(file: string): string {
  const content = readFileSync(file);
  return (content[0] === 0x1f ? gunzipSync(content) : content).toString();
}
