"""What the log is told."""

import asyncio
import logging
import math
import time
from typing import Optional

log = logging.getLogger('activelogic_gateway')

# What is the same again and again is said once in so many seconds.
QUIET = 60
# An appliance that is lost again so soon after its return comes and goes, s.
STABLE = 10


def describe(error: BaseException) -> str:
    """An error in one line, without control characters, cut off."""
    text = ''.join(letter if letter.isprintable() else ' ' for letter in str(error))
    text = ' '.join(text.split())[:300]
    return text or type(error).__name__


class Reports:
    """Says what happens, without filling the log: clients and appliances may repeat themselves all day."""

    def __init__(self) -> None:
        self._said: dict[str, tuple[float, int]] = {}
        self._lost = self._flapping = False
        self._back_at = -math.inf
        self._settling: Optional[asyncio.TimerHandle] = None

    def say(self, level: int, kind: str, text: str) -> None:
        """Says one of its kind a minute; the next one tells how many were left out."""
        now = time.monotonic()
        last, left_out = self._said.get(kind, (-QUIET, 0))
        if now - last < QUIET:
            self._said[kind] = (last, left_out + 1)
            log.debug('%s', text)
            return
        self._said[kind] = (now, 0)
        more = f' (and {left_out} more of the kind since the last one)' if left_out else ''
        log.log(level, '%s%s', text, more)

    def lost(self, text: str) -> None:
        """A view of the appliance is away. Said on the transition only."""
        if self._settling is not None:
            self._settling.cancel()
            self._settling = None
        log.log(logging.DEBUG if self._lost else logging.WARNING, '%s', text)
        if not self._lost:
            self._lost = True
            self._flapping = time.monotonic() - self._back_at < STABLE

    def back(self, host: str) -> None:
        """A view has an update. One that comes and goes is back only when it has stayed for a while."""
        if self._lost and self._settling is None:
            wait = STABLE if self._flapping else 0
            self._settling = asyncio.get_running_loop().call_later(wait, self._say_back, host)

    def _say_back(self, host: str) -> None:
        self._lost, self._settling, self._back_at = False, None, time.monotonic()
        log.info('%s is back', host)
