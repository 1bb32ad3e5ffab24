import type { CheckLine } from '../../admin/api';
import { problemText } from '../problem-text';
import { text } from '../text';

type State = CheckLine['state'];

const ICONS: Readonly<Record<State, string>> = {
  passed: 'fa-check',
  warning: 'fa-exclamation-triangle',
  failed: 'fa-times',
  skipped: 'fa-minus',
  untried: 'fa-circle-thin',
};

/** A line has its sign, what was checked, what was found, with advice below it, and the time. */
export const CHECKS_CSS = `
.activelogic-test-result .activelogic-checks { display: grid; grid-template-columns: 14px auto minmax(0, 1fr) auto; gap: 3px 8px; margin: 0; padding: 0; list-style: none; line-height: 20px; }
.activelogic-checks > li { display: contents; }
.activelogic-checks > li > i { line-height: 20px; text-align: center; }
.activelogic-checks > li > span { white-space: nowrap; }
.activelogic-checks > li > small { line-height: 20px; text-align: right; white-space: nowrap; }
.activelogic-checks p::before { content: '\\2192\\00a0'; }
.activelogic-checks > li > small, .activelogic-checks [data-state='skipped'] > *, .activelogic-checks [data-state='untried'] > * { color: var(--red-ui-secondary-text-color); }
.activelogic-checks [data-state='passed'] > i { color: var(--red-ui-text-color-success); }
.activelogic-checks [data-state='warning'] > i { color: var(--red-ui-text-color-warning); }
.activelogic-checks [data-state='failed'] > i { color: var(--red-ui-text-color-error); }
.activelogic-checks [data-state='failed'] > span { font-weight: bold; }
`;

export function checkList(checks: readonly CheckLine[]): JQuery {
  return $('<ol>', { class: 'activelogic-checks' }).append(...checks.map(line));
}

/** What all of them come to. */
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
        .text(text(`appliance:doctor.check.${check}`)),
      found,
      $('<small>').text(milliseconds === undefined ? '' : `${milliseconds} ms`),
    );
}
