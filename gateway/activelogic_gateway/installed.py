"""Checks the packages that the gateway needs."""

import importlib

from .reports import describe

# Older versions of the package websockets lack something that the gateway needs.
OLDEST_WEBSOCKETS = (10, 4)


class Unusable(Exception):
    """A package is missing or unusable. The message says what to do."""


def check_websockets() -> None:
    """Imports everything that the gateway uses from the package websockets. Raises Unusable."""
    try:
        version = importlib.import_module('websockets.version').version
        oldest = '.'.join(map(str, OLDEST_WEBSOCKETS))
        if _numbers(version) < OLDEST_WEBSOCKETS:
            raise Unusable(f'The Python package websockets is {version}; the gateway needs {oldest} or later')
        importlib.import_module('.gateway', __package__)
    except Unusable:
        raise
    except ModuleNotFoundError as error:
        if error.name == 'websockets':
            raise Unusable(
                'The Python package websockets is missing: apt-get install python3-websockets'
            ) from None
        raise _broken(error) from error
    except Exception as error:
        raise _broken(error) from error


def _broken(error: Exception) -> Unusable:
    return Unusable(f'The Python package websockets cannot be used: {describe(error)}')


def _numbers(version: str) -> tuple[int, ...]:
    """Turns 10.4 into (10, 4), up to the first part that is not a number."""
    numbers: list[int] = []
    for part in version.split('.'):
        if not part.isdecimal():
            break
        numbers.append(int(part))
    return tuple(numbers)
