import type { Condition } from './condition';

/**
 * Names each condition's value: by its column, or by the measure and its columns (`rate in.shapingdrops`, `percent
 * in.shapingdrops of in.shapingtotal`). A name that comes again gets a number: ` #2`.
 */
export function valueNames(conditions: readonly Condition[]): string[] {
  const taken = new Set<string>();
  return conditions.map((condition) => {
    const base = baseName(condition);
    let name = base;
    for (let number = 2; taken.has(name); number++) name = `${base} #${number}`;
    taken.add(name);
    return name;
  });
}

function baseName({ measure, column, of }: Condition): string {
  if (measure === 'value') return column;
  return of === undefined ? `${measure} ${column}` : `${measure} ${column} of ${of}`;
}
