import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { NodeAPI } from 'node-red';
import { LiveViewError } from '../lib/errors';

/** The texts that all sets share are in the appliance's catalogue. */
export const SHARED = 'node-red-contrib-activelogic/appliance:';

export type TextParams = Readonly<Record<string, string | number>>;

/** A shared text in the runtime's language, or in English where Node-RED has no catalogue loaded, as in unit tests. */
export function text(RED: NodeAPI, key: string, params: TextParams = {}): string {
  const id = SHARED + key;
  const translated = RED._(id, { ...params });
  return translated === id || translated === key ? english(key, params) : translated;
}

/** What a Catch node sees: a text for people, a code for flows. */
export class NodeFailure extends Error {
  override readonly name = 'NodeFailure';
  /** The {@link LiveViewError}'s code, or the key of a text of the nodes' own. */
  readonly code: string;
  /** What the text was made with, so that somebody else can say it in another language. */
  readonly params: TextParams;

  constructor(code: string, message: string, options: ErrorOptions & { params?: TextParams } = {}) {
    super(message, options);
    this.code = code;
    this.params = options.params ?? {};
  }

  /** Node-RED takes this for the message; an `Error: ` in front tells its reader nothing. */
  override toString(): string {
    return this.message;
  }
}

/** Any error as one that can be passed to `done` or `node.error`, its text translated. */
export function failure(RED: NodeAPI, error: unknown): Error {
  if (!(error instanceof LiveViewError)) return error instanceof Error ? error : new Error(String(error));
  const { code, params } = error;
  return new NodeFailure(code, text(RED, `errors.${code}`, params), { cause: error, params });
}

/** A failure that only the nodes know, such as a node that is missing; its text is in section `problems`. */
export function problem(RED: NodeAPI, code: string, params: TextParams = {}): NodeFailure {
  return new NodeFailure(code, text(RED, `problems.${code}`, params), { params });
}

interface Catalogue {
  [key: string]: string | Catalogue;
}

let catalogue: Catalogue | undefined;

function english(key: string, params: TextParams): string {
  catalogue ??= JSON.parse(
    readFileSync(path.join(__dirname, '..', 'locales', 'en-US', 'appliance.json'), 'utf8'),
  ) as Catalogue;
  const found = key
    .split('.')
    .reduce<string | Catalogue | undefined>(
      (section, name) => (typeof section === 'object' ? section[name] : undefined),
      catalogue,
    );
  if (typeof found !== 'string') throw new Error(`No text for ${key}`);
  return found.replace(/__(\w+?)__/g, (whole, name: string) => String(params[name] ?? whole));
}
