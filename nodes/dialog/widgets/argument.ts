import { text } from '../text';

/**
 * Shows in an argument's field what it means for the chosen name. If the name takes no argument, the field looks idle
 * but stays usable.
 */
export function showArgument(field: JQuery, info: { arg?: string } | undefined): void {
  const idle = info !== undefined && info.arg === undefined;
  const usual = text('appliance:common.label.arg');
  field
    .attr('placeholder', idle ? text('appliance:common.placeholder.noArg') : (info?.arg ?? usual))
    .attr('title', info?.arg ?? null)
    .toggleClass('activelogic-idle', idle);
}
