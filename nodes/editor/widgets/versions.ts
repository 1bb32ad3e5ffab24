import { currentVersion, type NodeType, toCurrent } from '../../migrations/steps';
import type { FormPrefix } from './fields';
import type { Defaults, OwnDefaults, Properties, PropertyDef } from '../red';
import { changedProperties, valueToJudge } from '../rules/versions';

/** A type's `defaults` with its version, and with validators that are given today's shape of what an old flow stores. */
export function versioned<TProps extends Properties>(
  type: NodeType,
  own: OwnDefaults<TProps>,
): Defaults<TProps> {
  const definitions = own as Record<string, PropertyDef<unknown, object>>;
  const defaults = Object.entries(definitions).map(([property, definition]) => {
    const { validate } = definition;
    if (validate === undefined) return [property, definition] as const;
    const migrating: typeof validate = function (value, options) {
      const current = toCurrent(type, this);
      return validate.call(current, valueToJudge(property, value, this, current), options);
    };
    return [property, { ...definition, validate: migrating }] as const;
  });
  const version: PropertyDef<number, object> = { value: currentVersion(type) };
  return Object.fromEntries([...defaults, ['version', version]]) as unknown as Defaults<TProps>;
}

/**
 * For the start of `oneditprepare`: puts today's shape of a node into the fields that Node-RED has filled with what is
 * stored. The node itself stays as it is until {@link storeCurrent}, since its dialog may be cancelled.
 *
 * @returns the node in today's shape; of a flow that was written by hand, anything may be missing
 */
export function showCurrent<T extends object>(type: NodeType, node: T, prefix: FormPrefix): Partial<T> {
  const current = toCurrent(type, node);
  for (const [property, value] of Object.entries(changedProperties(node, current))) {
    const field = $(`#${prefix}-${property}`);
    if (typeof value === 'boolean') field.prop('checked', value);
    else if (typeof value === 'string' || typeof value === 'number') field.val(String(value));
  }
  return current;
}

/**
 * For the start of `oneditsave`: stores what today's shape has changed, and its version. Node-RED compares the node
 * before and after, so that this counts as a change, which can be undone; where there is nothing to migrate, it is none.
 */
export function storeCurrent(type: NodeType, node: object): void {
  Object.assign(node, changedProperties(node, toCurrent(type, node)));
}
