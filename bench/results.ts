import type { Spec } from './contestants';
import type { Size } from './field';

/** What one measure found for one contestant and one size of updates. */
export interface Result extends Size {
  measure: 'cpu' | 'latency' | 'memory' | 'alert';
  who: Spec['name'] | 'alert';
  /** ms; for memory, MiB. */
  values: readonly number[];
}

/** Everything that a run measured. */
export class Results {
  readonly all: Result[] = [];

  add(measure: Result['measure'], who: Result['who'], { rows, kind }: Size, values: readonly number[]): void {
    this.all.push({ measure, who, rows, kind, values });
  }

  /** @returns an empty list when nothing was measured */
  of(measure: Result['measure'], who: Result['who'], { rows, kind }: Size): readonly number[] {
    const found = this.all.find(
      (each) => each.measure === measure && each.who === who && each.rows === rows && each.kind === kind,
    );
    return found?.values ?? [];
  }
}
