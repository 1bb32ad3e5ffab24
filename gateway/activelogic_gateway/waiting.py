"""Waiting with a deadline."""

import asyncio
from collections.abc import Awaitable
from typing import Any


class Overdue(Exception):
    """The result did not come in time."""


async def within(seconds: float, awaitable: Awaitable[Any]) -> Any:
    """
    Waits for a result, for at most ``seconds``; 0: without a limit.

    Unlike ``asyncio.wait_for``, it does not wait for something that ignores its cancellation. If
    the other side cancels itself, that is an error and does not cancel the caller. Other tasks
    always get a turn.
    """
    task = asyncio.ensure_future(awaitable)
    task.add_done_callback(_look_at)
    try:
        await asyncio.wait({task}, timeout=seconds or None)
        if not task.done():
            raise Overdue
        if task.cancelled():
            raise ConnectionError('it was cancelled')
        return task.result()
    finally:
        task.cancel()


def _look_at(task: 'asyncio.Future[Any]') -> None:
    """
    Reads the error of a task that finished too late. Otherwise asyncio would complain that it was
    never read.
    """
    if not task.cancelled():
        task.exception()
