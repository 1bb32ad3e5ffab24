import type { Problem } from '../../../admin/api';
import type { Problem as SettingProblem } from '../../../../lib/settings/rule';
import { requestPreview } from '../../../dialog/requests/admin';
import { draftOf, isDeployed } from '../../../dialog/requests/draft';
import { isForbidden, refusalText } from '../../../dialog/requests/refused-requests';
import { problemText } from '../../../dialog/requests/problem-text';
import { problemWords } from '../../../dialog/rules/problem-words';
import { text } from '../../../dialog/text';
import { counterText } from './counter-text';
import { Dock } from './dock';
import { figuresText } from './figures';
import { viewOfForm } from './form-view';
import { type LiveState, LiveView, type UpdateLine } from './live-view';
import { type FormView, type Place, placeOf, placeOfField } from './place';
import { UpdateRate } from './rate';
import { PreviewTable } from './table';

/** How long the form must be unchanged before the view is requested, ms. */
const PAUSE = 500;
/** How often the age of the last update is refreshed, ms. */
const TICK = 500;

/** What the preview needs from its form. */
export interface PreviewedForm {
  /** The liveview node's id. */
  id: string;
  /** The current content of the form. */
  read(): { appliance: string; config: Record<string, unknown>; problems: readonly SettingProblem[] };
  /** Marks the place of a problem that the appliance found; without a place, removes the mark. */
  mark(place: Place | undefined, message: string): void;
  /** Shows a place to the user. */
  reveal(place: Place): void;
  /** The height of the dock has changed. */
  resized(): void;
}

/** The view of the form as a small live table. It owns what it opens until {@link close}. */
export class Preview {
  private readonly dock: Dock;
  private readonly table: PreviewTable;
  private readonly live: LiveView;
  private readonly rate = new UpdateRate();
  private readonly language = RED.i18n.lang();
  private on = false;
  private sort: string | undefined;
  /** The last request as JSON; nothing if none is open. */
  private asked: string | undefined;
  /** The form of the last request. */
  private shown: FormView | undefined;
  private title = '';
  private size = 0;
  /** By the browser's clock, because the runtime's may differ. */
  private arrived = 0;
  /** The height of the bar at the last layout, px. */
  private barHeight = 0;
  private pause: number | undefined;
  private ticker: number | undefined;

  constructor(
    place: JQuery,
    private readonly form: PreviewedForm,
  ) {
    this.table = new PreviewTable(this.language, (key) => {
      this.sort = key;
      this.follow();
    });
    this.dock = new Dock(place, this.table.element, (on) => {
      this.switch(on);
    });
    this.live = new LiveView(requestPreview, {
      state: (state) => {
        this.tell(state);
      },
      update: (update) => {
        this.show(update);
      },
    });
    window.addEventListener('pagehide', this.leave);
    RED.events.on('editor:close', this.leave);
  }

  /** Ends the request and all timers. */
  close(): void {
    this.switch(false);
    window.removeEventListener('pagehide', this.leave);
    RED.events.off('editor:close', this.leave);
  }

  /** The form may have changed. */
  changed(): void {
    if (!this.on) return;
    window.clearTimeout(this.pause);
    this.pause = window.setTimeout(() => {
      this.follow();
    }, PAUSE);
  }

  /**
   * @param available height of the form in px
   * @param left the height that the rest of the form leaves
   */
  resize(available: number, left: number): void {
    this.dock.setHeight(available, left);
    this.barHeight = this.dock.barHeight;
  }

  private readonly leave = (): void => {
    this.switch(false);
  };

  private switch(on: boolean): void {
    if (this.on === on) return;
    this.on = on;
    this.dock.open(on);
    this.form.resized();
    if (on) {
      this.ticker = window.setInterval(() => {
        this.tick();
      }, TICK);
      this.follow();
    } else {
      window.clearTimeout(this.pause);
      window.clearInterval(this.ticker);
      this.asked = undefined;
      this.live.close();
      this.table.clear();
      this.form.mark(undefined, '');
    }
  }

  /** Requests the form's view, unless it is already shown. */
  private follow(): void {
    const { appliance, config, problems } = this.form.read();
    const draft = isDeployed(appliance) ? 'deployed' : draftOf(appliance);
    if (draft === undefined) {
      this.stop('quiet', text('liveview:liveview.preview.noAppliance'));
      return;
    }
    const [wrong] = problems.filter(({ at }) => /^(distributions|filters|columns|expand)/.test(at));
    if (wrong) {
      this.askToFillIn(placeOfField(wrong.at), problemWords(wrong));
      return;
    }
    const { form, view } = viewOfForm(config);
    if (form.distributions.length === 0) {
      const place = { list: 'distributions' } as const;
      const words = text('liveview:liveview.preview.noDistribution');
      this.askToFillIn(place, words);
      this.form.mark(place, words);
      return;
    }
    const request = {
      view,
      node: this.form.id,
      ...(this.sort === undefined ? {} : { sort: this.sort }),
    };
    const asked = JSON.stringify([appliance, draft, request]);
    if (asked === this.asked) return;
    this.asked = asked;
    this.shown = form;
    this.title = form.distributions.map(({ name }) => name).join(' / ');
    this.rate.forget();
    this.live.show(appliance, request);
  }

  private stop(tone: 'quiet' | 'bad', words: string, action?: { label: string; act: () => void }): void {
    this.asked = undefined;
    this.live.close();
    this.form.mark(undefined, '');
    this.dim(true);
    this.dock.say(tone, words, action);
    this.dock.blank('');
  }

  private askToFillIn(place: Place | undefined, words: string): void {
    this.stop('quiet', words, place && this.revealing(place));
    this.form.resized();
  }

  private revealing(place: Place): { label: string; act: () => void } {
    return {
      label: text('liveview:liveview.preview.reveal'),
      act: () => {
        this.form.reveal(place);
      },
    };
  }

  private tell(state: LiveState): void {
    if (state.kind === 'live') return;
    this.dim(true);
    switch (state.kind) {
      case 'off':
        this.dock.say('quiet', '');
        this.dock.blank('');
        break;
      case 'waiting':
        this.saying('busy', text('liveview:liveview.preview.waiting'));
        break;
      case 'connecting':
        this.saying('busy', text('liveview:liveview.preview.connecting'));
        break;
      case 'lost':
        this.fail('lost', state.problem);
        break;
      case 'refused':
        this.fail('bad', state.problem);
        break;
      case 'ended':
        this.over('quiet', text('liveview:liveview.preview.ended', { seconds: state.seconds }));
        break;
      case 'turnedDown':
        this.turnDown(state.status);
    }
  }

  private saying(tone: 'busy' | 'lost' | 'bad' | 'quiet', words: string): void {
    this.dock.say(tone, words);
    this.dock.blank('');
  }

  private over(tone: 'quiet' | 'bad', words: string): void {
    this.saying(tone, words);
    this.dock.say(tone, words, {
      label: text('liveview:liveview.preview.again'),
      act: () => {
        this.asked = undefined;
        this.follow();
      },
    });
  }

  private turnDown(status: number): void {
    const words = text(refusalText(status), { status });
    if (!isForbidden(status)) {
      this.over('bad', words);
      return;
    }
    this.switch(false);
    this.dock.say('quiet', words);
    this.dock.forbid();
  }

  private fail(tone: 'lost' | 'bad', problem: Problem): void {
    const words = problemText(problem);
    const now = viewOfForm(this.form.read().config).form;
    // The form has changed and will be requested soon, so this problem has no place any more.
    const asked = this.shown;
    const place =
      asked && JSON.stringify(now) === JSON.stringify(asked) ? placeOf(problem, asked) : undefined;
    this.form.mark(undefined, '');
    if (place) {
      this.dock.say(tone, words, this.revealing(place));
      this.dock.blank('');
      this.form.mark(place, words);
    } else if (tone === 'bad') {
      this.over(tone, words);
    } else {
      this.saying(tone, text('liveview:liveview.preview.lost', { reason: words }));
    }
    this.form.resized();
  }

  private show(update: UpdateLine): void {
    this.rate.add(update.sequence, update.received);
    this.arrived = performance.now();
    this.size = update.size;
    this.form.mark(undefined, '');
    this.table.show(update, this.title);
    this.dim(false);
    this.dock.say('good', update.counter ? counterText(update.counter, text) : '');
    this.dock.blank(update.size === 0 ? text('liveview:liveview.preview.nothing') : '');
    this.figures();
  }

  private tick(): void {
    if (this.live.isLive) this.figures();
  }

  private figures(): void {
    const age = performance.now() - this.arrived;
    const figures = { size: this.size, shown: this.table.shown, rate: this.rate.perSecond, age };
    this.dock.figures(figuresText(figures, text, this.language));
    if (this.dock.barHeight !== this.barHeight) this.form.resized();
  }

  private dim(on: boolean): void {
    this.table.element.toggleClass('activelogic-dim', on);
  }
}
