import type { TestAnswer } from '../../admin/api';
import { problemText } from '../problem-text';
import { urlProblem } from '../rules/url-rule';
import { text } from '../text';
import { addStyleSheet } from '../widgets/style';
import { type Answer, type Pending, requestTest } from './admin';
import { draftOfForm } from './draft';
import { isForbidden, refusalText } from './refused-requests';
import { checkList, CHECKS_CSS, toneOf } from './check-list';

type Tone = 'error' | 'quiet';

const TONE_ICONS: Readonly<Record<Tone, string>> = {
  error: 'fa-exclamation-triangle',
  quiet: 'fa-info-circle',
};

const CSS = `
.activelogic-test-result { display: none; margin-top: 10px; padding: 8px 12px; border: 1px solid var(--red-ui-secondary-border-color); border-left-width: 3px; border-radius: 4px; color: var(--red-ui-form-text-color); overflow-wrap: anywhere; }
.activelogic-test-result[data-tone] { display: block; width: 0; min-width: 100%; box-sizing: border-box; }
.activelogic-test-result > i { float: left; line-height: 20px; color: var(--red-ui-secondary-text-color); }
.activelogic-test-result > i + p { margin-left: 22px; }
.activelogic-test-result[data-tone='success'] { border-left-color: var(--red-ui-border-color-success); }
.activelogic-test-result[data-tone='warning'] { border-left-color: var(--red-ui-border-color-warning); }
.activelogic-test-result[data-tone='error'] { border-left-color: var(--red-ui-border-color-error); }
.activelogic-test-result[data-tone='error'] > i { color: var(--red-ui-text-color-error); }
.activelogic-test-result p { margin: 0; line-height: 20px; }
.activelogic-test-result .activelogic-test-old { display: none; margin-top: 4px; font-style: italic; }
.activelogic-outdated > :not(.activelogic-test-old) { opacity: 0.5; }
.activelogic-outdated > .activelogic-test-old { display: block; }
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
    addStyleSheet('activelogic-test-style', CSS + CHECKS_CSS);
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
      this.#say('error', text('appliance:appliance.test.invalidUrl', { problem: wrong }));
      return;
    }
    this.#say('quiet', text('appliance:appliance.test.running'));
    this.#showButton(true);
    this.#pending = requestTest(draft, (answer) => {
      this.#pending = undefined;
      this.#showButton(false);
      this.#tell(answer);
    });
  }

  #cancel(): void {
    this.close();
    this.#showButton(false);
    this.#result.empty().removeAttr('data-tone');
  }

  #tell(answer: Answer<TestAnswer>): void {
    if ('status' in answer) {
      const tone = isForbidden(answer.status) ? 'quiet' : 'error';
      this.#say(tone, text(refusalText(answer.status), { status: answer.status }));
    } else if (answer.body.checks) {
      this.#show(toneOf(answer.body.checks), [checkList(answer.body.checks)]);
    } else if ('error' in answer.body) {
      this.#say('error', problemText(answer.body.error));
    }
  }

  /** A text, with a sign in front of it. */
  #say(tone: Tone, said: string): void {
    const icon = $('<i>', { class: `fa ${TONE_ICONS[tone]}`, 'aria-hidden': 'true' });
    this.#show(tone, [icon, $('<p>').text(said)]);
  }

  #show(tone: Tone | ReturnType<typeof toneOf>, parts: JQuery[]): void {
    const old = $('<p>', { class: 'activelogic-test-old' }).text(text('appliance:appliance.test.outdated'));
    this.#result.attr('data-tone', tone).removeClass('activelogic-outdated').empty().append(parts, old);
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
