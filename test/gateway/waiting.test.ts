import assert from 'node:assert/strict';
import { runPython } from '../support/gateway';

describe('the gateway: waiting with a deadline', () => {
  /** Runs a coroutine `main`, and returns its result. */
  function result(test: Mocha.Context, main: string): unknown {
    const program = `
import asyncio, json
from activelogic_gateway.waiting import Overdue, within
${main}
print(json.dumps(asyncio.run(main())))`;
    return JSON.parse(runPython(test, program));
  }

  it('cancels what is overdue, and does not wait for a coroutine that ignores the cancellation', function () {
    const main = `
async def patient(said, stubborn):
    try:
        await asyncio.sleep(60)
    except asyncio.CancelledError:
        said.append('cancelled')
        if stubborn:
            await asyncio.sleep(0.2)
            raise ValueError('nobody hears of it')
async def main():
    said = []
    for stubborn in (False, True):
        try:
            await within(0.01, patient(said, stubborn))
        except Overdue:
            said.append('overdue')
    await asyncio.sleep(0.3)
    return said`;
    assert.deepEqual(result(this, main), ['overdue', 'cancelled', 'overdue', 'cancelled']);
  });

  it('passes on a value, an error, and the coroutine’s own cancellation as an error', function () {
    const main = `
async def value(): return 1
async def error(): raise ValueError('mine')
async def cancelled(): raise asyncio.CancelledError
async def main():
    said = [await within(0, value())]
    for each in (error(), cancelled()):
        try:
            await within(1, each)
        except Exception as problem:
            said.append(str(problem))
    return said`;
    assert.deepEqual(result(this, main), [1, 'mine', 'it was cancelled']);
  });
});
