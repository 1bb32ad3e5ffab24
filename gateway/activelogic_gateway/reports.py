"""What the log is told."""

import logging
import time
from typing import Dict, Tuple

log = logging.getLogger('activelogic_gateway')

# What is the same again and again is said once in so many seconds.
QUIET = 60


def describe(error: BaseException) -> str:
    """An error in one line, without control characters, cut off."""
    text = ''.join(letter if letter.isprintable() else ' ' for letter in str(error))
    text = ' '.join(text.split())[:300]
    return text or type(error).__name__


class Reports:
    """Says what happens, without filling the log: clients and appliances may repeat themselves all day."""

    def __init__(self) -> None:
        self._said: Dict[str, Tuple[float, int]] = {}
        self._lost = False

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
        """The appliance, or a view of it, is away. Said on the transition only."""
        if self._lost:
            log.debug('%s', text)
            return
        self._lost = True
        self.say(logging.WARNING, 'lost', text)

    def back(self, host: str) -> None:
        """A view has had an update."""
        if self._lost:
            self._lost = False
            self.say(logging.INFO, 'back', f'{host} is back')
