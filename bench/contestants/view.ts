import type { ViewDefinition, ViewFrame } from '#lib/protocol/frames';

/** The view of a channel: the argument makes it another one than the next. */
export function viewOf(channel: number): ViewDefinition {
  return {
    distributions: [{ name: 'Local Host', arg: String(channel) }, { name: 'Service' }],
    filters: [],
    expand: true,
  };
}

export function viewFrame(channel: number): string {
  return JSON.stringify({ type: 'view', ...viewOf(channel) } satisfies ViewFrame);
}
