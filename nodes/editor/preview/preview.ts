import type { Problem } from '../../admin/api';
import { requestPreview } from '../appliances/admin';
import { draftOf, isDeployed } from '../appliances/draft';
import { isForbidden, refusalText } from '../appliances/refused-requests';
import { problemText } from '../problem-text';
import { text } from '../text';
import { Dock } from './dock';
import { figuresText } from './figures';
import { type Missing, viewOfForm } from './form-view';
import { type LiveState, LiveView, type Update } from './live-view';
import { type FormView, type Place, placeOf } from './place';
import { UpdateRate } from './rate';
import { PreviewTable } from './table';

/** ms without a change before a changed form is asked for. */
const PAUSE = 500;
/** ms between looks at the clock, for the age of what is shown. */
const TICK = 500;

/** What the preview needs of the form that it is in. */
export interface PreviewedForm {
  /** The liveview node's. */
  id: string;
  /** What is filled in now. */
  read(): { appliance: string; form: FormView & { expand: boolean } };
  /** Shows what is wrong where it is. */
  mark(place: Place, message: string): void;
  unmark(): void;
  /** Brings a place to the user's eyes. */
  reveal(place: Place): void;
  /** The dock has become higher or lower. */
  resized(): void;
}

/** The view as the form has it, as a small live table. It has what it opens and starts until {@link close}. */
export class Preview {
  readonly #dock: Dock;
  readonly #table: PreviewTable;
  readonly #live: LiveView;
  readonly #rate = new UpdateRate();
  readonly #language = RED.i18n.lang();
  #on = false;
  #sort: string | undefined;
  /** What was asked for last, as JSON; nothing where nothing is open. */
  #asked: string | undefined;
  /** The form that was asked for last. */
  #form: FormView | undefined;
  #title = '';
  #size = 0;
  /** Of the browser's clock: that of the runtime may be another. */
  #arrived = 0;
  #pause: number | undefined;
  #ticker: number | undefined;

  constructor(
    place: JQuery,
    private readonly form: PreviewedForm,
  ) {
    this.#table = new PreviewTable(this.#language, (key) => {
      this.#sort = key;
      this.#follow();
    });
    this.#dock = new Dock(place, this.#table.element, (on) => {
      this.#switch(on);
    });
    this.#live = new LiveView(requestPreview, {
      state: (state) => {
        this.#tell(state);
      },
      update: (update) => {
        this.#show(update);
      },
    });
    window.addEventListener('pagehide', this.#leave);
    RED.events.on('editor:close', this.#leave);
  }

  /** Ends the request, and everything that would still happen. */
  close(): void {
    this.#switch(false);
    window.removeEventListener('pagehide', this.#leave);
    RED.events.off('editor:close', this.#leave);
  }

  /** The form has changed, or may have. */
  changed(): void {
    if (!this.#on) return;
    window.clearTimeout(this.#pause);
    this.#pause = window.setTimeout(() => {
      this.#follow();
    }, PAUSE);
  }

  /** @param available height of the form, px */
  resize(available: number): void {
    this.#dock.setHeight(available);
  }

  readonly #leave = (): void => {
    this.#switch(false);
  };

  #switch(on: boolean): void {
    if (this.#on === on) return;
    this.#on = on;
    this.#dock.open(on);
    this.form.resized();
    if (on) {
      this.#ticker = window.setInterval(() => {
        this.#tick();
      }, TICK);
      this.#follow();
    } else {
      window.clearTimeout(this.#pause);
      window.clearInterval(this.#ticker);
      this.#asked = undefined;
      this.#live.close();
      this.#table.clear();
      this.form.unmark();
    }
  }

  /** Asks for what the form has now, unless that is what is shown. */
  #follow(): void {
    const { appliance, form } = this.form.read();
    const draft = isDeployed(appliance) ? 'deployed' : draftOf(appliance);
    if (draft === undefined) {
      this.#stop('quiet', text('liveview:liveview.preview.noAppliance'));
      return;
    }
    const wanted = viewOfForm(form, text);
    if ('missing' in wanted) {
      this.#askToFillIn(wanted.missing);
      return;
    }
    const request = {
      view: wanted.view,
      node: this.form.id,
      ...(this.#sort === undefined ? {} : { sort: this.#sort }),
    };
    const asked = JSON.stringify([appliance, draft, request]);
    if (asked === this.#asked) return;
    this.#asked = asked;
    this.#form = form;
    this.#title = form.distributions.map(({ name }) => name).join(' / ');
    this.#rate.forget();
    this.#live.show(appliance, request);
  }

  #stop(tone: 'quiet' | 'bad', words: string, action?: { label: string; act: () => void }): void {
    this.#asked = undefined;
    this.#live.close();
    this.form.unmark();
    this.#dim(true);
    this.#dock.say(tone, words, action);
    this.#dock.blank(this.#table.isEmpty ? words : '');
  }

  #askToFillIn(missing: readonly [Missing, ...Missing[]]): void {
    const [{ place, text: words }] = missing;
    this.#stop('quiet', words, this.#revealing(place));
    for (const each of missing) this.form.mark(each.place, each.text);
    this.form.resized();
  }

  #revealing(place: Place): { label: string; act: () => void } {
    return {
      label: text('liveview:liveview.preview.reveal'),
      act: () => {
        this.form.reveal(place);
      },
    };
  }

  #tell(state: LiveState): void {
    if (state.kind === 'live') return;
    this.#dim(true);
    switch (state.kind) {
      case 'off':
        this.#dock.say('quiet', '');
        this.#dock.blank('');
        break;
      case 'waiting':
        this.#saying('busy', text('liveview:liveview.preview.waiting'));
        break;
      case 'connecting':
        this.#saying('busy', text('liveview:liveview.preview.connecting'));
        break;
      case 'lost':
        this.#fail('lost', state.problem);
        break;
      case 'refused':
        this.#fail('bad', state.problem);
        break;
      case 'ended':
        this.#over('quiet', text('liveview:liveview.preview.ended', { seconds: state.seconds }));
        break;
      case 'turnedDown':
        this.#turnDown(state.status);
    }
  }

  #saying(tone: 'busy' | 'lost' | 'bad' | 'quiet', words: string): void {
    this.#dock.say(tone, words);
    this.#dock.blank(this.#table.isEmpty ? words : '');
  }

  #over(tone: 'quiet' | 'bad', words: string): void {
    this.#saying(tone, words);
    this.#dock.say(tone, words, {
      label: text('liveview:liveview.preview.again'),
      act: () => {
        this.#asked = undefined;
        this.#follow();
      },
    });
  }

  #turnDown(status: number): void {
    const words = text(refusalText(status), { status });
    if (!isForbidden(status)) {
      this.#over('bad', words);
      return;
    }
    this.#switch(false);
    this.#dock.say('quiet', words);
    this.#dock.forbid();
  }

  #fail(tone: 'lost' | 'bad', problem: Problem): void {
    const words = problemText(problem);
    const now = this.form.read().form;
    // Another form will be asked for in a moment: what is wrong with this one is nowhere any more.
    const place = JSON.stringify(now) === JSON.stringify(this.#form) ? placeOf(problem, now) : undefined;
    this.form.unmark();
    if (place) {
      this.#dock.say(tone, words, this.#revealing(place));
      this.#dock.blank(this.#table.isEmpty ? words : '');
      this.form.mark(place, words);
    } else if (tone === 'bad') {
      this.#over(tone, words);
    } else {
      this.#saying(tone, text('liveview:liveview.preview.lost', { reason: words }));
    }
    this.form.resized();
  }

  #show(update: Update): void {
    this.#rate.add(update.sequence, update.received);
    this.#arrived = performance.now();
    this.#size = update.size;
    this.form.unmark();
    this.#table.show(update, this.#title);
    this.#dim(false);
    this.#dock.say('good', '');
    this.#dock.blank(update.size === 0 ? text('liveview:liveview.preview.nothing') : '');
    this.#figures();
  }

  #tick(): void {
    if (this.#live.isLive) this.#figures();
  }

  #figures(): void {
    const age = performance.now() - this.#arrived;
    const figures = { size: this.#size, shown: this.#table.shown, rate: this.#rate.perSecond, age };
    this.#dock.figures(figuresText(figures, text, this.#language));
  }

  #dim(on: boolean): void {
    this.#table.element.toggleClass('activelogic-dim', on);
  }
}
