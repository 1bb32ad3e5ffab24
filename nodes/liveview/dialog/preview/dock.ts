import { text } from '../../../dialog/text';
import { addStyleSheet } from '../../../dialog/widgets/style';
import css from './style.css';

const BODY = 'activelogic-preview-body';

/** The least and greatest height of the table, and its share of the form in between. */
const [LEAST_PX, MOST_PX, PART] = [84, 290, 0.38];

export type DockTone = 'good' | 'busy' | 'bad' | 'lost' | 'quiet';

/** The preview's place at the bottom of the form: a bar with its state, and the table. */
export class Dock {
  private readonly place: JQuery;
  private readonly bar: JQuery;
  private readonly toggle: JQuery;
  private readonly said: JQuery;
  private readonly dot: JQuery;
  private readonly status: JQuery;
  private readonly figureLine: JQuery;
  private readonly action: JQuery;
  private readonly body: JQuery;
  private readonly blankLine: JQuery;
  private act: (() => void) | undefined;

  /** @param toggled called when the user opens or closes the preview */
  constructor(place: JQuery, table: JQuery, toggled: (on: boolean) => void) {
    addStyleSheet('activelogic-preview-style', css);
    this.place = place.addClass('activelogic-dock').empty();
    place.parent().addClass('activelogic-docked');
    this.toggle = $('<button>', { type: 'button', class: 'red-ui-button red-ui-button-small' })
      .addClass('activelogic-dock-toggle')
      .attr({ 'aria-expanded': 'false', 'aria-controls': BODY })
      .append($('<i>', { class: 'fa fa-caret-right', 'aria-hidden': 'true' }), ' ')
      .append($('<span>').text(text('liveview:liveview.preview.title')))
      .on('click', () => {
        toggled(this.toggle.attr('aria-expanded') !== 'true');
      });
    this.dot = $('<span>', { class: 'activelogic-dock-dot', 'aria-hidden': 'true' });
    this.status = $('<div>', { role: 'status', 'aria-live': 'polite' });
    // Not a live region: the figures change all the time.
    this.figureLine = $('<div>', { class: 'activelogic-dock-figures' });
    this.said = $('<div>', { class: 'activelogic-dock-said' }).append(this.dot, this.status, this.figureLine);
    this.action = $('<button>', { type: 'button', class: 'red-ui-button red-ui-button-small' })
      .on('click', () => this.act?.())
      .hide();
    this.blankLine = $('<p>', { class: 'activelogic-dock-blank' });
    this.body = $('<div>', { id: BODY, class: 'activelogic-dock-body', role: 'region', tabindex: 0 })
      .attr('aria-label', text('liveview:liveview.preview.title'))
      .append(table, this.blankLine)
      .hide();
    this.bar = $('<div>', { class: 'activelogic-dock-bar' })
      .append(this.toggle, this.said, this.action)
      .appendTo(place);
    place.append(this.body);
    this.say('quiet', '');
  }

  open(on: boolean): void {
    this.toggle.attr('aria-expanded', String(on));
    this.place.toggleClass('activelogic-dock-open', on);
    this.body.toggle(on);
  }

  /** The height of the bar in px. Its words may wrap. */
  get barHeight(): number {
    return this.bar.outerHeight() ?? 0;
  }

  /**
   * @param available height of the form in px
   * @param left the height that the rest of the form leaves
   */
  setHeight(available: number, left: number): void {
    const wanted = Math.min(MOST_PX, available * PART, left - this.barHeight);
    this.body.css('height', Math.round(Math.max(LEAST_PX, wanted)));
    // Keeps the form from scrolling a field under the dock.
    this.place.scrollParent().css('scroll-padding-bottom', this.place.outerHeight() ?? 0);
  }

  /** Shows a message, with an action if there is one. Hides the figures. */
  say(tone: DockTone, words: string, action?: { label: string; act: () => void }): void {
    this.said.attr('data-tone', tone);
    this.dot.attr('data-tone', tone).toggle(words !== '' || tone === 'good');
    // Setting the same text again would make screen readers repeat it.
    if (this.status.text() !== words) this.status.text(words);
    this.status.toggle(words !== '');
    this.figureLine.empty();
    this.act = action?.act;
    this.action.text(action?.label ?? '').toggle(action !== undefined);
  }

  figures(words: string): void {
    this.figureLine.text(words);
  }

  /** Shows a message instead of the table, or below an empty one. */
  blank(words: string): void {
    this.blankLine.text(words).toggle(words !== '');
  }

  forbid(): void {
    this.toggle.prop('disabled', true);
  }
}
