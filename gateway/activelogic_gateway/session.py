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
# Not of the profile but of RFC 6455: the client does not do what it should.
POLICY = 1008


class Slow(Exception):
    """The client takes nothing any more."""


class Session:
    """A client that reads slowly gets the newest update, and nothing piles up for it."""

    def __init__(
        self, socket: Any, pool: Pool, catalogue: Catalogue, reports: Reports, patience: float
    ) -> None:
        #: A client has so many s to take a frame, and to say what it wants to see.
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
        """Until one of the two sides has had enough."""
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
        view = self._pool.join(read_view(await self._receive_view()), self)
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

    async def _receive_view(self) -> Any:
        try:
            return await within(self._patience, self._socket.recv())
        except Overdue:
            self.end(Ending(POLICY, f'no view frame within {self._patience:g} s'))
            raise

    async def _expect_nothing(self) -> None:
        await self._socket.recv()
        raise Refusal('bad-frame', 'Only one frame is expected, and it came before')

    async def _send_on(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            newest, self._newest = self._newest, None
            errors, self._errors = self._errors, []
            for frame in ([] if newest is None else [newest]) + errors:
                await self._send(frame)

    async def _send(self, frame: str) -> None:
        """Returns when nearly all of it has gone to the network."""
        try:
            await within(self._patience, self._socket.send(frame))
        except Overdue:
            raise Slow from None

    def _outcome(self, serving: 'asyncio.Future[None]') -> Optional[Ending]:
        """How to end the connection; None where it has ended, or somebody has said how."""
        try:
            serving.result()
        except (ConnectionClosed, asyncio.CancelledError):
            return None
        except Slow:
            self._reports.say(logging.WARNING, 'slow', f'A client took no frame for {self._patience:g} s')
            self._socket.transport.abort()
            return None
        except Refusal as refusal:
            self._reports.say(logging.WARNING, 'refused', f'A client was refused: {refusal}')
            return refused(refusal)
        except TooMany:
            text = 'As many views are open as --max-views allows'
            self._reports.say(logging.WARNING, 'too many', text)
            return Ending(TOO_MANY, 'too many views', error_frame('busy', text))
        except Exception:
            log.exception('A client cannot be served')
        return Ending(BROKEN, 'an error of the gateway')

    async def _finish(self, ending: Ending) -> None:
        try:
            if ending.error is not None:
                await within(CLOSE_TIMEOUT, self._socket.send(ending.error))
            await within(CLOSE_TIMEOUT, self._socket.close(ending.code, ending.reason))
        except ConnectionClosed:
            pass
        except Overdue:
            self._socket.transport.abort()
