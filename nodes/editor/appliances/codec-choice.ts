import type { CodecChoice as Installed } from '../../admin/api';
import { codecOptions } from '../rules/codec-options';
import { text } from '../text';
import { fieldText } from '../widgets/fields';
import { type Pending, requestCodecs } from './admin';

/** The field for the codec, which is shown only where there is more than one, or one is stored that is not there. */
export class CodecChoice {
  readonly #row: JQuery;
  readonly #stored: string;
  readonly #pending: Pending;

  /** @param stored as the flow has it; absent in one that was saved before there was a choice */
  constructor(
    private readonly field: JQuery,
    stored: unknown,
  ) {
    this.#row = field.closest('.form-row');
    this.#stored = typeof stored === 'string' ? stored : '';
    // Whatever the runtime says, and whenever: what is stored stays selected.
    this.#show(undefined);
    this.#pending = requestCodecs((answer) => {
      if ('body' in answer) this.#show(answer.body.codecs);
    });
  }

  close(): void {
    this.#pending.abort();
  }

  #show(installed: readonly Installed[] | undefined): void {
    const { field } = this;
    const selected = field.children().length > 0 ? fieldText(field) : this.#stored;
    const options = codecOptions(this.#stored, installed, text('appliance:appliance.codec.profile1'));
    this.#row.toggle(options !== undefined);
    field.empty();
    for (const { value, label, missing } of options ?? [{ value: '', label: '', missing: false }]) {
      const shown = missing ? text('appliance:appliance.codec.missing', { codec: label }) : label;
      $('<option>').attr({ value }).text(shown).appendTo(field);
    }
    field.val(selected);
    const warn = (): void => {
      const absent = options?.find(({ value, missing }) => missing && value === fieldText(field));
      // Not Node-RED's own mark, which comes and goes with its validation.
      field.toggleClass('activelogic-wrong', absent !== undefined);
      const warning = absent && text('appliance:appliance.codec.absent', { codec: absent.label });
      $('#activelogic-appliance-no-codec').text(warning ?? '');
    };
    field.off('.activelogic').on('change.activelogic', warn);
    warn();
  }
}
