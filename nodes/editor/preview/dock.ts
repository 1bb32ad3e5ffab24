import { text } from '../text';
import { addStyleSheet } from '../widgets/style';
import { PREVIEW_CSS } from './style';

const BODY = 'activelogic-preview-body';

/** The least and the most that the table is high, and its part of the form in between. */
const [LEAST_PX, MOST_PX, PART] = [84, 290, 0.38];

export type DockTone = 'good' | 'busy' | 'bad' | 'lost' | 'quiet';

/** The preview's place at the bottom of the form: a bar that says how it is, and room for the table. */
export class Dock {
  readonly #place: JQuery;
  readonly #toggle: JQuery;
  readonly #said: JQuery;
  readonly #dot: JQuery;
  readonly #status: JQuery;
  readonly #figures: JQuery;
  readonly #action: JQuery;
  readonly #body: JQuery;
  readonly #blank: JQuery;
  #act: (() => void) | undefined;

  /** @param toggled called with whether the user wants to see the preview */
  constructor(place: JQuery, table: JQuery, toggled: (on: boolean) => void) {
    addStyleSheet('activelogic-preview-style', PREVIEW_CSS);
    this.#place = place.addClass('activelogic-dock').empty();
    place.parent().addClass('activelogic-docked');
    this.#toggle = $('<button>', { type: 'button', class: 'red-ui-button red-ui-button-small' })
      .addClass('activelogic-dock-toggle')
      .attr({ 'aria-expanded': 'false', 'aria-controls': BODY })
      .append($('<i>', { class: 'fa fa-caret-right', 'aria-hidden': 'true' }), ' ')
      .append($('<span>').text(text('liveview:liveview.preview.title')))
      .on('click', () => {
        toggled(this.#toggle.attr('aria-expanded') !== 'true');
      });
    this.#dot = $('<span>', { class: 'activelogic-dock-dot', 'aria-hidden': 'true' });
    this.#status = $('<div>', { role: 'status', 'aria-live': 'polite' });
    // They change all the time: nobody wants to hear that.
    this.#figures = $('<div>', { class: 'activelogic-dock-figures' });
    this.#said = $('<div>', { class: 'activelogic-dock-said' }).append(
      this.#dot,
      this.#status,
      this.#figures,
    );
    this.#action = $('<button>', { type: 'button', class: 'red-ui-button red-ui-button-small' })
      .on('click', () => this.#act?.())
      .hide();
    this.#blank = $('<p>', { class: 'activelogic-dock-blank' });
    this.#body = $('<div>', { id: BODY, class: 'activelogic-dock-body', role: 'region', tabindex: 0 })
      .attr('aria-label', text('liveview:liveview.preview.title'))
      .append(table, this.#blank)
      .hide();
    $('<div>', { class: 'activelogic-dock-bar' })
      .append(this.#toggle, this.#said, this.#action)
      .appendTo(place);
    place.append(this.#body);
    this.say('quiet', '');
  }

  open(on: boolean): void {
    this.#toggle.attr('aria-expanded', String(on));
    this.#place.toggleClass('activelogic-dock-open', on);
    this.#body.toggle(on);
  }

  /** @param available height of the form, px */
  setHeight(available: number): void {
    this.#body.css('height', Math.round(Math.min(MOST_PX, Math.max(LEAST_PX, available * PART))));
  }

  /** What is to be known, and what the user can do about it; figures go. */
  say(tone: DockTone, words: string, action?: { label: string; act: () => void }): void {
    this.#said.attr('data-tone', tone);
    this.#dot.attr('data-tone', tone).toggle(words !== '' || tone === 'good');
    // Words that are said already are not said again.
    if (this.#status.text() !== words) this.#status.text(words);
    this.#status.toggle(words !== '');
    this.#figures.empty();
    this.#act = action?.act;
    this.#action.text(action?.label ?? '').toggle(action !== undefined);
  }

  figures(words: string): void {
    this.#figures.text(words);
  }

  /** Instead of a table, or under one without rows. */
  blank(words: string): void {
    this.#blank.text(words).toggle(words !== '');
  }

  forbid(): void {
    this.#toggle.prop('disabled', true);
  }
}
