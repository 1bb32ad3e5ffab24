import type { Catalog, ErrorFrame, UpdateFrame, ViewDefinition } from '../protocol/frames';

/** What a frame on the wire is: text, or bytes for a binary one. */
export type FrameData = string | Uint8Array;

/** What a system's frame says, in the terms of profile 1, which are those of everything above the wire. */
export type Decoded =
  | { type: 'catalog'; catalog: Catalog }
  | UpdateFrame
  | ErrorFrame
  /** Something to send to the system at once, such as the answer to a question whether anybody is there. */
  | { type: 'reply'; data: FrameData };

/**
 * What a close code, or the code of a fatal error, says:
 *
 * - `refused`: the view is not possible; it is not asked for again until it changes;
 * - `unauthorized`: the client may not do that; it is tried again at the longest delay;
 * - `too-many-views`: not now; it is tried again with backoff, and called what it is.
 */
export type Refusal = (typeof REFUSALS)[number];

export const REFUSALS = ['refused', 'unauthorized', 'too-many-views'] as const;

/**
 * How a system's frames are read and written. All that the package does above the wire it does with what a codec says,
 * whatever the frames are.
 *
 * Where a codec throws, or says what makes no sense, the frame is skipped and told of with the codec's name.
 */
export interface Codec {
  /** For errors. */
  readonly name: string;

  /**
   * Called once for each WebSocket, when that is open. What is to be remembered from frame to frame belongs to what this
   * returns.
   *
   * @param view what will be asked for; `undefined` where only the catalogue is wanted
   * @throws any error, where the view cannot be expressed in this system's frames
   */
  open(view: ViewDefinition | undefined): CodecConnection;
}

/** A codec at work on one WebSocket. */
export interface CodecConnection {
  /** Sent as soon as the WebSocket is open, before anything else. */
  readonly greeting?: FrameData | undefined;

  /** Stands in where the system presents none: the view is then asked for as soon as the WebSocket is open. */
  readonly catalog?: Catalog | undefined;

  /** The frame that asks for the view. It is sent once, when there is a catalogue. */
  encodeView(view: ViewDefinition): FrameData;

  /**
   * Reads a frame. Called once for each, in their order, but see {@link Skim}.
   *
   * @returns what it says; `undefined` for one that is to be ignored
   * @throws any error, for a frame that cannot be read: it is skipped whole
   */
  decode(data: Buffer, isBinary: boolean): Decoded | undefined;

  /**
   * What a close code (a number) or the code of a fatal error (text) says of the view or the client; `undefined`, as
   * without this function, for what is tried again with backoff.
   */
  refusal?(code: number | string): Refusal | undefined;

  /** With it, updates that nobody wants to see are not decoded. */
  readonly skim?: Skim | undefined;
}

/**
 * A cheap look at a frame. A frame that looks like an update is decoded only when somebody wants to see it: never, late
 * or more than once. So this is only for a codec whose decoding of such a frame neither needs nor leaves anything behind.
 */
export interface Skim {
  /** Whether it begins as an update does. It need not be a good one. */
  looksLikeUpdate(data: Buffer, isBinary: boolean): boolean;

  /** Whether a frame that looks like an update may say something else all the same: it is then decoded. */
  mayTurnOut(data: Buffer): boolean;
}
