import type { Node, NodeAPI, NodeDef, NodeMessage } from 'node-red';
import { type ApplianceNode, findAppliance } from './glue/appliance';
import { isAgain } from './glue/chain';
import { readConfig } from './glue/config';
import { onFlowsStarted } from './glue/flows-started';
import { composeMessages, type Delivery, type MessageFormat, OUTPUTS, SHAPES } from './glue/messages';
import { StatusLine } from './glue/status';
import { failure } from './glue/text';
import { readNumber } from './glue/variables';
import { type FormView, mergeView, readFormView, readViewRequest } from './glue/view-request';
import { systemClock } from './lib/clock';
import { Deadline } from './lib/deadline';
import { LiveViewError } from './lib/errors';
import type { FeedState } from './lib/feed/feed';
import { Pacer } from './lib/pacer';
import { ViewSwitch } from './lib/feed/view-switch';
import { isPassingRefusal } from './lib/socket/failure';
import { DEFAULT_MEASUREMENT } from './lib/items/measurement';
import { readChoice, readFlag, readMeasurement } from './lib/view-definition';

interface LiveviewConfig extends NodeDef {
  appliance?: string;
  distributions?: unknown;
  filters?: unknown;
  columns?: unknown;
  expand?: unknown;
  output?: unknown;
  shape?: unknown;
  origin?: unknown;
  measurement?: unknown;
  interval?: unknown;
  autostart?: unknown;
}

interface Settings {
  appliance: ApplianceNode;
  form: FormView;
  format: MessageFormat;
  /** ms */
  interval: number;
  autostart: boolean;
}

interface RequestMessage extends NodeMessage {
  view?: unknown;
  action?: unknown;
}

/** What one shape needs does not matter to another: the form shows it for that shape only. */
function readShape(config: LiveviewConfig): Pick<MessageFormat, 'shape' | 'origin' | 'measurement'> {
  const shape = readChoice(config.shape ?? 'tree', 'shape', SHAPES);
  return {
    shape,
    origin: shape === 'rows' && readFlag(config.origin ?? false, 'origin'),
    measurement:
      shape === 'points' ? readMeasurement(config.measurement ?? DEFAULT_MEASUREMENT) : DEFAULT_MEASUREMENT,
  };
}

/** How long after the flows have started the form's view opens, if no message has named one by then, ms. */
const AUTOSTART_DELAY = 100;

/** A liveview node at work: messages in, views opened and closed, updates out. */
class LiveviewRuntime {
  private readonly pacer: Pacer<Pick<Delivery, 'update' | 'view'>>;
  private readonly views: ViewSwitch;
  private readonly autostart: Deadline;
  private readonly forgetFlows: () => void;
  private sequence = 0;
  /** A message has said what to show. */
  private asked = false;
  /** What was left out before an update that had no item to send a message for. */
  private unsaid = 0;

  constructor(
    private readonly RED: NodeAPI,
    private readonly node: Node,
    private readonly status: StatusLine,
    private readonly settings: Settings,
  ) {
    this.pacer = new Pacer(settings.interval, systemClock, (pending, skipped) => {
      this.deliver({ ...pending, skipped, sequence: ++this.sequence });
    });
    this.views = new ViewSwitch(settings.appliance.pool(), {
      update: (update, view) => {
        status.connected(update.size);
        this.pacer.offer({ update, view });
      },
      state: (state) => {
        this.changed(state);
      },
      report: (error) => {
        node.error(failure(RED, error), {});
      },
    });
    this.autostart = new Deadline(systemClock, () => {
      this.openForm().catch((error: unknown) => {
        // The appliance has said so, once for all nodes, and the view is tried again.
        if (error instanceof LiveViewError && isPassingRefusal(error)) return;
        const failed = failure(RED, error);
        status.refused(failed.message);
        node.error(failed, {});
      });
    });
    this.forgetFlows = onFlowsStarted(RED, () => {
      this.flowsStarted();
    });
    status.waiting();
  }

  /** Resolves when the message's view has delivered, or it is closed. */
  async handle(msg: RequestMessage): Promise<void> {
    if (this.asked && isAgain(msg)) return;
    const request = readViewRequest(msg, this.settings.form);
    this.asked = true;
    this.autostart.clear();
    // Once a message has come, a later deploy of other nodes must not bring the form's view back.
    this.forgetFlows();
    if (request.action === 'open') {
      await this.views.open(request.view);
      return;
    }
    this.views.close('now');
    this.pacer.discard();
    this.status.waiting();
  }

  close(): void {
    this.forgetFlows();
    this.autostart.clear();
    this.pacer.stop();
    this.views.close('grace');
  }

  private flowsStarted(): void {
    this.forgetFlows();
    if (this.settings.autostart) this.autostart.set(AUTOSTART_DELAY);
  }

  private async openForm(): Promise<void> {
    await this.views.open(mergeView(this.settings.form, {}));
  }

  private changed(state: FeedState): void {
    // With its first update a new view takes over; what is pending may be of the old one.
    if (state.phase === 'live') this.pacer.discard();
    else this.status.feed(state);
  }

  private deliver(delivery: Delivery): void {
    const skipped = delivery.skipped + this.unsaid;
    const messages = composeMessages(this.RED, this.settings.format, { ...delivery, skipped });
    this.unsaid = messages.length === 0 ? skipped : 0;
    for (const message of messages) this.node.send(message);
  }
}

export = function register(RED: NodeAPI): void {
  function Liveview(this: Node, stored: LiveviewConfig): void {
    RED.nodes.createNode(this, stored);
    const config = readConfig(RED, this, 'activelogic-liveview', stored);
    const status = new StatusLine(RED, this);
    let runtime: LiveviewRuntime | undefined;
    let broken: Error | undefined;
    try {
      runtime = new LiveviewRuntime(RED, this, status, readSettings(this, config));
    } catch (error) {
      broken = failure(RED, error);
      status.refused(broken.message);
      this.error(broken, {});
    }
    this.on('input', (msg: RequestMessage, _send, done) => {
      const work = runtime ? runtime.handle(msg) : Promise.reject(broken ?? new Error('unreachable'));
      work.then(
        () => {
          done();
        },
        (error: unknown) => {
          done(failure(RED, error));
        },
      );
    });
    this.on('close', () => {
      runtime?.close();
      status.stop();
    });
  }

  function readSettings(node: Node, config: LiveviewConfig): Settings {
    const appliance = findAppliance(RED, config.appliance);
    return {
      appliance,
      form: readFormView({
        distributions: config.distributions,
        filters: config.filters,
        columns: config.columns,
        expand: config.expand,
      }),
      format: {
        output: readChoice(config.output ?? 'update', 'output', OUTPUTS),
        ...readShape(config),
        name: config.name === '' ? undefined : config.name,
        appliance: appliance.label,
      },
      interval: readNumber(RED, node, 'interval', config.interval, { fallback: 0, minimum: 0 }) * 1000,
      autostart: readFlag(config.autostart ?? true, 'autostart'),
    };
  }

  RED.nodes.registerType('activelogic-liveview', Liveview);
};
