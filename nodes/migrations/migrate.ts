/**
 * One change of a configuration's shape: from the shape of one version to that of the next. It returns an object of its
 * own and leaves the given one as it is: the runtime's belongs to Node-RED, and the editor's may still be cancelled.
 *
 * A step that renames a property must find the old one in the editor too, and Node-RED's editor keeps only what is in a
 * type's `defaults`: there the old name has to stay, with no value.
 */
export type Step = (config: Readonly<Record<string, unknown>>) => Record<string, unknown>;

/** What keeps a configuration from being migrated: it is of a later version, or of none that there can be. */
export type VersionProblem = 'newer' | 'invalid';

/** The version that a type has after its steps. The first release stored none, and that counts as 1. */
export function versionAfter(steps: readonly Step[]): number {
  return steps.length + 1;
}

/** Whether the version of a configuration is one that the steps lead on from. */
export function versionProblem(config: object, steps: readonly Step[]): VersionProblem | undefined {
  const version = storedVersion(config);
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1) return 'invalid';
  return version > versionAfter(steps) ? 'newer' : undefined;
}

/**
 * A configuration in the shape of the current version, with that version in it. Where there is nothing to do, or the
 * version has a problem, it is the very object that was given.
 */
export function migrate<T extends object>(config: T, steps: readonly Step[]): T {
  if (versionProblem(config, steps) !== undefined) return config;
  const missing = steps.slice((storedVersion(config) as number) - 1);
  if (missing.length === 0) return config;
  const migrated = missing.reduce((shape, step) => step(shape), config as Record<string, unknown>);
  // The last step decides on the shape; that it is the one of `T` is what the steps are for.
  return { ...migrated, version: versionAfter(steps) } as T;
}

/** As it is stored: anything, since a flow can be edited by hand. */
export function storedVersion(config: object): unknown {
  const { version } = config as { version?: unknown };
  return version === undefined ? 1 : version;
}
