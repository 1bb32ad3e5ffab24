import type { Problem } from '../../../lib/settings/rule';
import { problemText } from '../requests/problem-text';
import { text } from '../text';
import type { Translate } from '../translate';

/** What is wrong with a setting, in the editor's language and in the runtime's words. */
export function problemWords(problem: Problem, t: Translate = text): string {
  const { code, params } = problem;
  const section = code === 'no-appliance' || code === 'no-tls' ? 'problems' : 'errors';
  const value = 'value' in problem ? { value: shown(problem.value) } : {};
  return problemText({ key: `${section}.${code}`, params: { ...params, ...value } }, t);
}

/** A value from a flow file. */
function shown(value: unknown): string {
  const json = value === undefined ? 'undefined' : JSON.stringify(value);
  return json.length > 80 ? `${json.slice(0, 77)}...` : json;
}
