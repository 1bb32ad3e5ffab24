"""Waits for the updates of a View of the vendor's."""

import asyncio
import json
import secrets
import time
from collections.abc import Sequence
from typing import Any, NamedTuple, Optional

from .rows import Rows
from .waiting import within

# This many values in a row that are not lists of items end a view. The pause between them, s.
MOST_ODD = 10
ODD_PAUSE = 0.1


class Update(NamedTuple):
    """An update of a view, and when it came."""

    connection: str
    number: int
    #: On the wall clock, ms since the epoch.
    time: int
    #: On the clock that never jumps, s.
    came: float
    #: The rest of the frame.
    table: str

    def frame(self) -> str:
        """The update as a frame. The nodes read it fastest in this order and without blanks."""
        return f'{self._head()},{self.table}'

    def repeated(self) -> str:
        """The same update for a client that has just joined, with its age."""
        age = round((time.monotonic() - self.came) * 1000)
        return f'{self._head()},"age":{age},{self.table}'

    def _head(self) -> str:
        identity = json.dumps({'connection': self.connection, 'number': self.number}, separators=(',', ':'))
        return f'{{"type":"update","time":{self.time},"id":{identity}'


class Updates:
    """Makes the updates of one View of the vendor's."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._connection = secrets.token_hex(8)
        self._number = 0

    def of(self, items: Sequence[Any]) -> Update:
        """Makes an update from the items that have just come."""
        now, came = time.time_ns() // 1_000_000, time.monotonic()
        self._number += 1
        return Update(self._connection, self._number, now, came, self._rows.table(items))


class NoLists(Exception):
    """The values that come are not lists of items."""


async def next_items(view: Any, seconds: float) -> Optional[Sequence[Any]]:
    """
    Returns the items of the next update; None when the view has ended.

    Raises Overdue, NoLists, and any error of the package.
    """
    odd = 0
    while view.connected():
        items = await within(seconds, view.wait_for_update())
        if isinstance(items, (list, tuple)):
            # An empty list at the end of a view says nothing about the traffic.
            return items if items or view.connected() else None
        odd += 1
        if odd == MOST_ODD:
            raise NoLists(f'no lists of items, but {type(items).__name__}')
        await asyncio.sleep(ODD_PAUSE)
    return None
