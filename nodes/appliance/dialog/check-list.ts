import type { CheckLine } from '../../admin/api';
import { problemText } from '../../dialog/requests/problem-text';
import { text } from '../../dialog/text';
import type { Key } from '../../dialog/translate';

type State = CheckLine['state'];

const ICONS: Readonly<Record<State, string>> = {
  passed: 'fa-check',
  warning: 'fa-exclamation-triangle',
  failed: 'fa-times',
  skipped: 'fa-minus',
  untried: 'fa-circle-thin',
};

export function checkList(checks: readonly CheckLine[]): JQuery {
  return $('<ol>', { class: 'activelogic-checks' }).append(...checks.map(line));
}

/** The result of all steps together. */
export function toneOf(checks: readonly CheckLine[]): 'success' | 'warning' | 'error' {
  const states = checks.map(({ state }) => state);
  if (states.includes('failed')) return 'error';
  return states.includes('warning') ? 'warning' : 'success';
}

function line({ check, state, said, advice, milliseconds }: CheckLine): JQuery {
  const { params } = said;
  const found = $('<div>').append(
    $('<span>', { class: 'activelogic-hidden' }).text(`${text(`appliance:doctor.state.${state}`)}: `),
    $('<span>').text(problemText(said)),
    ...(advice === undefined ? [] : [$('<p>').text(problemText({ key: advice, params }))]),
  );
  return $('<li>')
    .attr('data-state', state)
    .append(
      $('<i>', { class: `fa ${ICONS[state]}`, 'aria-hidden': 'true' }),
      $('<span>')
        .attr('data-check', check)
        .text(text(`appliance:doctor.check.${check}` as Key)),
      found,
      $('<small>').text(milliseconds === undefined ? '' : `${milliseconds} ms`),
    );
}
