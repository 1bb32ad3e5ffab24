"""Waiting with a deadline."""

import asyncio
from collections.abc import Awaitable
from typing import Any


class Overdue(Exception):
    """It has not come in time."""


async def within(seconds: float, awaitable: Awaitable[Any]) -> Any:
    """
    What it becomes, if it does so in time; 0: whenever it does.

    Unlike ``asyncio.wait_for`` it does not wait for something that ignores being cancelled; where the other
    side cancels itself, that is an error, and not the end of the caller; and others get a turn in any case.
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
    """An error that comes too late is nobody's, and asyncio would complain that nobody has looked at it."""
    if not task.cancelled():
        task.exception()
