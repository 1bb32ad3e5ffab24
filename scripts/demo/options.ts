import { parseArgs } from 'node:util';

/** Where the demo listens; always on 127.0.0.1. */
export interface DemoOptions {
  /** Node-RED's. */
  port: number;
  simulatorPort: number;
}

/** An unusable option or variable. */
export class UnusableOption extends Error {
  override readonly name = 'UnusableOption';
}

/** The command line of `npm start`. */
export const HELP = `Usage: npm start -- [options]

Starts Node-RED with this package, a dashboard and two more examples, and a simulator for them.

  --port <number>            port of Node-RED's editor (default: $PORT, else 1880)
  --simulator-port <number>  port of the simulator (default: 8000)
  --help                     show this
`;

/**
 * Reads the command line. The option `--port` wins over the variable `PORT`.
 *
 * @returns `undefined` if you asked for help
 * @throws UnusableOption
 */
export function readOptions(args: string[], env: NodeJS.ProcessEnv): DemoOptions | undefined {
  const values = parse(args);
  if (values.help === true) return undefined;
  const options = {
    port:
      values.port === undefined && env.PORT
        ? readPort('PORT', env.PORT)
        : readPort('--port', values.port, 1880),
    simulatorPort: readPort('--simulator-port', values['simulator-port'], 8000),
  };
  if (options.port === options.simulatorPort) {
    throw new UnusableOption(`Node-RED and the simulator cannot both have port ${options.port}`);
  }
  return options;
}

function parse(args: string[]): { port?: string; 'simulator-port'?: string; help?: boolean } {
  try {
    return parseArgs({
      args,
      options: { port: { type: 'string' }, 'simulator-port': { type: 'string' }, help: { type: 'boolean' } },
    }).values;
  } catch (error) {
    throw new UnusableOption((error as Error).message, { cause: error });
  }
}

function readPort(option: string, text: string | undefined, standard?: number): number {
  if (text === undefined && standard !== undefined) return standard;
  const port = Number(text);
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  throw new UnusableOption(`${option} must be a port from 1 to 65535, but is ${JSON.stringify(text)}`);
}
