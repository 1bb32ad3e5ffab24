import type { CatalogAnswer, Problem } from '../../admin/api';
import { problemText } from '../problem-text';
import { urlProblem } from '../rules/url-rule';
import { text } from '../text';
import type { Key } from '../translate';
import { addStyleSheet } from '../widgets/style';
import { type Answer, type Pending, requestTest } from './admin';
import { draftOfForm } from './draft';
import { isForbidden, refusalText } from './refused-requests';
import { adviceFor, failedStage, type Progress, progressOf, type Stage, stagesOf } from './stages';

const STAGE_TEXTS: Readonly<Record<Stage, Key>> = {
  name: 'appliance:appliance.stage.name',
  connection: 'appliance:appliance.stage.connection',
  tls: 'appliance:appliance.stage.tls',
  answer: 'appliance:appliance.stage.answer',
  catalog: 'appliance:appliance.stage.catalog',
};

const PROGRESS: Readonly<Record<Progress, { icon: string; says: Key }>> = {
  done: { icon: 'fa-check', says: 'appliance:appliance.stage.done' },
  failed: { icon: 'fa-times', says: 'appliance:appliance.stage.failed' },
  open: { icon: 'fa-circle-thin', says: 'appliance:appliance.stage.open' },
};

type Tone = 'success' | 'error' | 'quiet';

const TONE_ICONS: Readonly<Record<Tone, string>> = {
  success: 'fa-check-circle',
  error: 'fa-exclamation-triangle',
  quiet: 'fa-info-circle',
};

/** The steps stand in a line, joined by rules, as long as there is room for them. */
const CSS = `
.activelogic-test-result { display: none; gap: 8px; margin-top: 10px; padding: 8px 12px; border: 1px solid var(--red-ui-secondary-border-color); border-left-width: 3px; border-radius: 4px; color: var(--red-ui-form-text-color); }
.activelogic-test-result[data-tone] { display: flex; }
.activelogic-test-result > i { flex: 0 0 auto; line-height: 20px; color: var(--red-ui-secondary-text-color); }
.activelogic-test-result > div { flex: 1 1 0; width: 0; overflow-wrap: anywhere; }
.activelogic-test-result[data-tone='success'] { border-left-color: var(--red-ui-border-color-success); }
.activelogic-test-result[data-tone='success'] > i { color: var(--red-ui-text-color-success); }
.activelogic-test-result[data-tone='error'] { border-left-color: var(--red-ui-border-color-error); }
.activelogic-test-result[data-tone='error'] > i { color: var(--red-ui-text-color-error); }
.activelogic-test-result p { margin: 0; line-height: 20px; }
.activelogic-test-result p + p { margin-top: 2px; }
.activelogic-test-result .activelogic-test-more { color: var(--red-ui-secondary-text-color); }
.activelogic-test-result .activelogic-test-old { display: none; margin-top: 4px; font-style: italic; }
.activelogic-outdated > i, .activelogic-outdated > div > :not(.activelogic-test-old) { opacity: 0.5; }
.activelogic-outdated .activelogic-test-old { display: block; }
.activelogic-test-result .activelogic-steps { display: flex; flex-wrap: wrap; gap: 2px 0; margin: 0 0 6px; padding: 0; list-style: none; font-size: 0.9em; line-height: 20px; }
.activelogic-steps > li { display: flex; gap: 5px; align-items: center; color: var(--red-ui-form-text-color); }
.activelogic-steps > li + li::before { content: ''; width: 14px; margin: 0 3px; border-top: 1px solid var(--red-ui-primary-border-color); }
.activelogic-steps > li > i { width: 12px; text-align: center; }
.activelogic-steps > [data-progress='done'] > i { color: var(--red-ui-text-color-success); }
.activelogic-steps > [data-progress='failed'] { font-weight: bold; }
.activelogic-steps > [data-progress='failed'] > i { color: var(--red-ui-text-color-error); }
.activelogic-steps > [data-progress='open'] { color: var(--red-ui-secondary-text-color); }
`;

/** The button that connects to the appliance as the form has it, and what came of it. */
export class ConnectionTest {
  readonly #button: JQuery;
  readonly #result: JQuery;
  #pending: Pending | undefined;
  /** What the result is about, as JSON. */
  #asked = '';

  /** @param form where the appliance is filled in: what it changes makes a result an old one */
  constructor(
    place: JQuery,
    form: JQuery,
    private readonly id: string,
  ) {
    addStyleSheet('activelogic-test-style', CSS);
    this.#button = $('<button>', { type: 'button', class: 'red-ui-button activelogic-test' }).appendTo(place);
    this.#result = $('<div>', { class: 'activelogic-test-result', role: 'status', 'aria-live': 'polite' });
    this.#result.appendTo(place);
    this.#button.on('click', () => {
      if (this.#pending) this.#cancel();
      else this.#start();
    });
    form.on('input change', () => {
      this.#compare();
    });
    this.#showButton(false);
  }

  /** Gives up what is asked for; there is nothing to show any more. */
  close(): void {
    this.#pending?.abort();
    this.#pending = undefined;
  }

  #start(): void {
    const draft = draftOfForm(this.id);
    const url = String(draft.url).trim();
    this.#asked = JSON.stringify(draft);
    const wrong = urlProblem(url, text);
    if (wrong !== undefined) {
      this.#show('error', [$('<p>').text(text('appliance:appliance.test.invalidUrl', { problem: wrong }))]);
      return;
    }
    this.#show('quiet', [$('<p>').text(text('appliance:appliance.test.running'))]);
    this.#showButton(true);
    this.#pending = requestTest(draft, (answer) => {
      this.#pending = undefined;
      this.#showButton(false);
      this.#tell(answer, url);
    });
  }

  #cancel(): void {
    this.close();
    this.#showButton(false);
    this.#result.empty().removeAttr('data-tone');
  }

  #tell(answer: Answer<CatalogAnswer>, url: string): void {
    if ('status' in answer) {
      const tone = isForbidden(answer.status) ? 'quiet' : 'error';
      this.#show(tone, [$('<p>').text(text(refusalText(answer.status), { status: answer.status }))]);
    } else if ('error' in answer.body) {
      this.#fail(answer.body.error, url);
    } else {
      this.#succeed(answer.body, url);
    }
  }

  #succeed({ catalog, milliseconds }: Exclude<CatalogAnswer, { error: Problem }>, url: string): void {
    const { name, firmware } = catalog.system;
    const params = { name, firmware: firmware ?? '', milliseconds: Math.round(milliseconds) };
    const counts = {
      distributions: catalog.distributions.length,
      filters: catalog.filters.length,
      services: catalog.services.length,
      columns: catalog.fields.length,
    };
    this.#show('success', [
      steps(url, undefined),
      $('<p>').text(
        text(
          firmware === undefined
            ? 'appliance:appliance.test.connectedUnknown'
            : 'appliance:appliance.test.connected',
          params,
        ),
      ),
      $('<p>', { class: 'activelogic-test-more' }).text(text('appliance:appliance.test.offers', counts)),
    ]);
  }

  #fail(problem: Problem, url: string): void {
    const stage = failedStage(problem);
    const advice = adviceFor(problem);
    this.#show('error', [
      ...(stage === undefined ? [] : [steps(url, stage)]),
      $('<p>').text(problemText(problem)),
      ...(advice === undefined ? [] : [$('<p>', { class: 'activelogic-test-more' }).text(text(advice))]),
    ]);
  }

  #show(tone: Tone, parts: JQuery[]): void {
    const old = $('<p>', { class: 'activelogic-test-old' });
    const said = $('<div>').append(...parts, old.text(text('appliance:appliance.test.outdated')));
    const icon = $('<i>', { class: `fa ${TONE_ICONS[tone]}`, 'aria-hidden': 'true' });
    this.#result.attr('data-tone', tone).removeClass('activelogic-outdated').empty().append(icon, said);
  }

  #compare(): void {
    const changed = JSON.stringify(draftOfForm(this.id)) !== this.#asked;
    // What is being asked would be old as soon as it is there.
    if (changed && this.#pending) this.#cancel();
    this.#result.toggleClass('activelogic-outdated', changed);
  }

  #showButton(running: boolean): void {
    const icon = running ? 'fa-spinner fa-pulse' : 'fa-plug';
    const label = text(running ? 'appliance:appliance.test.cancel' : 'appliance:appliance.test.start');
    this.#button.empty().append($('<i>', { class: `fa ${icon}`, 'aria-hidden': 'true' }), ` ${label}`);
  }
}

function steps(url: string, failed: Stage | undefined): JQuery {
  const list = $('<ol>', { class: 'activelogic-steps' });
  for (const { stage, progress } of progressOf(stagesOf(url, failed), failed)) {
    const { icon, says } = PROGRESS[progress];
    $('<li>')
      .attr('data-progress', progress)
      .append(
        $('<i>', { class: `fa ${icon}`, 'aria-hidden': 'true' }),
        $('<span>').text(text(STAGE_TEXTS[stage])),
        $('<span>', { class: 'activelogic-hidden' }).text(text(says)),
      )
      .appendTo(list);
  }
  return list;
}
