import type { Check, State } from '../lib/doctor/texts';
import type { Catalog, ViewDefinition } from '../lib/protocol/frames';

/**
 * What the dialogs and the runtime say to each other, as JSON, under Node-RED's admin root. Both sides are
 * compiled against this file.
 *
 * | method, path below the prefix | permission | body | answer |
 * | --- | --- | --- | --- |
 * | `GET :id/catalog` | read | | {@link CatalogAnswer} of the deployed appliance |
 * | `POST :id/preview` | read | {@link PreviewRequest} | {@link PreviewLine}s of the deployed appliance |
 * | `GET codecs` | read | | {@link CodecsAnswer} |
 * | `POST test` | write | {@link TestRequest} | {@link TestAnswer} of the appliance as the editor has it |
 * | `POST preview` | write | {@link DraftPreviewRequest} | {@link PreviewLine}s of the appliance as the editor has it |
 *
 * Whatever an appliance does, or is wrong with its properties or with a view's, is a 200 with an `error` in it: of a
 * preview, in its last line. 401: no permission; 400: the body has not the shape that it must have; 404: no such
 * appliance is deployed; 413: the body is too large; 429: too much of it at once. These have a {@link Failed} too, but
 * for Node-RED's own: 401, and 400 for a body that is no JSON.
 *
 * Some requests need the permission to deploy, `flows.write`, besides, and are a 401 without it: those that would send
 * what is stored in the runtime elsewhere than the deployed flows do. See `needs-deploy.ts`.
 */
export const PREFIX = 'activelogic-appliance';

/** The permissions of Node-RED's `adminAuth`. */
export const READ = `${PREFIX}.read`;
export const WRITE = `${PREFIX}.write`;

/** The properties of an appliance that decide on how it is connected to, but for TLS and credentials. */
export const CONNECTION_PROPERTIES = [
  'url',
  'auth',
  'handshakeTimeout',
  'heartbeat',
  'staleAfter',
  'reconnectMin',
  'reconnectMax',
  'maxPayload',
  'codec',
] as const;

type ConnectionProperty = (typeof CONNECTION_PROPERTIES)[number];

/** An appliance as the editor has it, deployed or not: its properties, unread. */
export interface ApplianceDraft extends Record<ConnectionProperty, unknown> {
  /** Its id in the flows: says whose stored passwords count where one is not typed anew. */
  id: string;
  /** What is typed. What is absent counts as it is stored; an empty text is none. */
  credentials: { username?: string; password?: string; token?: string };
  /** The id of a deployed `tls-config`, or one that is not deployed as it is now. */
  tls?: string | TlsDraft;
}

/** A core `tls-config` as the editor has it. */
export interface TlsDraft {
  id: string;
  /** Paths of files on the runtime's machine. */
  cert?: string;
  key?: string;
  ca?: string;
  servername?: string;
  alpnprotocol?: string;
  verifyservercert?: boolean;
  /** What was uploaded or typed. What is absent counts as it is stored; an empty text is none. */
  credentials: { certdata?: string; keydata?: string; cadata?: string; passphrase?: string };
}

/** Something that went wrong, for the editor to say in its language. */
export interface Problem {
  /** A key of the appliance's catalogue: `errors.…`, `problems.…`, or `doctor.says.…` of a check. */
  key: string;
  params: Readonly<Record<string, string | number>>;
}

/** Instead of an answer, or in it. */
export interface Failed {
  error: Problem;
}

export interface TestRequest {
  appliance: ApplianceDraft;
}

export type CatalogAnswer = { catalog: Catalog } | Failed;

/** What a check of the connection has found, for the editor to say in its language. */
export interface CheckLine {
  check: Check;
  state: State;
  said: Problem;
  /** A key of the appliance's catalogue: what to do about it. */
  advice?: string;
  /** How long it took. */
  milliseconds?: number;
}

/** With the checks in their order, unless the properties are wrong, so that there is nothing to connect to. */
export type TestAnswer = CatalogAnswer & { checks?: CheckLine[] };

/** A codec that a module of Node-RED's palette has brought. */
export interface CodecChoice {
  /** What an appliance's `codec` is then. */
  id: string;
  /** For people. */
  label: string;
}

/** The codecs that there are beside profile 1. */
export interface CodecsAnswer {
  codecs: CodecChoice[];
}

export interface PreviewRequest {
  view: ViewDefinition;
  /** The key of the column whose largest values are shown; without it, the system's own order counts. */
  sort?: string;
  /** The liveview node's id, if it is deployed: its flow says what `${VAR}` means. */
  node?: string;
}

export interface DraftPreviewRequest extends PreviewRequest {
  appliance: ApplianceDraft;
}

/** A column of a preview; the item's name is none. */
export interface PreviewColumn {
  key: string;
  title?: string;
  unit?: string;
}

/** An item of a preview. */
export interface PreviewItem {
  name: string;
  /** In the order of the columns. */
  values: (number | string | null)[];
  /** The first of its children, by the same column. */
  children?: PreviewItem[];
  /** How many children it has; `children` may be fewer. */
  size?: number;
}

/** One line of a preview's answer, which is JSON objects, each with a line feed behind it. */
export type PreviewLine =
  | { type: 'connecting' }
  | {
      type: 'update';
      columns: PreviewColumn[];
      items: PreviewItem[];
      /** How many items the update has; `items` may be fewer. */
      size: number;
      /** Counts the view's updates, also those that were left out, for their rate. */
      sequence: number;
      /** The runtime's clock when it arrived, ms. */
      received: number;
    }
  /** The view goes on, or is tried again, unless `final`: then it is the last line. */
  | { type: 'error'; error: Problem; final: boolean }
  /** The last line: a preview does not go on for ever. */
  | { type: 'end'; seconds: number };
