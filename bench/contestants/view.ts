import type { ViewDefinition, ViewFrame } from '../../lib/protocol/frames';

/** The view that every contestant asks for. */
export const VIEW: ViewDefinition = {
  distributions: [{ name: 'Local Host' }, { name: 'Service' }],
  filters: [],
  expand: true,
};

export const VIEW_FRAME = JSON.stringify({ type: 'view', ...VIEW } satisfies ViewFrame);
