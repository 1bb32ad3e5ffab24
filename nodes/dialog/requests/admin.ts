import {
  type ApplianceDraft,
  type CatalogAnswer,
  type CodecsAnswer,
  type PreviewLine,
  type PreviewRequest,
  PREFIX,
  type TestAnswer,
} from '../../admin/api';
import { draftOf, isDeployed } from './draft';
import { readLines } from './lines';

/**
 * Requests from this package's dialogs to the runtime. URLs are relative: Node-RED's `beforeSend` adds its admin root
 * and the user's token.
 */

/** A request that can be cancelled. After that, it calls nothing back. */
export interface Pending {
  abort(): void;
}

/** `status` is the HTTP status; 0 means no answer. */
export type Answer<T> = { body: T } | { status: number };

/** What the selected appliance offers, as the editor has the appliance now. */
export function requestCatalog(id: string, done: (answer: Answer<CatalogAnswer>) => void): Pending {
  if (isDeployed(id)) return ask('GET', `${id}/catalog`, undefined, done);
  const draft = draftOf(id);
  if (draft) return requestTest(draft, done);
  done({ status: 404 });
  return { abort: () => undefined };
}

/** The installed codecs. */
export function requestCodecs(done: (answer: Answer<CodecsAnswer>) => void): Pending {
  return ask('GET', 'codecs', undefined, done);
}

/** Tests the connection to an appliance as its form has it. */
export function requestTest(appliance: ApplianceDraft, done: (answer: Answer<TestAnswer>) => void): Pending {
  return ask('POST', 'test', { appliance }, done);
}

/**
 * Opens a view of the selected appliance and calls back for each line.
 *
 * @param ended called with the HTTP status when no more lines will come
 */
export function requestPreview(
  id: string,
  request: PreviewRequest,
  line: (line: PreviewLine) => void,
  ended: (status: number) => void,
): Pending {
  const deployed = isDeployed(id);
  const draft = deployed ? undefined : draftOf(id);
  const body = draft ? { ...request, appliance: draft } : request;
  let aborted = false;
  const jqXHR = $.ajax({
    method: 'POST',
    url: `${PREFIX}/${deployed ? `${id}/` : ''}preview`,
    contentType: 'application/json',
    data: JSON.stringify(body),
    dataType: 'text',
    xhr: () => {
      const xhr = new XMLHttpRequest();
      const read = readLines(line);
      xhr.addEventListener('progress', () => {
        if (!aborted && xhr.status === 200) read(xhr.responseText);
      });
      return xhr;
    },
  });
  jqXHR.always(() => {
    if (!aborted) ended(jqXHR.status);
  });
  return {
    abort: () => {
      aborted = true;
      jqXHR.abort();
    },
  };
}

function ask<T>(
  method: 'GET' | 'POST',
  path: string,
  body: object | undefined,
  done: (answer: Answer<T>) => void,
): Pending {
  let aborted = false;
  const jqXHR = $.ajax({
    method,
    url: `${PREFIX}/${path}`,
    dataType: 'json',
    ...(body ? { contentType: 'application/json', data: JSON.stringify(body) } : {}),
  });
  jqXHR.always(() => {
    if (aborted) return;
    done(jqXHR.status === 200 ? { body: jqXHR.responseJSON as T } : { status: jqXHR.status });
  });
  return {
    abort: () => {
      aborted = true;
      jqXHR.abort();
    },
  };
}
