import { parseArgs } from 'node:util';

export interface SoakOptions {
  minutes: number;
  /** Decides the order and times of the faults, and the simulators' traffic. */
  seed: number;
  /** A file for the samples, one JSON object per line. */
  samples: string | undefined;
}

/** The command line asks for something impossible. */
export class UnusableOption extends Error {
  override readonly name = 'UnusableOption';
}

export const HELP = `Usage: npm run soak -- [options]

Runs Node-RED with this package against three simulated appliances, with faults, deploys and changing views, and
prints what it measures once a minute. Needs what "npm run build" has built.

  --minutes <number>  how long, from 1 on (default: 60)
  --seed <number>     of the faults and of the traffic (default: 1)
  --samples <file>    write the samples there too, one JSON object a line
  --help              show this

Exit codes: 0 when everything held, 1 when something did not or it could not run, 2 for options that cannot be,
130 when it was interrupted.
`;

/**
 * @returns `undefined` when help is asked for
 * @throws UnusableOption
 */
export function readOptions(args: string[]): SoakOptions | undefined {
  const values = parse(args);
  if (values.help === true) return undefined;
  return {
    minutes: wholeNumber('--minutes', values.minutes ?? '60', 1),
    seed: wholeNumber('--seed', values.seed ?? '1', 0),
    samples: values.samples,
  };
}

function parse(args: string[]): { minutes?: string; seed?: string; samples?: string; help?: boolean } {
  try {
    return parseArgs({
      args,
      options: {
        minutes: { type: 'string' },
        seed: { type: 'string' },
        samples: { type: 'string' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    throw new UnusableOption((error as Error).message, { cause: error });
  }
}

function wholeNumber(option: string, text: string, least: number): number {
  const value = Number(text);
  if (text !== '' && Number.isSafeInteger(value) && value >= least) return value;
  throw new UnusableOption(
    `${option} must be a whole number from ${least} on, but is ${JSON.stringify(text)}`,
  );
}
