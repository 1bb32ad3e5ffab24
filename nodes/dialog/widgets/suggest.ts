import './jquery-ui';
import { matching, type Option } from '../suggestions/options';
import type { Knowledge } from '../suggestions/knowledge';
import { text } from '../text';
import { fieldText } from './fields';
import { follow } from './knowledge-line';

/** The width of the caret at the end of a field, in pixels. */
const CARET = 20;

/** The suggestions of a field. */
interface Suggestions {
  /** Called each time they are shown. */
  options: () => readonly Option[];
  /** An open menu is refreshed when more is known. */
  knowledge: Knowledge;
  /** Whether the field suggests anything now. A typed input does so for text only. */
  enabled?: () => boolean;
}

/**
 * Adds suggestions to a text field. The text stays free: a suggestion replaces it only when you click it or choose it
 * with the keys.
 *
 * @returns call it when `enabled` may have changed
 */
export function suggest(
  input: JQuery,
  { options, knowledge, enabled = () => true }: Suggestions,
): () => void {
  /** The text was chosen earlier, so show all suggestions, not only those that contain it. */
  let browsing = false;
  /** The mouse rests on the highlighted suggestion, perhaps by chance. */
  let pointed = false;

  // Runs before the widget's own handler.
  input.on('keydown', (event) => {
    if (isOpen()) {
      if (event.key === 'Tab' && pointed) widget.menu.blur();
      if (event.key === 'Escape') {
        // The widget would restore the text of its last search and lose what was typed since.
        event.preventDefault();
        event.stopImmediatePropagation();
        widget.close();
      }
    } else if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && enabled()) {
      event.preventDefault();
      event.stopImmediatePropagation();
      browse();
    }
  });
  input.autocomplete({
    delay: 0,
    minLength: 0,
    position: { my: 'left top', at: 'left bottom', collision: 'flipfit' },
    classes: { 'ui-autocomplete': 'activelogic-menu' },
    messages: {
      noResults: '',
      results: (number) => text('appliance:common.suggestions.number', { number }),
    },
    source({ term }, response) {
      response(enabled() ? shown(term) : []);
    },
    focus({ originalEvent }) {
      const { active } = widget.menu;
      pointed = originalEvent?.type.startsWith('mouse') === true;
      mark(active?.children('.ui-menu-item-wrapper'));
      // The field keeps its text until a suggestion is chosen.
      return false;
    },
    select(_event, { item }) {
      input.val(item.value).trigger('change');
      return false;
    },
    open() {
      input.attr('aria-expanded', 'true');
      pointed = false;
      widget.menu.element.find('.ui-menu-item').attr('role', 'presentation');
    },
    close() {
      input.attr('aria-expanded', 'false');
      mark(undefined);
    },
  });
  const widget = input.autocomplete('instance');
  const list = widget.menu.element;
  list.uniqueId().attr({ role: 'listbox', 'aria-label': text('appliance:common.suggestions.menu') });
  widget.menu.option('role', 'listbox');
  list.on('menublur', () => {
    mark(undefined);
  });
  // `aria-activedescendant` already announces the highlighted suggestion.
  list.on('menufocus', () => widget.liveRegion.empty());
  widget._renderItem = (menu, option) => item(option).appendTo(menu);

  // Pressing the caret closes an open menu; a click elsewhere in the field only opens it.
  let closing = false;
  input.on('mousedown', (event) => {
    closing = isOpen() && isOnCaret(event);
  });
  input.on('click', () => {
    if (closing) widget.close();
    else if (!isOpen() && enabled()) browse(true);
  });
  input.on('focus', () => {
    if (fieldText(input) === '' && !isOpen() && enabled()) browse();
  });
  follow(knowledge, input, () => {
    if (isOpen()) browse();
    showCaret();
  });
  // Suggestions depend on other fields of the form.
  const form = input.closest('form').on('input change', showCaret);
  input.on('remove', () => form.off('input change', showCaret));
  const describe = (): void => {
    showCaret();
    if (enabled()) {
      input.attr({
        role: 'combobox',
        'aria-autocomplete': 'list',
        'aria-expanded': 'false',
        'aria-controls': list.attr('id') ?? '',
      });
    } else {
      if (isOpen()) widget.close();
      input.removeAttr('role aria-autocomplete aria-expanded aria-controls');
    }
  };
  describe();
  return describe;

  function isOpen(): boolean {
    return list.is(':visible');
  }

  function showCaret(): void {
    input.toggleClass('activelogic-suggests', enabled() && options().length > 0);
  }

  /** @param all show all suggestions, not only those that contain the text */
  function browse(all = false): void {
    browsing = all || options().some(({ value }) => value === fieldText(input).trim());
    widget.search();
    browsing = false;
  }

  function shown(term: string): Option[] {
    const found = matching(options(), browsing ? '' : term);
    const [only] = found;
    return !browsing && found.length === 1 && only?.value === term ? [] : found;
  }

  function mark(active: JQuery | undefined): void {
    list.find('[aria-selected]').removeAttr('aria-selected');
    const id = active?.attr('aria-selected', 'true').attr('id');
    if (id === undefined) input.removeAttr('aria-activedescendant');
    else input.attr('aria-activedescendant', id);
  }
}

/** Whether the mouse is on the caret at the end of the field. */
function isOnCaret({ currentTarget, clientX }: JQuery.MouseEventBase): boolean {
  return clientX > (currentTarget as HTMLElement).getBoundingClientRect().right - CARET;
}

function item({ value, detail }: Option): JQuery {
  const words = $('<div>').append($('<span>').text(value));
  if (detail !== undefined) $('<span>', { class: 'activelogic-menu-detail' }).text(detail).appendTo(words);
  return $('<li>').append(words);
}
