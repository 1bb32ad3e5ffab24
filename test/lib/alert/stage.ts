import { Alert, type Notice } from '../../../lib/alert/alert';
import { readConditions } from '../../../lib/alert/read-settings';
import type { AlertRules } from '../../../lib/alert/rules';
import type { Moment } from '../../../lib/alert/source';

export interface Message {
  payload?: unknown;
  liveview: object;
  parts?: object;
  mine?: string;
}

export const START = 1_700_000_000_000;

/** Rules that a single update is enough for. */
export const AT_ONCE: AlertRules = {
  conditions: readConditions([{ column: 'in', op: 'gt', raise: 10 }]),
  match: 'all',
  level: 'leaf',
  raiseFor: 0,
  clearFor: 0,
  goneFor: 0,
  noDataFor: 0,
  remind: 0,
};

/** An alert, its clock and the messages of a liveview node, one a second. */
export class Stage {
  readonly alert: Alert<Message>;
  private number = 0;

  /** @param elapsed the clock that never jumps, ms; the wall clock is {@link START} ahead of it at first */
  constructor(
    readonly rules: AlertRules,
    public elapsed = 50_000,
    readonly run = 'run',
    public wall = START,
  ) {
    this.alert = new Alert('alert', rules, run, this.moment);
  }

  get moment(): Moment {
    return { now: this.wall + this.elapsed, elapsed: this.elapsed };
  }

  /** The next update, a second later. */
  message(items: unknown, liveview: object = {}): Message {
    this.elapsed += 1000;
    return {
      payload: items,
      liveview: {
        ...{ node: 'live', appliance: 'Box', applianceId: 'box' },
        ...{ distributions: [{ name: 'Host' }, { name: 'Service' }], filters: [], expand: true },
        ...{ connection: 1, update: ++this.number, time: START + this.elapsed, received: this.moment.now },
        ...liveview,
      },
    };
  }

  /** Takes messages as they are; returns `<state> <path>` of each event. */
  take(...messages: Message[]): string[] {
    return messages.flatMap((message) => {
      const { notices, error } = this.alert.take(message, this.moment);
      if (error instanceof Error) throw error;
      return said(notices);
    });
  }

  /** Sends the next update. */
  update(items: unknown, liveview: object = {}): string[] {
    return this.take(this.message(items, liveview));
  }

  /** Lets time go by, and says what is due then, as often as something is. */
  wait(seconds: number): string[] {
    const end = this.elapsed + seconds * 1000;
    const events: string[] = [];
    while (this.alert.next <= end) {
      this.elapsed = Math.max(this.elapsed, this.alert.next);
      events.push(...said(this.alert.tick(this.moment)));
    }
    this.elapsed = end;
    return events;
  }

  /** What another process, or the next node of a deploy, makes of the saved state. */
  next(run = this.run, rules = this.rules, elapsed = this.elapsed): Stage {
    const saved = JSON.parse(JSON.stringify(this.alert.save(this.moment))) as unknown;
    const stage = new Stage(rules, elapsed, run, this.wall + this.elapsed - elapsed);
    stage.alert.restore(saved, stage.moment);
    return stage;
  }
}

export function said(notices: readonly Notice<Message>[]): string[] {
  return notices.map(({ event: { state, alarm } }) => `${state} ${alarm.path.join('/')}`.trim());
}
