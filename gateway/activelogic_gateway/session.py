"""One client's connection: the catalogue, one view frame, and then updates."""

import asyncio
import logging
from typing import Any, Optional

from websockets.exceptions import ConnectionClosed

from .catalog import Catalogue
from .frames import BROKEN, TOO_MANY, Ending, Refusal, error_frame, read_view, refused
from .reports import Reports, log
from .views import Pool, TooMany
from .waiting import Overdue, within

# For the last frame, and for the closing handshake, s.
CLOSE_TIMEOUT = 2
# Defined by RFC 6455, not by the profile: the client breaks the rules.
POLICY = 1008


class Slow(Exception):
    """The client has stopped reading."""


class Session:
    """Serves a client. A slow one gets the newest update, and nothing piles up for it."""

    def __init__(
        self, socket: Any, pool: Pool, catalogue: Catalogue, reports: Reports, patience: float
    ) -> None:
        #: How long a client may take to read a frame, and to send its view frame, s.
        self._patience = patience
        self._socket = socket
        self._pool = pool
        self._catalogue = catalogue
        self._reports = reports
        self._newest: Optional[str] = None
        self._errors: list[str] = []
        self._wake = asyncio.Event()
        self._ending: asyncio.Future[Ending] = asyncio.get_running_loop().create_future()

    def update(self, frame: str) -> None:
        self._newest = frame
        self._wake.set()

    def report(self, frame: str) -> None:
        self._errors.append(frame)
        self._wake.set()

    def end(self, ending: Ending) -> None:
        if not self._ending.done():
            self._ending.set_result(ending)

    async def run(self) -> None:
        """Runs until one of the two sides ends the connection."""
        serving = asyncio.ensure_future(self._serve())
        either: set[asyncio.Future[Any]] = {serving, self._ending}
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        serving.cancel()
        await asyncio.wait({serving})
        outcome = self._outcome(serving)
        ending = self._ending.result() if self._ending.done() else outcome
        if ending is not None:
            await self._finish(ending)

    async def _serve(self) -> None:
        await self._send(await self._catalogue.frame())
        data = await within(self._patience, self._socket.recv())
        view = self._pool.join(read_view(data), self)
        try:
            halves = {asyncio.ensure_future(half) for half in (self._send_on(), self._expect_nothing())}
            try:
                done, _ = await asyncio.wait(halves, return_when=asyncio.FIRST_COMPLETED)
                for half in done:
                    half.result()
            finally:
                for half in halves:
                    half.cancel()
                await asyncio.gather(*halves, return_exceptions=True)
        finally:
            self._pool.leave(view, self)

    async def _expect_nothing(self) -> None:
        await self._socket.recv()
        raise Refusal('bad-frame', 'Only one frame is expected, and it has already come')

    async def _send_on(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            newest, self._newest = self._newest, None
            errors, self._errors = self._errors, []
            for frame in ([] if newest is None else [newest]) + errors:
                await self._send(frame)

    async def _send(self, frame: str) -> None:
        """Sends a frame. Returns when nearly all of it has gone to the network."""
        try:
            await within(self._patience, self._socket.send(frame))
        except Overdue:
            raise Slow from None

    def _outcome(self, serving: 'asyncio.Future[None]') -> Optional[Ending]:
        """How to end the connection; None if it has ended, or if its ending is already set."""
        try:
            serving.result()
        except (ConnectionClosed, asyncio.CancelledError):
            return None
        except Overdue:
            return Ending(POLICY, f'no view frame within {self._patience:g} s')
        except Slow:
            self._reports.say(logging.WARNING, 'slow', f'A client took no frame for {self._patience:g} s')
            self._socket.transport.abort()
            return None
        except Refusal as refusal:
            self._reports.say(logging.WARNING, 'refused', f'A client was refused: {refusal}')
            return refused(refusal)
        except TooMany:
            text = 'The limit of open views is reached (--max-views)'
            self._reports.say(logging.WARNING, 'too many', text)
            return Ending(TOO_MANY, 'too many views', error_frame('busy', text))
        except Exception:
            log.exception('A client cannot be served')
        return Ending(BROKEN, 'internal error of the gateway')

    async def _finish(self, ending: Ending) -> None:
        try:
            if ending.error is not None:
                await within(CLOSE_TIMEOUT, self._socket.send(ending.error))
            await within(CLOSE_TIMEOUT, self._socket.close(ending.code, ending.reason))
        except ConnectionClosed:
            pass
        except Overdue:
            self._socket.transport.abort()
