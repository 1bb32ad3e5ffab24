import { LiveViewError } from '../errors';
import { show } from '../invalid-value';
import { readCatalog } from '../protocol/catalog';
import { readError } from '../protocol/decode';
import type { Catalog, Row, UpdateFrame, ViewDefinition } from '../protocol/frames';
import { InvalidFrame } from '../protocol/invalid-frame';
import { object } from '../protocol/shape';
import { readUpdate } from '../protocol/update';
import {
  type Codec,
  type CodecConnection,
  type Decoded,
  type FrameData,
  type Refusal,
  REFUSALS,
  type Skim,
} from './codec';

/** What is known of the system's side, and must not get into what is said or passed on. */
export interface Peer {
  /** Makes a text fit for messages. */
  quote(text: string): string;
  repeatsCredentials(text: string): boolean;
}

/**
 * Somebody's codec, trusted as little as a system: whatever it throws becomes an error that names it, and what it returns
 * is checked as a frame of profile 1 is, and copied, so that it may keep and change what it has returned.
 */
export class GuardedCodec implements CodecConnection {
  readonly greeting: FrameData | undefined;
  readonly catalog: Catalog | undefined;
  readonly skim: Skim | undefined;
  private readonly opened: CodecConnection;
  private readonly depth: number;
  /** What the cheap look at a frame has thrown: decoding the frame tells it. */
  private unsaid: Error | undefined;

  /** @throws LiveViewError `codec-failed` */
  constructor(
    private readonly codec: Codec,
    view: ViewDefinition | undefined,
    private readonly peer: Peer,
  ) {
    this.depth = view?.distributions.length ?? 0;
    // A copy: the view is that of others, too.
    this.opened = this.attempt(() => readConnection(codec.open(structuredClone(view))));
    const { greeting, catalog, skim } = this.attempt(() => readParts(this.opened));
    this.greeting = greeting;
    this.catalog = catalog;
    this.skim = skim && this.guardedSkim(skim);
  }

  encodeView(view: ViewDefinition): FrameData {
    return this.attempt(() => readData(this.opened.encodeView(structuredClone(view)), 'the encoded view'));
  }

  decode(data: Buffer, isBinary: boolean): Decoded | undefined {
    try {
      this.tell();
      return this.check(this.opened.decode(data, isBinary));
    } catch (error) {
      throw new InvalidFrame(`codec ${this.codec.name}: ${this.peer.quote(reasonOf(error))}`);
    }
  }

  refusal(code: number | string): Refusal | undefined {
    return this.attempt(() => {
      const refusal: unknown = this.opened.refusal?.(code);
      if (refusal === undefined || refusal === null) return undefined;
      const known = REFUSALS.find((word) => word === refusal);
      if (known === undefined)
        throw new InvalidFrame(`${show(refusal)} is not one of ${REFUSALS.join(', ')}`);
      return known;
    });
  }

  private attempt<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw new LiveViewError('codec-failed', {
        codec: this.codec.name,
        reason: this.peer.quote(reasonOf(error)),
      });
    }
  }

  private check(decoded: unknown): Decoded | undefined {
    if (decoded === undefined || decoded === null) return undefined;
    const frame = object(decoded, 'what decode returns');
    if (typeof frame.then === 'function') {
      // Unheard, it could end the process.
      Promise.resolve(frame).catch(() => undefined);
      throw new InvalidFrame('decode returns a promise');
    }
    switch (frame.type) {
      case 'update':
        return this.copy(readUpdate(frame, this.depth));
      case 'catalog': {
        const catalog = readCatalog(object(frame.catalog, 'catalog'));
        this.refuseCredentials(JSON.stringify(catalog));
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

  private copy(frame: UpdateFrame): UpdateFrame {
    const width = frame.columns.length;
    this.refuseCredentials(frame.columns.join());
    const copyRows = (rows: readonly Row[]): Row[] =>
      rows.map((row) => {
        for (const value of row) if (typeof value === 'string') this.refuseCredentials(value);
        const copied = row.slice() as Row;
        if (copied.length > width) copied[width] = copyRows(copied[width] as Row[]);
        return copied;
      });
    return { ...frame, rows: copyRows(frame.rows) };
  }

  /** The session has looked at the frame's bytes, where a codec may have found them compressed. */
  private refuseCredentials(text: string): void {
    if (this.peer.repeatsCredentials(text)) throw new InvalidFrame('the frame repeats the credentials');
  }

  private guardedSkim(skim: Skim): Skim {
    return {
      looksLikeUpdate: (data, isBinary) => this.look(() => skim.looksLikeUpdate(data, isBinary), false),
      mayTurnOut: (data) => this.look(() => skim.mayTurnOut(data), true),
    };
  }

  private look(work: () => boolean, otherwise: boolean): boolean {
    try {
      return work();
    } catch (error) {
      this.unsaid = new Error(reasonOf(error));
      return otherwise;
    }
  }

  private tell(): void {
    const { unsaid } = this;
    this.unsaid = undefined;
    if (unsaid) throw unsaid;
  }
}

function readConnection(opened: unknown): CodecConnection {
  const connection = object(opened, 'what open returns');
  for (const name of ['decode', 'encodeView'] as const) {
    if (typeof connection[name] !== 'function') throw new InvalidFrame(`${name} is not a function`);
  }
  return connection as unknown as CodecConnection;
}

function readParts({ greeting, catalog, skim }: CodecConnection): {
  greeting: FrameData | undefined;
  catalog: Catalog | undefined;
  skim: Skim | undefined;
} {
  return {
    greeting: greeting === undefined ? undefined : readData(greeting, 'greeting'),
    catalog: catalog === undefined ? undefined : readCatalog(object(catalog, 'catalog')),
    skim,
  };
}

function readData(value: unknown, where: string): FrameData {
  if (typeof value !== 'string' && !(value instanceof Uint8Array))
    throw new InvalidFrame(`${where} is neither text nor bytes`);
  return value;
}

/** What was thrown may be anything, too. */
function reasonOf(error: unknown): string {
  try {
    if (!(error instanceof Error)) return show(error);
    const message: unknown = error.message;
    return typeof message === 'string' ? message : show(message);
  } catch {
    return 'it threw something that cannot be shown';
  }
}
