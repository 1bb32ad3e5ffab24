import type { Catalog, ErrorFrame, UpdateFrame, ViewDefinition } from '../protocol/frames';

/** A frame on the wire: text, or bytes if it is binary. */
export type FrameData = string | Uint8Array;

/** What an appliance's frame says, in the terms of profile 1. Everything above the wire uses these terms. */
export type Decoded =
  | { type: 'catalog'; catalog: Catalog }
  | UpdateFrame
  | ErrorFrame
  /** A frame to send back at once, such as the answer to a question whether the client is still there. */
  | { type: 'reply'; data: FrameData };

/**
 * What a close code, or the code of a fatal error, means:
 *
 * - `refused`: the view is impossible, so the client asks again only when the view has changed;
 * - `unauthorized`: the client may not do this, so it retries at the longest delay;
 * - `too-many-views`: the appliance has no room now, so the client retries with backoff and reports this reason.
 */
export type Refusal = (typeof REFUSALS)[number];

export const REFUSALS = ['refused', 'unauthorized', 'too-many-views'] as const;

/**
 * Reads and writes an appliance's frames. Everything above the wire sees only what a codec returns.
 *
 * If a codec throws, or returns something invalid, the frame is skipped and reported with the codec's name.
 */
export interface Codec {
  /** Appears in errors. */
  readonly name: string;

  /**
   * Called once for each WebSocket, when it is open. Keep state between frames in the returned object.
   *
   * @param view the view to ask for; `undefined` if only the catalogue is wanted
   * @throws any error if the appliance's frames cannot express the view
   */
  open(view: ViewDefinition | undefined): CodecConnection;
}

/** A codec at work on one WebSocket. */
export interface CodecConnection {
  /** The first frame to send, as soon as the WebSocket is open. */
  readonly greeting?: FrameData | undefined;

  /**
   * For an appliance that sends no catalogue. With this one, the client asks for the view as soon as the WebSocket is
   * open.
   */
  readonly catalog?: Catalog | undefined;

  /**
   * Returns the frame that asks for the view. Called once, when there is a catalogue. `undefined` sends nothing: if the
   * appliance sends its catalogue only after a request for the view, `greeting` is that request.
   */
  encodeView(view: ViewDefinition): FrameData | undefined;

  /**
   * Reads a frame. Called once for each frame, in the order of arrival.
   *
   * @returns what the frame says, or a list if it says several things. The client uses a list in its order, or not at
   *   all if one entry is invalid. `undefined` ignores the frame. The result is checked but not copied, so do not
   *   change it later
   * @throws any error if the frame cannot be read. The client then skips the whole frame
   */
  decode(data: Buffer, isBinary: boolean): Decoded | readonly Decoded[] | undefined;

  /**
   * Says what a close code (a number) or the code of a fatal error (text) means. If it returns `undefined`, or without
   * this function, the client retries with backoff.
   */
  refusal?(code: number | string): Refusal | undefined;
}
