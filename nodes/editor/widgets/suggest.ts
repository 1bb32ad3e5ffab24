import './jquery-ui';
import { matching, type Option } from '../suggestions/options';
import type { Knowledge } from '../suggestions/knowledge';
import { text } from '../text';
import { fieldText } from './fields';
import { follow } from './knowledge-line';

/** What a field suggests. */
interface Suggestions {
  /** Asked whenever they are shown. */
  options: () => readonly Option[];
  /** Suggestions that are shown are renewed when more is known. */
  knowledge: Knowledge;
  /** Whether there are any now; a typed input suggests text only. */
  enabled?: () => boolean;
}

/**
 * Suggests what a text field may be filled with. The text is free: only what is highlighted with the keys, or clicked,
 * takes its place.
 *
 * @returns what is to be called when `enabled` may have changed
 */
export function suggest(
  input: JQuery,
  { options, knowledge, enabled = () => true }: Suggestions,
): () => void {
  /** The field's text is what was chosen earlier: then all are shown, not those that contain it. */
  let browsing = false;
  /** The mouse rests on what is highlighted, maybe by chance. */
  let pointed = false;

  // Before the widget's own handler.
  input.on('keydown', (event) => {
    if (isOpen()) {
      if (event.key === 'Tab' && pointed) widget.menu.blur();
      if (event.key === 'Escape') {
        // The widget would put back what it has last looked up, which may lack what was typed since.
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
      // The highlighted one stays out of the field until it is taken.
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
  // `aria-activedescendant` says what is highlighted.
  list.on('menufocus', () => widget.liveRegion.empty());
  widget._renderItem = (menu, option) => item(option).appendTo(menu);

  input.on('focus click', () => {
    if (fieldText(input) === '' && !isOpen() && enabled()) browse();
  });
  follow(knowledge, input, () => {
    if (isOpen()) browse();
  });
  const describe = (): void => {
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

  function browse(): void {
    browsing = options().some(({ value }) => value === fieldText(input).trim());
    widget.search();
    browsing = false;
  }

  function shown(term: string): Option[] {
    const found = matching(options(), browsing ? '' : term);
    const [only] = found;
    return found.length === 1 && only?.value === term ? [] : found;
  }

  function mark(active: JQuery | undefined): void {
    list.find('[aria-selected]').removeAttr('aria-selected');
    const id = active?.attr('aria-selected', 'true').attr('id');
    if (id === undefined) input.removeAttr('aria-activedescendant');
    else input.attr('aria-activedescendant', id);
  }
}

function item({ value, detail }: Option): JQuery {
  const words = $('<div>').append($('<span>').text(value));
  if (detail !== undefined) $('<span>', { class: 'activelogic-menu-detail' }).text(detail).appendTo(words);
  return $('<li>').append(words);
}
