"""Writes the log without filling it."""

import asyncio
import logging
import math
import time
from typing import Optional

log = logging.getLogger('activelogic_gateway')

# The same kind of report appears at most once in this time, s.
QUIET = 60
# How many kinds to tell apart in that time. All others count as one.
MOST_KINDS = 100
OTHERS = 'others'
# A connection that is lost again within this time counts as unstable, s.
STABLE = 10


def describe(error: BaseException) -> str:
    """An error on one line; its type if it has no message."""
    return one_line(error) or type(error).__name__


def one_line(value: object) -> str:
    """Text without control characters, cut to a limit."""
    text = ''.join(letter if letter.isprintable() else ' ' for letter in str(value)[:1000])
    return ' '.join(text.split())[:300]


class Reports:
    """Logs events without filling the log: clients and appliances may repeat themselves all day."""

    def __init__(self) -> None:
        #: When each kind was last logged, oldest first, and how many were left out since then.
        self._said: dict[str, tuple[float, int]] = {}
        self._lost = self._flapping = False
        self._back_at = -math.inf
        self._settling: Optional[asyncio.TimerHandle] = None

    def say(self, level: int, kind: str, text: str) -> None:
        """Logs one report of a kind per minute. The next one says how many were left out."""
        now = time.monotonic()
        if kind not in self._said and not self._has_room(now):
            kind = OTHERS
        last, left_out = self._said.get(kind, (-math.inf, 0))
        if now - last < QUIET:
            self._said[kind] = (last, left_out + 1)
            log.debug('%s', text)
            return
        self._said.pop(kind, None)
        self._said[kind] = (now, 0)
        more = f' (and {left_out} more like it since the last one)' if left_out else ''
        log.log(level, '%s%s', text, more)

    def _has_room(self, now: float) -> bool:
        """Makes room by forgetting the kinds that may be logged again."""
        while len(self._said) >= MOST_KINDS:
            kind, (last, _) = next(iter(self._said.items()))
            if now - last < QUIET:
                return False
            del self._said[kind]
        return True

    def lost(self, text: str) -> None:
        """A view of the appliance was lost. Logged on the transition only."""
        if self._settling is not None:
            self._settling.cancel()
            self._settling = None
        log.log(logging.DEBUG if self._lost else logging.WARNING, '%s', text)
        if not self._lost:
            self._lost = True
            self._flapping = time.monotonic() - self._back_at < STABLE

    def back(self, host: str) -> None:
        """
        A view has an update. If it was unstable, its return is logged only once it has lasted.
        """
        if self._lost and self._settling is None:
            wait = STABLE if self._flapping else 0
            self._settling = asyncio.get_running_loop().call_later(wait, self._say_back, host)

    def _say_back(self, host: str) -> None:
        self._lost, self._settling, self._back_at = False, None, time.monotonic()
        log.info('%s is back', host)
