import type { NodeAPI } from 'node-red';
import { LiveViewError } from '../../lib/errors';
import { fieldLabel, type LabelKey } from '../../lib/field-label';
import { translated } from '../../lib/translated';

/** The beginning of every catalogue's address. */
export const PACKAGE = 'node-red-contrib-activelogic/';

/** Texts that all nodes share are in the appliance's catalogue. */
export const SHARED = `${PACKAGE}appliance:`;

export type TextParams = Readonly<Record<string, string | number>>;

/** A shared text in the runtime's language. If `field` is a property's path, the text uses the property's label. */
export function text(RED: NodeAPI, key: string, params: TextParams = {}): string {
  const { field } = params;
  const label =
    typeof field === 'string' ? { field: fieldLabel(field, (...label) => labelText(RED, ...label)) } : {};
  return say(RED, SHARED + key, { ...params, ...label });
}

/** Any text of the package, by its whole address. */
export function say(RED: NodeAPI, address: string, params: TextParams = {}): string {
  return translated((key, marks) => RED._(key, marks), address, params);
}

function labelText(RED: NodeAPI, key: LabelKey, row: Record<string, number> = {}): string {
  return RED._(PACKAGE + key, row);
}

/** An error for Catch nodes: a text for people, and a code for flows. */
export class NodeFailure extends Error {
  override readonly name = 'NodeFailure';
  /** The code of a {@link LiveViewError}, or the key of one of the nodes' own texts. */
  readonly code: string;
  /** The parameters of the text, so that the editor can translate it. */
  readonly params: TextParams;

  constructor(code: string, message: string, options: ErrorOptions & { params?: TextParams } = {}) {
    super(message, options);
    this.code = code;
    this.params = options.params ?? {};
  }

  /** Node-RED shows this as the message. A leading `Error: ` would tell the reader nothing. */
  override toString(): string {
    return this.message;
  }
}

/** Any error in a form for `done` or `node.error`, with its text translated. */
export function failure(RED: NodeAPI, error: unknown): Error {
  if (!(error instanceof LiveViewError)) return error instanceof Error ? error : new Error(String(error));
  const { code, params } = error;
  return new NodeFailure(code, text(RED, `errors.${code}`, params), { cause: error, params });
}

/** A failure that only the nodes know, such as a missing node. Its text is in the section `problems`. */
export function problem(RED: NodeAPI, code: string, params: TextParams = {}): NodeFailure {
  return new NodeFailure(code, text(RED, `problems.${code}`, params), { params });
}
