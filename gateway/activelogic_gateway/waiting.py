"""Waiting for the vendor's package: with a deadline, and without being ended by it."""

import asyncio
import contextlib
from collections.abc import Awaitable, Iterator
from typing import Any

from .reports import describe


class Overdue(Exception):
    """The result did not come in time."""


class Quitting(Exception):
    """The package raised something that ends a program, such as SystemExit."""


@contextlib.contextmanager
def contained() -> Iterator[None]:
    """
    Turns what ends a program into a Quitting, so that a fault of the vendor's package is an error like
    any other.
    """
    try:
        yield
    except (Exception, asyncio.CancelledError, GeneratorExit):
        raise
    except BaseException as error:
        name, text = type(error).__name__, describe(error)
        raise Quitting(name if text == name else f'{name}: {text}') from error


async def within(seconds: float, awaitable: Awaitable[Any]) -> Any:
    """
    Waits for a result, for at most ``seconds``; 0: without a limit.

    Unlike ``asyncio.wait_for``, it does not wait for something that ignores its cancellation. If
    the other side cancels itself or ends the program, that is an error and does not end the caller.
    Other tasks always get a turn.
    """
    task = asyncio.ensure_future(awaitable)
    task.add_done_callback(_look_at)
    try:
        await asyncio.wait({task}, timeout=seconds or None)
        if not task.done():
            raise Overdue
        if task.cancelled():
            raise ConnectionError('it was cancelled')
        with contained():
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
