import { migrate, type Step, versionAfter, versionProblem, type VersionProblem } from './migrate';

/**
 * By type, what has changed in its configuration since the first release, oldest first. The runtime and the editor read
 * every configuration through it. A step that was released stays as it is: flows of its time are still about.
 */
const STEPS = {
  'activelogic-appliance': [],
  'activelogic-liveview': [],
  'activelogic-distribution': [],
  'activelogic-filter': [],
  'activelogic-catalog': [],
  'activelogic-alert': [],
} satisfies Record<string, readonly Step[]>;

/** A type of this package. */
export type NodeType = keyof typeof STEPS;

/** The version that a new node of the type stores. */
export function currentVersion(type: NodeType): number {
  return versionAfter(STEPS[type]);
}

/** A configuration in today's shape; the same object where it has that already, or its version has a problem. */
export function toCurrent<T extends object>(type: NodeType, config: T): T {
  return migrate(config, STEPS[type]);
}

/** What keeps a configuration from being brought into today's shape. */
export function currentVersionProblem(type: NodeType, config: object): VersionProblem | undefined {
  return versionProblem(config, STEPS[type]);
}
