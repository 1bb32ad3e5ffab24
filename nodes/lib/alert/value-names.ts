import type { Condition } from './condition';

/**
 * A name for each condition's value: the column itself, else the measure and its columns (`delta in.shapingdrops`,
 * `percent in.shapingdrops of in.shapingtotal`). A name that comes again gets a number: ` #2`.
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
