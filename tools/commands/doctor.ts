#!/usr/bin/env node
/**
 * The command `activelogic-doctor`. Exit codes: 0 when every check was done and none failed, 1 when one failed or it
 * was stopped early, 2 for wrong usage.
 */
import { systemClock } from '../../lib/clock';
import { Examination } from '../../lib/doctor/examination';
import { withoutSecretsOfQuery } from '../../lib/socket/secrets';
import { printableJson } from '../../lib/printable';
import { type ExitCode, onEnd, print, printAsIs, runCommand } from './command';
import { readConnection } from './connection';
import { reportOf } from './doctor-json';
import { beginning, lineOf, type Look, verdict } from './doctor-lines';
import { readCounters, readMeasurement, USAGE } from './doctor-options';

/** Moves to the start of the line and clears it. */
const CLEAR_LINE = '\r\u001b[K';

void runCommand(USAGE, async (values, argument): Promise<ExitCode> => {
  const measure = readMeasurement(values);
  const endpoint = readConnection(argument, values, { counters: readCounters(values) });
  const look = lookOf(process.stdout);
  const began = systemClock.now();
  const subject = { url: withoutSecretsOfQuery(endpoint.url), proxy: endpoint.proxy?.host, began };
  const lines = !values.json;
  if (lines) print(`${subject.url}${subject.proxy === undefined ? '' : ` through ${subject.proxy}`}`, '');
  const examination = new Examination(endpoint, {
    measure,
    clock: systemClock,
    begun: (check) => {
      if (lines && look.terminal) printAsIs(beginning(check));
    },
    done: (result) => {
      if (lines) printAsIs(`${look.terminal ? CLEAR_LINE : ''}${lineOf(result, look)}\n`);
    },
  });
  onEnd(() => void examination.close());
  const { results } = await examination.outcome;
  await examination.close();
  const report = reportOf(subject, results);
  printAsIs(lines ? `\n${verdict(results, look)}\n` : `${printableJson(report, 2)}\n`);
  return report.ok ? 0 : 1;
});

function lookOf({ isTTY, columns }: NodeJS.WriteStream): Look {
  const { NO_COLOR, TERM } = process.env;
  const colourless = (NO_COLOR ?? '') !== '' || TERM === 'dumb';
  return { terminal: isTTY, plain: colourless, columns };
}
