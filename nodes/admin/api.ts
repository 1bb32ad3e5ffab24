import type { Check, State } from '../../lib/texts';
import type { Catalog, Counter, ViewDefinition } from '../../lib/protocol/frames';
import { CONNECTION, type CREDENTIALS } from '../../lib/settings/connection';

/**
 * The JSON that dialogs and runtime exchange below Node-RED's admin root. Both sides compile against this file.
 *
 * | method, path below the prefix | permission | body | answer |
 * | --- | --- | --- | --- |
 * | `GET :id/catalog` | read | | {@link CatalogAnswer} of the deployed appliance |
 * | `POST :id/preview` | read | {@link PreviewRequest} | {@link PreviewLine}s of the deployed appliance |
 * | `GET codecs` | read | | {@link CodecsAnswer} |
 * | `POST test` | write | {@link TestRequest} | {@link TestAnswer} of the appliance as the editor has it |
 * | `POST preview` | write | {@link DraftPreviewRequest} | {@link PreviewLine}s of the appliance as the editor has it |
 *
 * An error of an appliance, of its properties or of a view is a 200 with an `error` inside. In a preview it is the last
 * line. Other statuses: 400, the body has the wrong shape; 401, no permission; 404, no such appliance is deployed; 413,
 * the body is too large; 429, too many requests at once. Their body is a {@link Failed}, except where Node-RED itself
 * answers: 401, and 400 for a body that is not JSON.
 *
 * Some requests also need the permission to deploy, `flows.write`, and are a 401 without it. They would send a stored
 * secret where the deployed flows do not send it, read a variable that those do not read, or decrypt a key. See
 * `needs-deploy.ts`.
 */
export const PREFIX = 'activelogic-appliance';

/** Permissions of Node-RED's `adminAuth`. */
export const READ = `${PREFIX}.read`;
export const WRITE = `${PREFIX}.write`;

/** The properties of an appliance that decide how to connect to it, without TLS and credentials. */
export const CONNECTION_PROPERTIES = Object.keys(CONNECTION) as (keyof typeof CONNECTION)[];

type ConnectionProperty = keyof typeof CONNECTION;

/** An appliance as the editor has it, deployed or not. Its properties are not checked yet. */
export interface ApplianceDraft extends Record<ConnectionProperty, unknown> {
  /** Its id in the flows. Where a password is not typed, the stored one of this id counts. */
  id: string;
  /** What the user typed. A missing name stands for what is stored; an empty text for none. */
  credentials: Partial<Record<(typeof CREDENTIALS)[number], string>>;
  /** The id of a deployed `tls-config`, or a `tls-config` that is not deployed as it is now. */
  tls?: string | TlsDraft;
}

/** A core `tls-config` as the editor has it, with every property that the editor's Node-RED knows. */
export interface TlsDraft {
  id: string;
  /** What the user uploaded or typed. A missing name stands for what is stored; an empty text for none. */
  credentials: Partial<Record<string, string>>;
  [property: string]: unknown;
}

/** A problem that the editor shows in its own language. */
export interface Problem {
  /** A key of the appliance's catalogue: `errors.…`, `problems.…`, or `doctor.says.…` of a check. */
  key: string;
  params: Readonly<Record<string, string | number>>;
}

/** Replaces an answer, or is part of it. */
export interface Failed {
  error: Problem;
}

export interface TestRequest {
  appliance: ApplianceDraft;
}

export type CatalogAnswer = { catalog: Catalog } | Failed;

/** The result of one step of the connection test, for the editor to translate. */
export interface CheckLine {
  check: Check;
  state: State;
  said: Problem;
  /** A key of the appliance's catalogue that says what to do. */
  advice?: string;
  /** How long the step took. */
  milliseconds?: number;
}

/** Has the steps in order. There are none if the properties are wrong: then there is nothing to connect to. */
export type TestAnswer = CatalogAnswer & { checks?: CheckLine[] };

/** A codec that a module of Node-RED's palette adds. */
export interface CodecChoice {
  /** The value of an appliance's `codec` that selects it. */
  id: string;
  /** The name to show. */
  label: string;
}

/** The installed codecs, without profile 1. */
export interface CodecsAnswer {
  codecs: CodecChoice[];
}

export interface PreviewRequest {
  view: ViewDefinition;
  /** The key of the column whose largest values come first. Without it, the appliance's order counts. */
  sort?: string;
  /** The id of the liveview node, if it is deployed. Its flow says what `${VAR}` means. */
  node?: string;
  /**
   * `conditions`, `match` and `level` of an alert's form, unchecked. Each update then says how many items are beyond.
   */
  rule?: Record<string, unknown>;
  /** The id of the rule's alert node, if it is deployed. Its flow says what `${VAR}` means in the rule. */
  alert?: string;
}

export interface DraftPreviewRequest extends PreviewRequest {
  appliance: ApplianceDraft;
}

/** A column of a preview. The item's name is not one of them. */
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
  /** Its first children, sorted by the same column. */
  children?: PreviewItem[];
  /** How many children it has. `children` may have fewer. */
  size?: number;
}

/** A line of a preview's answer. The answer is JSON objects, each followed by a line feed. */
export type PreviewLine =
  | { type: 'connecting' }
  | {
      type: 'update';
      columns: PreviewColumn[];
      items: PreviewItem[];
      /** How many items the update has. `items` may have fewer. */
      size: number;
      /** Numbers the view's updates, including those left out here, so that the editor can show their rate. */
      sequence: number;
      /** The time of arrival on the runtime's clock, ms. */
      received: number;
      /** A column that seems to count differently than declared. */
      counter?: { key: string; seems: Counter };
      /** The result of the requested rule. */
      seen?: { items: number; over: number; unknown: number };
    }
  /** If `final`, this is the last line. Otherwise the view goes on or is tried again. */
  | { type: 'error'; error: Problem; final: boolean }
  /** The last line: a preview ends after a while. */
  | { type: 'end'; seconds: number };
