/** The part of jQuery UI that the forms use. Node-RED's editor provides it without types. */

interface Suggestion {
  value: string;
}

interface Autocomplete {
  menu: { element: JQuery; active: JQuery | null; blur(): void; option(name: 'role', value: string): void };
  liveRegion: JQuery;
  _renderItem: (list: JQuery, suggestion: Suggestion) => JQuery;
  search(): void;
  close(): void;
}

interface AutocompleteOptions<S extends Suggestion> {
  delay: number;
  minLength: number;
  position: { my: string; at: string; collision: string };
  classes: Record<string, string>;
  messages: { noResults: string; results: (count: number) => string };
  source: (request: { term: string }, response: (options: S[]) => void) => void;
  focus: (event: JQuery.TriggeredEvent) => boolean;
  select: (event: JQuery.TriggeredEvent, chosen: { item: S }) => boolean;
  open: () => void;
  close: () => void;
}

declare global {
  interface JQuery {
    uniqueId(): this;
    scrollParent(): this;
    autocomplete<S extends Suggestion>(options: AutocompleteOptions<S>): this;
    autocomplete(method: 'instance'): Autocomplete;
  }
}

export {};
