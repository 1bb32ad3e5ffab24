import { LiveViewError } from '../errors';
import { show } from '../invalid-value';
import { readCatalog } from '../protocol/catalog';
import { readError, readUpdate } from '../protocol/decode';
import type { ViewDefinition } from '../protocol/frames';
import { InvalidFrame, REPEATS_CREDENTIALS } from '../protocol/invalid-frame';
import { readObject } from '../protocol/shape';
import {
  type Codec,
  type CodecConnection,
  type Decoded,
  type FrameData,
  type Refusal,
  REFUSALS,
} from './codec';

/** How the reason begins if a codec other than profile 1's could not read a frame. */
export const BY_CODEC = 'codec ';

/** Knows the secrets of a connection. They must not get into messages, logs or data. */
export interface Peer {
  /** Makes a text safe to show in messages. */
  quote(text: string): string;
  repeatsCredentials(text: string): boolean;
}

/**
 * Opens a codec and checks what it returns, as frames of profile 1 are checked. Errors name the codec. Rows are not
 * copied: they belong to the update from then on.
 *
 * @throws LiveViewError `codec-failed`, also from `encodeView`; `refusal` throws `codec-refusal`, `decode` an
 *   InvalidFrame
 */
export function openGuarded(codec: Codec, view: ViewDefinition | undefined, peer: Peer): CodecConnection {
  const depth = view?.distributions.length ?? 0;
  const reasonOf = (error: unknown): string =>
    peer.quote(error instanceof Error ? error.message : show(error));
  const orFails = <T>(work: () => T, code: 'codec-failed' | 'codec-refusal' = 'codec-failed'): T => {
    try {
      return work();
    } catch (error) {
      throw new LiveViewError(code, { codec: codec.name, reason: reasonOf(error) });
    }
  };
  // Views are shared, so a codec gets copies.
  const [opened, parts] = orFails(() => {
    const connection = readConnection(codec.open(structuredClone(view)));
    return [connection, readParts(connection)];
  });
  return {
    ...parts,
    encodeView: (wanted) =>
      orFails(() => readOptionalData(opened.encodeView(structuredClone(wanted)), 'the encoded view')),
    decode(data, isBinary) {
      try {
        return checkAll(opened.decode(data, isBinary), depth, peer);
      } catch (error) {
        throw new InvalidFrame(`${BY_CODEC}${codec.name}: ${reasonOf(error)}`);
      }
    },
    refusal: (code) => orFails(() => readRefusal(opened.refusal?.(code)), 'codec-refusal'),
  };
}

function checkAll(decoded: unknown, depth: number, peer: Peer): Decoded | Decoded[] | undefined {
  if (decoded === undefined || decoded === null) return undefined;
  if (decoded instanceof Promise) {
    // A rejection without a handler would end the process.
    decoded.catch(() => undefined);
    throw new InvalidFrame('decode returns a promise');
  }
  if (Array.isArray(decoded)) return decoded.map((each) => check(each, depth, peer));
  return check(decoded, depth, peer);
}

function check(decoded: unknown, depth: number, peer: Peer): Decoded {
  const frame = readObject(decoded, 'what decode returns');
  switch (frame.type) {
    case 'update': {
      const update = readUpdate(frame, depth);
      refuseCredentials([update.columns, update.rows], peer);
      return update;
    }
    case 'catalog': {
      const catalog = readCatalog(readObject(frame.catalog, 'catalog'));
      refuseCredentials(JSON.stringify(catalog), peer);
      return { type: 'catalog', catalog };
    }
    case 'error':
      return readError(frame);
    case 'reply':
      return { type: 'reply', data: readData(frame.data, 'data') };
    default:
      throw new InvalidFrame(`type is ${show(frame.type)}, not catalog, update, error or reply`);
  }
}

/** Searches the decoded texts. The session has searched only the frame's bytes, and these may be compressed. */
function refuseCredentials(content: unknown, peer: Peer): void {
  if (typeof content === 'string' && peer.repeatsCredentials(content))
    throw new InvalidFrame(REPEATS_CREDENTIALS);
  if (Array.isArray(content)) for (const part of content) refuseCredentials(part, peer);
}

function readConnection(opened: unknown): CodecConnection {
  const connection = readObject(opened, 'what open returns');
  for (const name of ['decode', 'encodeView'] as const) {
    if (typeof connection[name] !== 'function') throw new InvalidFrame(`${name} is not a function`);
  }
  return connection as unknown as CodecConnection;
}

function readParts({ greeting, catalog }: CodecConnection): Pick<CodecConnection, 'greeting' | 'catalog'> {
  return {
    greeting: readOptionalData(greeting, 'greeting'),
    catalog: catalog === undefined ? undefined : readCatalog(readObject(catalog, 'catalog')),
  };
}

function readOptionalData(value: unknown, where: string): FrameData | undefined {
  return value === undefined ? undefined : readData(value, where);
}

function readData(value: unknown, where: string): FrameData {
  if (typeof value !== 'string' && !(value instanceof Uint8Array))
    throw new InvalidFrame(`${where} is neither text nor bytes`);
  return value;
}

function readRefusal(value: unknown): Refusal | undefined {
  if (value === undefined || value === null) return undefined;
  const known = REFUSALS.find((word) => word === value);
  if (known === undefined) throw new InvalidFrame(`${show(value)} is not one of ${REFUSALS.join(', ')}`);
  return known;
}
