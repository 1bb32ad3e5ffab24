#!/usr/bin/env node
/**
 * The command `activelogic-simulator`. Exit codes: 0 when it was told to end, 1 when it cannot run, 2 when it was
 * called with options that cannot be.
 */
import { InvalidOption, Simulator, type SimulatorOptions } from '../simulator';
import { DEFAULTS } from '../simulator/options';
import { wrongOption } from './arguments';
import { complain, type ExitCode, onEnd, print, runCommand } from './command';
import { readSimulatorOptions, USAGE } from './simulator-options';

void runCommand(USAGE, async (values): Promise<ExitCode> => {
  const options: SimulatorOptions = { ...readSimulatorOptions(values), ...(values.verbose ? { log } : {}) };
  const simulator = create(options);
  try {
    print(`${await simulator.start()}\n${summary(options)}\n`);
  } catch (error) {
    complain(whyNotListening(error, options));
    return 1;
  }
  await new Promise<void>((resolve) => {
    onEnd(resolve);
  });
  await simulator.stop();
  return 0;
});

/** An option that the simulator refuses, as it is written on the command line. */
function create(options: SimulatorOptions): Simulator {
  try {
    return new Simulator(options);
  } catch (error) {
    if (!(error instanceof InvalidOption)) throw error;
    const option = error.option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    throw wrongOption(option, error.expected, error.value);
  }
}

function log(line: string): void {
  print(`${new Date().toISOString()} ${line}\n`);
}

/** One line on what is simulated. */
function summary(options: SimulatorOptions): string {
  const { hosts = DEFAULTS.hosts, services = DEFAULTS.services, seed = DEFAULTS.seed } = options;
  const { interval = DEFAULTS.interval, rehearse = [] } = options;
  const faults = rehearse.map(({ kind }) => kind).join(', ');
  return `${hosts} hosts, ${services} services, seed ${seed}, an update every ${interval} s${faults && `, rehearsing ${faults}`}`;
}

function whyNotListening(error: unknown, options: SimulatorOptions): string {
  const { host = DEFAULTS.host, port = DEFAULTS.port } = options;
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') return `Port ${port} of ${host} is in use; choose another one with --port`;
  return `Cannot listen on port ${port} of ${host}: ${message}`;
}
