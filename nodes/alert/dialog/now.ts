import { asRecord } from '../../../lib/settings/rule';
import type { PreviewLine, PreviewRequest } from '../../admin/api';
import { type Pending, requestPreview } from '../../dialog/requests/admin';
import { problemText } from '../../dialog/requests/problem-text';
import { refusalText } from '../../dialog/requests/refused-requests';
import { text } from '../../dialog/text';
import type { Form } from '../../dialog/widgets/form';
import { upstreamOf } from './editor-flow';

/** How long the form must be unchanged before the appliance is asked, ms. */
const QUIET = 500;

/** The properties that decide which items are beyond the threshold. */
const RULE = ['conditions', 'match', 'level'] as const;

/** While the form is open, shows how many items of the liveview node are beyond the threshold now. */
export function showNow(form: Form, place: JQuery): void {
  const view = upstreamOf(form.node, 'activelogic-liveview').find(
    ({ appliance }) => typeof appliance === 'string' && appliance !== '',
  );
  if (!view) return;
  let asked: string | undefined;
  let pending: Pending | undefined;
  let timer: number | undefined;
  const stop = (): void => {
    window.clearTimeout(timer);
    pending?.abort();
    pending = undefined;
  };
  const ask = (rule: PreviewRequest['rule']): void => {
    place.text(text('alert:alert.now.waiting'));
    pending = requestPreview(
      view.appliance as string,
      { view: viewOf(view), node: view.id, ...(rule ? { rule, alert: form.node.id } : {}) },
      (line) => {
        const words = wordsOf(line);
        if (words !== undefined) place.text(words);
      },
      (status) => {
        if (status === 200) return;
        const reason = text(refusalText(status), { status });
        place.text(text('alert:alert.now.failed', { reason }));
      },
    );
  };
  form.onJudged((problems) => {
    const config = form.config();
    const rule = Object.fromEntries(RULE.map((property) => [property, config[property]]));
    const isWrong = problems.some(({ at }) => RULE.some((property) => at.startsWith(property)));
    const key = isWrong ? '' : JSON.stringify(rule);
    if (key === asked) return;
    asked = key;
    stop();
    place.text('');
    if (!isWrong)
      timer = window.setTimeout(() => {
        ask(rule);
      }, QUIET);
  });
  form.onClose(stop);
}

function wordsOf(line: PreviewLine): string | undefined {
  if (line.type === 'error') return text('alert:alert.now.failed', { reason: problemText(line.error) });
  if (line.type !== 'update' || !line.seen) return undefined;
  const { over, items, unknown } = line.seen;
  return unknown === 0
    ? text('alert:alert.now.counted', { over, items })
    : text('alert:alert.now.some', { over, items, unknown });
}

/** The view of a liveview node as its form has it. The runtime checks it. */
function viewOf(node: Record<string, unknown>): PreviewRequest['view'] {
  const {
    distributions = [{ name: 'Local Host' }],
    filters = [],
    columns,
    expand = true,
  } = asRecord(node) ?? {};
  const chosen = Array.isArray(columns) && columns.length > 0 ? { columns } : {};
  return { distributions, filters, ...chosen, expand } as PreviewRequest['view'];
}
