#!/usr/bin/env node
/**
 * The command `activelogic-simulator`. Exit codes: 0 when a signal ended it, 1 when it cannot run, 2 for wrong usage.
 */
import { InvalidOption, type ListeningOptions, Replay, Simulator, type SimulatorOptions } from '../simulator';
import { BadRecording } from '../recording/format';
import { DEFAULTS } from '../simulator/options';
import { wrongOption } from './arguments';
import { complain, type ExitCode, onEnd, print, runCommand } from './command';
import { count, duration } from './figures';
import { readSimulatorOptions, type Served, USAGE } from './simulator-options';

void runCommand(USAGE, async (values): Promise<ExitCode> => {
  const served = readSimulatorOptions(values);
  const server = create(served, values.verbose ? log : () => undefined);
  // Before it prints its address: a program that waits for that may end it at once.
  const told = new Promise<void>((resolve) => {
    onEnd(resolve);
  });
  try {
    print(await server.start(), server.summary());
  } catch (error) {
    complain(whyNotStarted(error, served));
    return 1;
  }
  await told;
  await server.stop();
  return 0;
});

interface Server {
  start: () => Promise<string>;
  stop: () => Promise<void>;
  /** A line that describes what it serves. */
  summary: () => string;
}

function create({ kind, options }: Served, log: (line: string) => void): Server {
  try {
    if (kind === 'simulation') {
      const simulator = new Simulator({ ...options, log });
      return {
        start: () => simulator.start(),
        stop: () => simulator.stop(),
        summary: () => summary(options),
      };
    }
    const replay = new Replay({ ...options, log });
    return { start: () => replay.start(), stop: () => replay.stop(), summary: () => replaySummary(replay) };
  } catch (error) {
    if (!(error instanceof InvalidOption)) throw error;
    // The option as it is spelled on the command line.
    const option = error.option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    throw wrongOption(option, error.expected, error.value);
  }
}

function log(line: string): void {
  print(`${new Date().toISOString()} ${line}`);
}

function summary(options: SimulatorOptions): string {
  const { hosts = DEFAULTS.hosts, services = DEFAULTS.services, seed = DEFAULTS.seed } = options;
  const { interval = DEFAULTS.interval, rehearse = [] } = options;
  const faults = rehearse.map(({ kind }) => kind).join(', ');
  return `${hosts} hosts, ${services} services, seed ${seed}, an update every ${interval} s${faults && `, rehearsing ${faults}`}`;
}

function replaySummary({ summary }: Replay): string {
  const { url, started, connections, frames, length, problem } = summary;
  if (problem !== undefined) complain(`${problem}; the part before that is played`);
  const time = new Date(started).toISOString();
  return `a recording of ${url} of ${time}: ${count(connections, 'connection')}, ${count(frames, 'frame')}, ${duration(length)}`;
}

function whyNotStarted(error: unknown, { kind, options }: Served): string {
  const { code, message, syscall } = error as NodeJS.ErrnoException;
  if (kind === 'replay' && (error instanceof BadRecording || syscall === 'open' || syscall === 'read'))
    return `${options.file} cannot be played: ${message}`;
  return whyNotListening(code, message, options);
}

function whyNotListening(code: string | undefined, message: string, options: ListeningOptions): string {
  const { host = DEFAULTS.host, port = DEFAULTS.port } = options;
  if (code === 'EADDRINUSE') return `Port ${port} of ${host} is in use; choose another one with --port`;
  return `Cannot listen on port ${port} of ${host}: ${message}`;
}
