import { text } from '../text';

/**
 * Shows in an argument's field what it means for the chosen name. One that takes none looks idle and can be filled in
 * all the same.
 */
export function showArgument(field: JQuery, info: { arg?: string } | undefined): void {
  const idle = info !== undefined && info.arg === undefined;
  const usual = text('appliance:common.label.arg');
  field
    .attr('placeholder', idle ? text('appliance:common.placeholder.noArg') : (info?.arg ?? usual))
    .attr('title', info?.arg ?? null)
    .toggleClass('activelogic-idle', idle);
}
