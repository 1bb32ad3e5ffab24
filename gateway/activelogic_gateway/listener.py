"""
The port: it decides who gets a WebSocket and who gets an HTTP status.

This module covers all differences between versions of the package websockets. Debian 12 has 10.4,
and the vendor's package may install a newer one.
"""

import asyncio
import hmac
import http
import logging
import ssl
from collections.abc import Coroutine
from typing import Any, Callable, NamedTuple, Optional

try:
    # From version 13.
    from websockets.asyncio.server import serve

    LEGACY = False
except ImportError:
    from websockets.exceptions import InvalidMessage
    from websockets.legacy.server import WebSocketServerProtocol, serve

    LEGACY = True

PATH = '/view'
# The largest view frame, bytes.
MAX_FRAME = 2**20
# The most time for TLS, and again for the upgrade, s.
OPEN_TIMEOUT = 10
# The most time for each closing step of the library, s.
CLOSE_TIMEOUT = 2

# Its debug lines contain the Authorization header, and its other lines report every port scan.
quiet = logging.getLogger('activelogic_gateway.websockets')
quiet.disabled = True


class Rejection(NamedTuple):
    """An HTTP answer instead of a WebSocket."""

    status: http.HTTPStatus
    headers: dict[str, str] = {}


class Gate:
    """Decides whether to accept an upgrade."""

    def __init__(self, token: Optional[str], may_enter: Callable[[], bool]) -> None:
        self._expected = None if token is None else f'bearer {token}'.encode()
        self._may_enter = may_enter

    def check(self, path: str, headers: Any) -> Optional[Rejection]:
        if path.split('?', 1)[0] != PATH:
            return Rejection(http.HTTPStatus.NOT_FOUND)
        if self._expected is not None and not self._knows(headers.get_all('Authorization')):
            return Rejection(http.HTTPStatus.UNAUTHORIZED, {'WWW-Authenticate': 'Bearer realm="LiveView"'})
        if not self._may_enter():
            return Rejection(http.HTTPStatus.SERVICE_UNAVAILABLE)
        return None

    def _knows(self, given: Any) -> bool:
        scheme, _, token = (given[0] if len(given) == 1 else '').partition(' ')
        presented = f'{scheme.lower()} {token.strip()}'.encode(errors='replace')
        # The time of the comparison reveals nothing about the token.
        return hmac.compare_digest(presented, self._expected or b'')


Handler = Callable[[Any], Coroutine[Any, Any, None]]


async def listen(
    handler: Handler, gate: Gate, host: str, port: int, tls: Optional[ssl.SSLContext], heartbeat: float
) -> Any:
    """
    Starts a server of the package websockets. Raises OSError.

    It rejects requests with the Origin header. They come from a page in a browser, and such a page
    must not read what is on its user's loopback.
    """
    settings: dict[str, Any] = {
        'ssl': tls,
        'origins': [None],
        'compression': None,
        'max_size': MAX_FRAME,
        'max_queue': 2,
        'ping_interval': heartbeat,
        'ping_timeout': heartbeat,
        'close_timeout': CLOSE_TIMEOUT,
        'server_header': None,
        'logger': quiet,
    }
    if tls is not None:
        settings['ssl_handshake_timeout'] = OPEN_TIMEOUT
    if LEGACY:
        settings['create_protocol'] = _Protocol

        async def process_legacy(path: str, headers: Any) -> Any:
            rejection = gate.check(path, headers)
            return rejection and (rejection.status, rejection.headers, _body(rejection).encode())

        return await serve(handler, host, port, process_request=process_legacy, **settings)

    def process(connection: Any, request: Any) -> Any:
        rejection = gate.check(request.path, request.headers)
        if rejection is None:
            return None
        response = connection.respond(rejection.status, _body(rejection))
        response.headers.update(rejection.headers)
        return response

    return await serve(handler, host, port, process_request=process, open_timeout=OPEN_TIMEOUT, **settings)


def _body(rejection: Rejection) -> str:
    return f'{rejection.status.phrase}\n'


if LEGACY:

    class _Protocol(WebSocketServerProtocol):
        """Adds a deadline for the upgrade. The newer server has one itself."""

        async def read_http_request(self) -> Any:
            try:
                return await asyncio.wait_for(super().read_http_request(), OPEN_TIMEOUT)
            except asyncio.TimeoutError:
                raise InvalidMessage('no request') from None
