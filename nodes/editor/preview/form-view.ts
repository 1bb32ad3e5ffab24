import type { FilterValue, ViewDefinition } from '../../lib/protocol/frames';
import { cleanNames, isBlank } from '../rules/names';
import type { Translate } from '../translate';
import type { FormView, Place } from './place';

/** What has to be filled in before there is a view. */
export interface Missing {
  place: Place;
  text: string;
}

/** The view that a form describes, or what it lacks, in the order of the form. */
export function viewOfForm(
  form: FormView & { expand: boolean },
  t: Translate,
): { view: ViewDefinition } | { missing: [Missing, ...Missing[]] } {
  const [first, ...rest] = missingParts(form, t);
  if (first) return { missing: [first, ...rest] };
  const columns = cleanNames(form.columns);
  return {
    view: {
      ...(columns.length > 0 ? { columns } : {}),
      distributions: [...form.distributions],
      filters: form.filters.map((filter) => ({
        ...filter,
        // None of them is the `null` of a number that is none: that is missing.
        values: filter.values.filter((value): value is FilterValue => value !== null),
      })),
      expand: form.expand,
    },
  };
}

/** Columns that were left blank are not missing: they are not stored either. */
function missingParts({ distributions, filters }: FormView, t: Translate): Missing[] {
  const noDistribution: Missing = {
    place: { list: 'distributions' },
    text: t('liveview:liveview.preview.noDistribution'),
  };
  return [
    ...(distributions.length === 0 ? [noDistribution] : []),
    ...distributions.flatMap(({ name }, row) =>
      isBlank(name)
        ? [
            {
              place: { list: 'distributions', row, field: 'name' } as const,
              text: t('appliance:common.invalid.distributionName', { row: row + 1 }),
            },
          ]
        : [],
    ),
    ...filters.flatMap(({ name, values }, row) => {
      const problems: { field: 'name' | 'values'; problem: string }[] = [];
      if (isBlank(name)) problems.push({ field: 'name', problem: t('appliance:common.invalid.noName') });
      if (values.length === 0) {
        problems.push({ field: 'values', problem: t('appliance:common.invalid.noValues') });
      } else if (values.includes(null)) {
        const problem = t('appliance:common.invalid.value', {
          value: values.indexOf(null) + 1,
          problem: t('appliance:common.invalid.number'),
        });
        problems.push({ field: 'values', problem });
      }
      return problems.map(({ field, problem }) => ({
        place: { list: 'filters', row, field } as const,
        text: t('appliance:common.invalid.filter', { row: row + 1, problem }),
      }));
    }),
  ];
}
