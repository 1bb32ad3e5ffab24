#!/usr/bin/env node
/**
 * The command `activelogic-doctor`. Exit codes: 0 when every check was done and none has failed, 1 when one has failed
 * or it was ended before, 2 when it was called in a way that cannot be.
 */
import { systemClock } from '#lib/clock';
import { Examination } from '#lib/doctor/examination';
import type { Endpoint } from '#lib/socket/endpoint';
import { print, runCommand, onEnd, type ExitCode } from './command';
import { readConnection } from './connection';
import { reportOf } from './doctor-json';
import { beginning, lineOf, type Look, verdict } from './doctor-lines';
import { readMeasurement, USAGE } from './doctor-options';

/** Back to the beginning of the line, and all of it away. */
const CLEAR_LINE = '\r\u001b[K';

void runCommand(USAGE, async (values, argument): Promise<ExitCode> => {
  const measure = readMeasurement(values);
  const endpoint = readConnection(argument, values);
  const look = lookOf(process.stdout);
  const began = systemClock.now();
  const subject = { url: shownUrl(endpoint), proxy: endpoint.proxy?.host, began };
  const lines = !values.json;
  if (lines) print(`${subject.url}${subject.proxy === undefined ? '' : ` through ${subject.proxy}`}\n\n`);
  const examination = new Examination(endpoint, {
    measure,
    clock: systemClock,
    begun: (check) => {
      if (lines && look.terminal) print(beginning(check));
    },
    done: (result) => {
      if (lines) print(`${look.terminal ? CLEAR_LINE : ''}${lineOf(result, look)}\n`);
    },
  });
  onEnd(() => void examination.close());
  const { results } = await examination.outcome;
  await examination.close();
  const report = reportOf(subject, results);
  print(lines ? `\n${verdict(results, look)}\n` : `${JSON.stringify(report, undefined, 2)}\n`);
  return report.ok ? 0 : 1;
});

function lookOf({ isTTY, columns }: NodeJS.WriteStream): Look {
  const { NO_COLOR, TERM } = process.env;
  const colourless = (NO_COLOR ?? '') !== '' || TERM === 'dumb';
  return { terminal: isTTY, plain: colourless, columns };
}

/** A query may carry a token. */
function shownUrl({ url }: Endpoint): string {
  const shown = new URL(url);
  for (const name of new Set(shown.searchParams.keys())) shown.searchParams.set(name, '***');
  return shown.href;
}
