#!/usr/bin/env node
/**
 * The command `activelogic-simulator`. Exit codes: 0 when it was told to end, 1 when it cannot run, 2 when it was
 * called with options that cannot be.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type Command, helpText, readArguments, UnreadableArguments } from './arguments';
import { DEFAULTS, InvalidOption, type SimulatorOptions } from './options';
import { Simulator } from './simulator';

void main(process.argv.slice(2));

async function main(args: string[]): Promise<void> {
  let simulator: Simulator;
  let options: SimulatorOptions;
  try {
    const command = readArguments(args);
    if (command.kind !== 'run') {
      print(command.kind === 'help' ? helpText() : `${version()}\n`);
      return;
    }
    options = withLog(command);
    simulator = new Simulator(options);
  } catch (error) {
    if (!(error instanceof InvalidOption || error instanceof UnreadableArguments)) throw error;
    fail(2, `${describe(error)}\nSee activelogic-simulator --help`);
    return;
  }
  try {
    print(`${await simulator.start()}\n${summary(options)}\n`);
  } catch (error) {
    fail(1, whyNotListening(error, options));
    return;
  }
  const end = (): void => {
    // A second signal ends the process at once, as it does by default.
    process.off('SIGINT', end).off('SIGTERM', end);
    simulator.stop().catch((error: unknown) => {
      fail(1, String(error));
    });
  };
  process.on('SIGINT', end).on('SIGTERM', end);
}

function withLog({ options, verbose }: Extract<Command, { kind: 'run' }>): SimulatorOptions {
  if (!verbose) return options;
  return {
    ...options,
    log: (line) => {
      print(`${new Date().toISOString()} ${line}\n`);
    },
  };
}

/** One line on what is simulated. */
function summary(options: SimulatorOptions): string {
  const { hosts = DEFAULTS.hosts, services = DEFAULTS.services, seed = DEFAULTS.seed } = options;
  const { interval = DEFAULTS.interval, rehearse = [] } = options;
  const faults = rehearse.map(({ kind }) => kind).join(', ');
  return `${hosts} hosts, ${services} services, seed ${seed}, an update every ${interval} s${faults && `, rehearsing ${faults}`}`;
}

/** An option as it is written on the command line. */
function describe(error: InvalidOption | UnreadableArguments): string {
  if (error instanceof UnreadableArguments) return error.message;
  const option = error.option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const got = error.value === undefined ? '' : `, but is ${JSON.stringify(error.value)}`;
  return `--${option} must be ${error.expected}${got}`;
}

function whyNotListening(error: unknown, options: SimulatorOptions): string {
  const { host = DEFAULTS.host, port = DEFAULTS.port } = options;
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') return `Port ${port} of ${host} is in use; choose another one with --port`;
  return `Cannot listen on port ${port} of ${host}: ${message}`;
}

function version(): string {
  const file = path.join(__dirname, '..', '..', 'package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

function print(text: string): void {
  process.stdout.write(text);
}

function fail(code: 1 | 2, message: string): void {
  process.stderr.write(`${message}\n`);
  process.exitCode = code;
}
