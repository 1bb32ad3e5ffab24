import { type Kind, makeFrames } from '../frames';

/** The frames of each size, made once. */
export class Store {
  private readonly made = new Map<string, Buffer[]>();

  frames(rows: number, kind: Kind): readonly Buffer[] {
    const key = `${rows} ${kind}`;
    const frames = this.made.get(key) ?? makeFrames(rows, kind);
    this.made.set(key, frames);
    return frames;
  }
}
