"""The command line, and the environment."""

import argparse
import os
import ssl
from typing import Callable, Optional, Union
from urllib.parse import urlsplit

from .reports import describe

TOKEN = 'ACTIVELOGIC_GATEWAY_TOKEN'
UPSTREAM = 'ACTIVELOGIC_GATEWAY_UPSTREAM'


class Options(argparse.Namespace):
    """The options as parsed, and what is made from them. Times in s."""

    upstream: str
    #: The vendor's argument ssl; None for ws.
    upstream_tls: Union[ssl.SSLContext, bool, None]
    host: str
    port: int
    tls: Optional[ssl.SSLContext]
    token: Optional[str]
    max_views: int
    max_clients: int
    connect_timeout: float
    #: 0: a view may stay silent.
    stale_after: float
    heartbeat: float
    no_lists: bool
    check: bool
    log_level: str


def read_options(arguments: Optional[list[str]] = None) -> Options:
    """
    Reads the options. Exits with code 2 and one line if something is wrong, or with 0 after --help.
    """
    parser = argparse.ArgumentParser(
        prog='activelogic_gateway',
        usage='python3 -m activelogic_gateway --upstream URL [option …]',
        description="Answers LiveView JSON profile 1 from the vendor's Python package activelogic.",
        epilog=f'{UPSTREAM} and {TOKEN} in the environment can replace --upstream and --token-file.',
        allow_abbrev=False,
    )
    add = parser.add_argument
    add('--upstream', metavar='URL', help='the appliance: ws://host:8000/view or wss://host/view')
    add('--upstream-ca', metavar='FILE', help='trust only this certificate or CA (PEM)')
    add('--upstream-any-name', action='store_true', help='with --upstream-ca: accept it for any name')
    add('--host', default='127.0.0.1', help='address to listen on (%(default)s)')
    add('--port', type=_port, default=8010, help='port to listen on; 0: any free one (%(default)s)')
    add('--tls-cert', metavar='FILE', help='listen with TLS: certificate chain (PEM)')
    add('--tls-key', metavar='FILE', help='its key, without a passphrase (PEM)')
    add('--token-file', metavar='FILE', help='file with the bearer token that clients must send')
    add('--max-views', type=_count, default=16, help='views of the appliance at once (%(default)s)')
    add('--max-clients', type=_count, default=200, help='clients at once (%(default)s)')
    # Less than the 10 s that nodes and doctor wait by default, so that they get the reason.
    add('--connect-timeout', type=_positive, default=8, help='s, to connect to the appliance (%(default)s)')
    add(
        '--stale-after',
        type=_seconds,
        default=60,
        help='s without an update before a view ends; 0: off (%(default)s)',
    )
    add('--heartbeat', type=_positive, default=20, help='s between pings to clients (%(default)s)')
    add('--no-lists', action='store_true', help='offer the documented names, do not ask the appliance')
    add('--check', action='store_true', help='open one view of the appliance, show what comes, and exit')
    add('--log-level', choices=['warning', 'info', 'debug'], default='info', help='(%(default)s)')
    given = parser.parse_args(arguments, Options())
    try:
        given.upstream = _upstream(given.upstream or os.environ.get(UPSTREAM) or '')
        given.upstream_tls = _upstream_tls(given.upstream, given.upstream_ca, given.upstream_any_name)
        given.tls = _tls(given.tls_cert, given.tls_key)
        given.token = _token(given.token_file)
        return given
    except ValueError as error:
        parser.exit(2, f'{error}\n')


def _upstream(url: str) -> str:
    if not url:
        raise ValueError(f'--upstream, or {UPSTREAM} in the environment, must be the URL of the appliance')
    wrong = ValueError('--upstream must be a URL such as ws://host:8000/view, without a user name')
    try:
        parts = urlsplit(url)
    except ValueError:
        # Such as an IPv6 address without its last bracket.
        raise wrong from None
    if parts.scheme not in ('ws', 'wss') or not parts.hostname or '@' in parts.netloc:
        raise wrong
    try:
        usable = parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        _, _, port = parts.netloc.rpartition(':')
        raise ValueError(f'--upstream must have a port from 1 to 65535, but has {port}')
    return url


def _upstream_tls(url: str, ca: Optional[str], any_name: bool) -> Union[ssl.SSLContext, bool, None]:
    """As on the vendor's page: a context for a certificate of its own, else True."""
    if not url.startswith('wss:'):
        if ca or any_name:
            raise ValueError('--upstream-ca and --upstream-any-name need a wss:// URL')
        return None
    if not ca:
        if any_name:
            raise ValueError('--upstream-any-name needs --upstream-ca')
        return True
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = not any_name
    try:
        context.load_verify_locations(ca)
    except (OSError, ssl.SSLError) as error:
        raise _unreadable('--upstream-ca', ca, error) from None
    return context


def _tls(cert: Optional[str], key: Optional[str]) -> Optional[ssl.SSLContext]:
    if not cert and not key:
        return None
    if not cert or not key:
        raise ValueError('--tls-cert and --tls-key go together')
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        # An empty passphrase, so that OpenSSL does not ask for one.
        context.load_cert_chain(cert, key, password='')
    except (OSError, ssl.SSLError) as error:
        raise _unreadable('--tls-cert and --tls-key', f'{cert}, {key}', error) from None
    return context


def _token(file: Optional[str]) -> Optional[str]:
    token = os.environ.get(TOKEN)
    if file:
        try:
            with open(file, encoding='ascii') as opened:
                token = opened.read()
        except (OSError, ValueError) as error:
            raise _unreadable('--token-file', file, error) from None
    if token is None:
        return None
    token = token.strip()
    # An empty token would let everyone in.
    if not token or not token.isascii() or not token.isprintable() or ' ' in token:
        raise ValueError(f'The token in {file or TOKEN} must be one word of ASCII characters')
    # Anyone could guess the name of a variable that was not replaced.
    if token.startswith('${') and token.endswith('}'):
        raise ValueError(f'The token in {file or TOKEN} is the name of a variable, {token}, instead of its value')
    return token


def _unreadable(option: str, file: str, error: Exception) -> ValueError:
    reason = getattr(error, 'strerror', None) or describe(error)
    return ValueError(f'{option}: {file} cannot be read: {reason}')


def _port(text: str) -> int:
    return int(_number(text, int, 0, 65535))


def _count(text: str) -> int:
    return int(_number(text, int, 1, 10_000))


def _seconds(text: str) -> float:
    return _number(text, float, 0, 86_400)


def _positive(text: str) -> float:
    return _number(text, float, 0.01, 86_400)


def _number(text: str, read: Callable[[str], float], least: float, most: float) -> float:
    try:
        number = read(text)
        if least <= number <= most:
            return number
    except ValueError:
        pass
    kind = 'whole number' if read is int else 'number'
    raise argparse.ArgumentTypeError(f'must be a {kind} from {least:g} to {most:g}, but is {text}')
