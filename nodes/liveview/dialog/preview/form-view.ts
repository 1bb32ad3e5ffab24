import type { ViewDefinition } from '../../../../lib/protocol/frames';
import { asRecord } from '../../../../lib/settings/rule';
import { SETTINGS } from '../../settings';
import type { FormView } from './place';

/**
 * The view of a form without problems. Variables stay as they are, because only the runtime knows their values.
 *
 * @returns the view, and the names and values to look for in an error of the appliance
 */
export function viewOfForm(config: Record<string, unknown>): { view: ViewDefinition; form: FormView } {
  const part = (property: 'distributions' | 'filters' | 'columns' | 'expand'): unknown =>
    config[property] ?? SETTINGS[property].default;
  const columns = part('columns');
  const view = {
    ...(Array.isArray(columns) && columns.length === 0 ? {} : { columns }),
    distributions: part('distributions'),
    filters: part('filters'),
    expand: part('expand'),
  } as ViewDefinition;
  return {
    view,
    form: {
      distributions: rows(view.distributions).map(({ name, arg }) => ({ name: word(name), arg: word(arg) })),
      filters: rows(view.filters).map(({ name, arg, values }) => ({
        name: word(name),
        arg: word(arg),
        values: [values].flat(),
      })),
      columns: Array.isArray(columns) ? columns.map(word) : [],
    },
  };
}

function rows(list: unknown): Record<string, unknown>[] {
  return Array.isArray(list) ? list.map((entry) => asRecord(entry) ?? {}) : [];
}

function word(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
