import type { ApplianceDraft, TestAnswer } from '../../admin/api';
import { problemsOf } from '../../../lib/settings/settings';
import { CONNECTION } from '../../../lib/settings/connection';
import { problemText } from '../../dialog/requests/problem-text';
import { problemWords } from '../../dialog/rules/problem-words';
import { text } from '../../dialog/text';
import { addStyleSheet } from '../../dialog/widgets/style';
import { type Answer, type Pending, requestTest } from '../../dialog/requests/admin';
import { isForbidden, refusalText } from '../../dialog/requests/refused-requests';
import { checkList, toneOf } from './check-list';
import css from './connection-test.css';

type Tone = 'error' | 'quiet';

const TONE_ICONS: Readonly<Record<Tone, string>> = {
  error: 'fa-exclamation-triangle',
  quiet: 'fa-info-circle',
};

/** The button that connects to the appliance as the form has it, and the result. */
export class ConnectionTest {
  private readonly button: JQuery;
  private readonly result: JQuery;
  private pending: Pending | undefined;
  /** What the result is about, as JSON. */
  private asked = '';

  /**
   * @param form the form of the appliance; a change makes the result outdated
   * @param draft the content of the form
   */
  constructor(
    place: JQuery,
    form: JQuery,
    private readonly draft: () => ApplianceDraft,
  ) {
    addStyleSheet('activelogic-test-style', css);
    this.button = $('<button>', { type: 'button', class: 'red-ui-button activelogic-test' }).appendTo(place);
    this.result = $('<div>', { class: 'activelogic-test-result', role: 'status', 'aria-live': 'polite' });
    this.result.appendTo(place);
    this.button.on('click', () => {
      if (this.pending) this.cancel();
      else this.start();
    });
    form.on('input change', () => {
      this.compare();
    });
    this.showButton(false);
  }

  /** Cancels the request. Nothing is shown any more. */
  close(): void {
    this.pending?.abort();
    this.pending = undefined;
  }

  private start(): void {
    const draft = this.draft();
    this.asked = JSON.stringify(draft);
    const [wrong] = problemsOf({ url: CONNECTION.url }, draft);
    if (wrong) {
      this.say('error', problemWords(wrong));
      return;
    }
    this.say('quiet', text('appliance:appliance.test.running'));
    this.showButton(true);
    this.pending = requestTest(draft, (answer) => {
      this.pending = undefined;
      this.showButton(false);
      this.tell(answer);
    });
  }

  private cancel(): void {
    this.close();
    this.showButton(false);
    this.result.empty().removeAttr('data-tone');
  }

  private tell(answer: Answer<TestAnswer>): void {
    if ('status' in answer) {
      const tone = isForbidden(answer.status) ? 'quiet' : 'error';
      this.say(tone, text(refusalText(answer.status), { status: answer.status }));
    } else if (answer.body.checks) {
      this.show(toneOf(answer.body.checks), [checkList(answer.body.checks)]);
    } else if ('error' in answer.body) {
      this.say('error', problemText(answer.body.error));
    }
  }

  /** Shows a text with an icon. */
  private say(tone: Tone, said: string): void {
    const icon = $('<i>', { class: `fa ${TONE_ICONS[tone]}`, 'aria-hidden': 'true' });
    this.show(tone, [icon, $('<p>').text(said)]);
  }

  private show(tone: Tone | ReturnType<typeof toneOf>, parts: JQuery[]): void {
    const old = $('<p>', { class: 'activelogic-test-old' }).text(text('appliance:appliance.test.outdated'));
    this.result.attr('data-tone', tone).removeClass('activelogic-outdated').empty().append(parts, old);
  }

  private compare(): void {
    const changed = JSON.stringify(this.draft()) !== this.asked;
    // The pending answer would be outdated on arrival.
    if (changed && this.pending) this.cancel();
    this.result.toggleClass('activelogic-outdated', changed);
  }

  private showButton(running: boolean): void {
    const icon = running ? 'fa-spinner fa-pulse' : 'fa-plug';
    const label = text(running ? 'appliance:appliance.test.cancel' : 'appliance:appliance.test.start');
    this.button.empty().append($('<i>', { class: `fa ${icon}`, 'aria-hidden': 'true' }), ` ${label}`);
  }
}
