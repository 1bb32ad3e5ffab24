"""
The port: who gets a WebSocket, and who an HTTP status. All that differs between the versions of the package
websockets is here: Debian 12 has 10.4, the vendor's package may bring a newer one along.
"""

import asyncio
import hmac
import http
import logging
import ssl
from collections.abc import Coroutine
from typing import Any, Callable, NamedTuple, Optional

try:
    # From 13 on.
    from websockets.asyncio.server import serve

    LEGACY = False
except ImportError:
    from websockets.exceptions import InvalidMessage
    from websockets.legacy.server import WebSocketServerProtocol, serve

    LEGACY = True

PATH = '/view'
# A view frame may be so large, bytes.
MAX_FRAME = 2**20
# TLS and the upgrade, each, s.
OPEN_TIMEOUT = 10
# For the library's own closing, s; each of its steps has that long.
CLOSE_TIMEOUT = 2

# Its debug lines have the header Authorization in them, and its others tell of every port scan.
quiet = logging.getLogger('activelogic_gateway.websockets')
quiet.disabled = True


class Rejection(NamedTuple):
    """An HTTP answer in the place of a WebSocket."""

    status: http.HTTPStatus
    headers: dict[str, str] = {}


class Gate:
    """Decides over an upgrade."""

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
        # The time that it takes tells nothing of the token.
        return hmac.compare_digest(presented, self._expected or b'')


Handler = Callable[[Any], Coroutine[Any, Any, None]]


async def listen(
    handler: Handler, gate: Gate, host: str, port: int, tls: Optional[ssl.SSLContext], heartbeat: float
) -> Any:
    """
    A server of the package websockets. Raises OSError.

    A request with the header Origin comes from a page in a browser, which must not read what is on the
    loopback of whoever looks at it.
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
        """With a deadline for the upgrade, which the newer server has by itself."""

        async def read_http_request(self) -> Any:
            try:
                return await asyncio.wait_for(super().read_http_request(), OPEN_TIMEOUT)
            except asyncio.TimeoutError:
                raise InvalidMessage('no request') from None
