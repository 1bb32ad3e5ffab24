/** Faults of the traffic itself. They show in a view's numbers, and leaving them out ends them. */
export interface Disturbance {
  /** Shaping drops this share (0 to 1) of the packets of one service, or of all services without a name. */
  drops?: { share: number; service?: string };
  /**
   * Quality falls to this fraction (0 to 1) of its value, for one service, or for the busiest one if there is no
   * name.
   */
  quality?: { level: number; service?: string };
}

export const CALM: Disturbance = {};
