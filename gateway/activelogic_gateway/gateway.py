"""The gateway as a whole: clients on one side, the appliance on the other."""

import asyncio
from typing import Any

from .catalog import Catalogue
from .frames import GOING_AWAY, Ending
from .listener import PATH, Gate, listen
from .options import Options
from .reports import Reports, log
from .session import Session
from .vendor import Vendor
from .views import Pool, Upstream

# The most time for all closing handshakes together when the gateway stops, s.
STOP_TIMEOUT = 3


class Gateway:
    def __init__(self, vendor: Vendor, options: Options) -> None:
        self._options = options
        self._reports = Reports()
        self._catalogue = Catalogue(vendor, not options.no_lists, options.connect_timeout)
        self._pool = Pool(Upstream(vendor, self._catalogue, self._reports, options))
        self._sessions: dict[Session, asyncio.Future[None]] = {}
        self._stopping = False
        self._server: Any = None

    async def start(self) -> list[str]:
        """Starts to listen and returns the addresses. Raises OSError."""
        options = self._options
        gate = Gate(options.token, self._has_room)
        self._server = await listen(
            self._serve, gate, options.host, options.port, options.tls, options.heartbeat
        )
        scheme = 'ws' if options.tls is None else 'wss'
        names = [socket.getsockname() for socket in self._server.sockets]
        if (options.token is None or options.tls is None) and not all(map(_is_loopback, names)):
            log.warning('Other machines can reach this: set --token-file and --tls-cert to keep them out')
        return [f'{scheme}://{_authority(*name[:2])}{PATH}' for name in names]

    async def stop(self) -> None:
        """Ends all connections on both sides."""
        self._stopping = True
        for session in self._sessions:
            session.end(Ending(GOING_AWAY, 'the gateway stops'))
        if self._sessions:
            await asyncio.wait(set(self._sessions.values()), timeout=STOP_TIMEOUT)
        self._server.close()
        await self._pool.close()
        await asyncio.wait({asyncio.ensure_future(self._server.wait_closed())}, timeout=1)

    def _has_room(self) -> bool:
        return not self._stopping and len(self._sessions) < self._options.max_clients

    async def _serve(self, socket: Any) -> None:
        session = Session(socket, self._pool, self._catalogue, self._reports, 2 * self._options.heartbeat)
        self._sessions[session] = running = asyncio.ensure_future(session.run())
        try:
            await running
        except Exception:
            # websockets would only write to its own log, which is off.
            log.exception('A connection was not closed properly')
        finally:
            del self._sessions[session]


def _is_loopback(name: tuple[str, int]) -> bool:
    return name[0] == '::1' or name[0].startswith('127.')


def _authority(host: str, port: int) -> str:
    return f'[{host}]:{port}' if ':' in host else f'{host}:{port}'
