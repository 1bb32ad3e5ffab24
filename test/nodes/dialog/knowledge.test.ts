import assert from 'node:assert/strict';
import type { CatalogAnswer } from '../../../nodes/admin/api';
import type { Answer } from '../../../nodes/dialog/requests/admin';
import { Knowledge, knowledgeLine } from '../../../nodes/dialog/suggestions/knowledge';
import { LAB } from './catalogs';
import { english } from '../../locales/translator-english';

const LIVE: Answer<CatalogAnswer> = { body: { catalog: LAB } };
const NONE = 'No appliance is selected';

/** Requests that the test answers. */
class Requests {
  readonly open: { id: string; done: (answer: Answer<CatalogAnswer>) => void; aborted: boolean }[] = [];
  /** Goes up when an appliance is edited. */
  version = 1;
  changes = 0;
  readonly knowledge = new Knowledge(
    {
      request: (id, done) => {
        const request = { id, done, aborted: false };
        this.open.push(request);
        return { abort: () => (request.aborted = true) };
      },
      label: (id) => id.toUpperCase(),
      version: (id) => `${id} ${this.version}`,
    },
    english,
  );

  constructor() {
    this.knowledge.follow(() => this.changes++);
  }

  answer(index: number, answer: Answer<CatalogAnswer>): void {
    const request = this.open[index];
    if (!request) throw new Error(`There is no request ${index}`);
    request.done(answer);
  }

  get line(): string {
    return knowledgeLine(this.knowledge.known, NONE, english);
  }
}

describe('what a form knows of its appliance', () => {
  let requests: Requests;
  let knowledge: Knowledge;

  beforeEach(() => {
    requests = new Requests();
    ({ knowledge } = requests);
  });

  it('is empty while none is selected', () => {
    knowledge.select([]);
    assert.equal(requests.open.length, 0);
    assert.equal(knowledge.catalog(), undefined);
    assert.equal(requests.line, `Suggestions: documented names. ${NONE}`);
  });

  it('is requested, and notifies when it arrives', () => {
    knowledge.select(['a']);
    assert.equal(requests.line, 'Suggestions: asking A');
    const before = requests.changes;
    requests.answer(0, LIVE);
    assert.equal(requests.changes, before + 1);
    assert.equal(knowledge.catalog(), LAB);
    assert.equal(requests.line, 'Suggestions: live from lab-1 (22.1)');
  });

  it('is requested once, and again after the appliance was edited', () => {
    knowledge.select(['a']);
    knowledge.select(['a']);
    assert.equal(requests.open.length, 1);
    requests.answer(0, LIVE);
    knowledge.select(['a']);
    assert.equal(requests.open.length, 1);
    requests.version++;
    knowledge.select(['a']);
    assert.equal(requests.open.length, 2);
    assert.equal(knowledge.catalog(), undefined, 'it may be another system now');
  });

  it('stays while it is requested again', () => {
    knowledge.select(['a']);
    requests.answer(0, LIVE);
    knowledge.refresh();
    assert.equal(requests.line, 'Suggestions: asking A');
    assert.equal(knowledge.catalog(), LAB);
    requests.answer(1, { status: 0 });
    assert.equal(knowledge.catalog(), undefined);
  });

  it('never comes from an earlier selection', () => {
    knowledge.select(['a']);
    knowledge.select(['b']);
    assert.equal(requests.open[0]?.aborted, true);
    requests.answer(0, LIVE);
    assert.equal(knowledge.catalog(), undefined);
    assert.equal(knowledge.catalog('a'), undefined);
    knowledge.select(['a']);
    assert.equal(requests.open.length, 3, 'asked again');
    requests.answer(2, LIVE);
    assert.equal(knowledge.catalog(), LAB);
  });

  it('is kept for the next selection of the appliance', () => {
    knowledge.select(['a']);
    requests.answer(0, LIVE);
    knowledge.select(['b']);
    knowledge.select(['a']);
    assert.equal(requests.open.length, 2);
    assert.equal(knowledge.catalog(), LAB);
  });

  it('says what went wrong', () => {
    const said = (answer: Answer<CatalogAnswer>): string => {
      requests = new Requests();
      requests.knowledge.select(['a']);
      requests.answer(0, answer);
      return requests.line.replace('Suggestions: documented names', '');
    };
    const error = { key: 'errors.connection-refused', params: { host: 'lab:1' } };
    assert.equal(said({ body: { error } }), '. lab:1 refuses the connection');
    assert.equal(said({ status: 0 }), '. Node-RED does not answer.');
    assert.equal(said({ status: 404 }), '. Node-RED does not know this appliance yet.');
    assert.equal(said({ status: 500 }), '. Node-RED could not do this (HTTP status 500).');
    assert.equal(said({ status: 401 }), '', 'who may not ask is not told of an error');
  });

  it('is not requested where a variable selects the appliance', () => {
    knowledge.select(['${APPLIANCE}']);
    assert.equal(requests.open.length, 0);
    assert.equal(requests.line, 'Suggestions: documented names. A variable selects the appliance');
  });

  it('can arrive at once', () => {
    const atOnce = new Knowledge(
      {
        request: (_id, done) => {
          done({ status: 404 });
          return { abort: () => assert.fail('there is nothing to give up') };
        },
        label: (id) => id,
        version: (id) => id,
      },
      english,
    );
    atOnce.select(['a']);
    assert.equal(atOnce.known[0]?.state, 'documented');
    atOnce.close();
  });

  it('can cover several appliances', () => {
    knowledge.select(['a', 'b']);
    assert.equal(requests.line, 'Suggestions: asking A, B');
    requests.answer(1, { body: { catalog: { ...LAB, system: { name: 'other' } } } });
    assert.equal(requests.line, 'Suggestions: live from other');
    requests.answer(0, LIVE);
    assert.equal(requests.line, 'Suggestions: live from lab-1 (22.1), other');
    assert.equal(knowledge.catalog('b')?.system.name, 'other');
  });

  it('ends with the form', () => {
    knowledge.select(['a']);
    const before = requests.changes;
    knowledge.close();
    assert.equal(requests.open[0]?.aborted, true);
    requests.answer(0, LIVE);
    assert.equal(requests.changes, before);
  });
});
