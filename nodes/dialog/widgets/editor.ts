import type { Reading } from '../../../lib/settings/rule';
import '../red';

/** What the editor knows of the things that settings refer to. */
export const EDITOR: Required<Pick<Reading, 'exists' | 'expressionProblem' | 'stores'>> = {
  exists(id, type) {
    const node = typeof id === 'string' ? (RED.nodes.node(id) as { type: string; d?: boolean } | null) : null;
    return node?.type === type && node.d !== true;
  },
  expressionProblem(expression, type) {
    const verdict = RED.utils.validateTypedProperty(expression, type, {});
    return verdict === true ? undefined : verdict;
  },
  get stores() {
    const { context } = RED.settings as { context?: { stores?: unknown } };
    const names = Array.isArray(context?.stores) ? context.stores.map(String) : [];
    return [...new Set(['default', ...names])];
  },
};
