import type { CodecChoice as Installed } from '../../admin/api';
import { codecOptions } from './codec-options';
import { jsonText, scalarText } from '../../dialog/rules/stored';
import { text } from '../../dialog/text';
import { fieldText } from '../../dialog/widgets/fields';
import { type Pending, requestCodecs } from '../../dialog/requests/admin';

/** The field for the codec. It is shown only if there is a choice, or if the stored codec is not installed. */
export class CodecChoice {
  private readonly row: JQuery;
  private readonly stored: string;
  private readonly pending: Pending;

  /** @param stored as the flow has it; absent in older flows */
  constructor(
    private readonly field: JQuery,
    stored: unknown,
  ) {
    this.row = field.closest('.form-row');
    // Show an invalid value as JSON.
    this.stored = scalarText(stored ?? '') ?? jsonText(stored);
    // The stored codec stays selected, before and after the runtime answers.
    this.show(undefined);
    this.pending = requestCodecs((answer) => {
      if ('body' in answer) this.show(answer.body.codecs);
    });
  }

  close(): void {
    this.pending.abort();
  }

  private show(installed: readonly Installed[] | undefined): void {
    const { field } = this;
    const selected = field.children().length > 0 ? fieldText(field) : this.stored;
    const options = codecOptions(this.stored, installed, text('appliance:appliance.codec.profile1'));
    this.row.toggle(options !== undefined);
    field.empty();
    for (const { value, label, missing } of options ?? [{ value: '', label: '', missing: false }]) {
      const shown = missing ? text('appliance:appliance.codec.missing', { codec: label }) : label;
      $('<option>').attr({ value }).text(shown).appendTo(field);
    }
    field.val(selected);
    const warn = (): void => {
      const absent = options?.find(({ value, missing }) => missing && value === fieldText(field));
      // A class of our own: Node-RED's validation sets and removes its own mark.
      field.toggleClass('activelogic-wrong', absent !== undefined);
      const warning = absent && text('appliance:appliance.codec.absent', { codec: absent.label });
      $('#activelogic-appliance-no-codec').text(warning ?? '');
    };
    field.off('.activelogic').on('change.activelogic', warn);
    warn();
  }
}
