import type { Skim } from '../codec/codec';
import type { Content, UpdateSource } from '../items/update';

/** A frame that looks like an update, as bytes until somebody wants to see it. */
export class ReceivedFrame implements UpdateSource {
  /** Unknown until it has been read. */
  private usable: boolean | undefined;

  /** @param decode may be called more than once, but not again once it has found that there is no update */
  constructor(
    private readonly data: Buffer,
    private readonly skim: Skim,
    private readonly decode: (data: Buffer) => Content | undefined,
  ) {}

  read(): Content | undefined {
    if (this.usable === false) return undefined;
    const content = this.decode(this.data);
    this.usable = content !== undefined;
    return content;
  }

  /** A newer one has come. If nobody has read this one nobody will, and only an error in it would be missed. */
  passOver(): void {
    if (this.usable === undefined && this.skim.mayTurnOut(this.data)) this.read();
  }
}

/** A frame of a codec that has to read each one once, as it comes. */
export class ReadFrame implements UpdateSource {
  constructor(private readonly content: Content | undefined) {}

  read(): Content | undefined {
    return this.content;
  }

  passOver(): void {
    // It has been read.
  }
}
