/** How many items fit at first. */
const FIRST_ROOM = 64;

/**
 * Keeps the numbers of all items side by side in one list, with a place for each item. Ten thousand objects with
 * numbers would take several times as long to go through.
 */
export class ItemTable {
  /** The numbers of an item begin at its place. */
  numbers: Float64Array;
  private readonly places = new Map<string, number>();
  private readonly free: number[] = [];
  private end = 0;

  /** @param width how many numbers an item has */
  constructor(private readonly width: number) {
    this.numbers = new Float64Array(FIRST_ROOM * width);
  }

  get size(): number {
    return this.places.size;
  }

  placeOf(key: string): number | undefined {
    return this.places.get(key);
  }

  /** Makes a place for a new item. The place may hold old numbers, so set them. */
  add(key: string): number {
    const place = this.free.pop() ?? this.end;
    if (place === this.end) this.end += this.width;
    if (this.end > this.numbers.length) {
      const more = new Float64Array(2 * this.numbers.length);
      more.set(this.numbers);
      this.numbers = more;
    }
    this.places.set(key, place);
    return place;
  }

  delete(key: string): void {
    const place = this.places.get(key);
    if (place === undefined) return;
    this.places.delete(key);
    this.free.push(place);
  }

  /** Calls back with each item. The callback may delete that item. */
  each(callback: (place: number, key: string) => void): void {
    this.places.forEach(callback);
  }
}
