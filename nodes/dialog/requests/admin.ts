import { isObject } from '../../../lib/is-object';
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

/** `status` is the HTTP status; 0 means no answer, or a proxy's page in its place. */
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
 * @param ended called when no more lines will come, with the HTTP status; 0 means no answer, or a proxy's page in its
 *   place
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
  let answered = false;
  const jqXHR = $.ajax({
    method: 'POST',
    url: `${PREFIX}/${deployed ? `${id}/` : ''}preview`,
    contentType: 'application/json',
    data: JSON.stringify(body),
    dataType: 'text',
    xhr: () => {
      const xhr = new XMLHttpRequest();
      const read = readLines((each) => {
        answered = true;
        line(each);
      });
      xhr.addEventListener('progress', () => {
        if (!aborted && xhr.status === 200) read(xhr.responseText);
      });
      return xhr;
    },
  });
  jqXHR.always(() => {
    if (!aborted) ended(answered || jqXHR.status !== 200 ? jqXHR.status : 0);
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
    const { status, responseJSON: body } = jqXHR as { status: number; responseJSON?: unknown };
    if (status !== 200) done({ status });
    else done(isObject(body) ? { body: body as T } : { status: 0 });
  });
  return {
    abort: () => {
      aborted = true;
      jqXHR.abort();
    },
  };
}
