/** Faults of the traffic itself, which show in the numbers of a view. Both are undone by leaving them out. */
export interface Disturbance {
  /** Shaping drops this share (0 to 1) of the packets it processes, of one service or, without a name, of all. */
  drops?: { share: number; service?: string };
  /** Quality falls to this part (0 to 1) of what it was, of one service or, without a name, of the busiest one. */
  quality?: { level: number; service?: string };
}

export const CALM: Disturbance = {};
