import type { OUTPUTS, SHAPES } from '../../../nodes/liveview/settings';
import type { Message } from './stage';

/** An item on the second of two levels. */
export interface Leaf {
  path: readonly string[];
  values: Readonly<Record<string, unknown>>;
}

export type Shape = (typeof SHAPES)[number];
export type Output = (typeof OUTPUTS)[number];

/** The messages of one update, as a liveview node of this output and shape makes them. */
export function messagesOf(
  shape: Shape,
  output: Output,
  leaves: readonly Leaf[],
  liveview: object,
): Message[] {
  const payload = BUILD[shape](leaves);
  if (output === 'update') return [{ payload, liveview }];
  const parts = { id: JSON.stringify(liveview), type: 'array', count: payload.length, len: 1 };
  if (payload.length === 0) return [{ liveview, parts }];
  return payload.map((each, index) => ({ payload: each, liveview, parts: { ...parts, index } }));
}

const BUILD: Record<Shape, (leaves: readonly Leaf[]) => object[]> = {
  tree(leaves) {
    const top = new Map<string, object[]>();
    for (const { path, values } of leaves) {
      const children = top.get(path[0] ?? '') ?? [];
      top.set(path[0] ?? '', [...children, { name: path[1], ...values }]);
    }
    // What is on the level above is none of an alarm's.
    return [...top].map(([name, children]) => ({ name, in: 99, gauge: 7, each: 7, total: 7, children }));
  },
  rows: (leaves) =>
    leaves.map(({ path, values }) => ({ path, name: path[1], Host: path[0], Service: path[1], ...values })),
  points: (leaves) =>
    leaves.flatMap(({ path, values }) => {
      const fields = Object.fromEntries(Object.entries(values).filter(([, each]) => each !== null));
      if (Object.keys(fields).length === 0) return [];
      return [{ measurement: 'm', path, tags: { appliance: 'Box' }, fields, timestamp: new Date(0) }];
    }),
};
