"""
LiveView JSON profile 1 from the appliance's side: how to read a client's view frame, and how to
refuse it.

This module knows nothing about the vendor's package.
"""

import json
import sys
from typing import Any, Callable, NamedTuple, Optional, Union

Value = Union[str, int, float, bool]

# Close codes: those of the profile, and those of RFC 6455 that it uses.
GOING_AWAY = 1001
BROKEN = 1011
RESTARTING = 1012
REFUSED = 4400
TOO_MANY = 4429


class Refusal(Exception):
    """A view that cannot be shown. ``code`` is one of the profile's."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Ending(NamedTuple):
    """How to end a connection."""

    code: int
    #: At most 123 bytes.
    reason: str
    #: An error frame to send first.
    error: Optional[str] = None


class Distribution(NamedTuple):
    name: str
    arg: Optional[str]


class Filter(NamedTuple):
    mode: str
    name: str
    values: tuple[Value, ...]
    arg: Optional[str]


class Definition(NamedTuple):
    """What a view shows."""

    #: None: the default columns, under their pretty names.
    columns: Optional[tuple[str, ...]]
    distributions: tuple[Distribution, ...]
    filters: tuple[Filter, ...]
    expand: bool

    def key(self) -> str:
        """
        The same text for the same view. Filters and their values count as sets, the rest in order.
        """
        filters = sorted({_filter_key(each) for each in self.filters})
        return json.dumps([self.columns, self.distributions, filters, self.expand])


def _filter_key(part: Filter) -> str:
    # 1 and 1.0 are the same number, but True and 1 are different values.
    values = {json.dumps(int(v) if isinstance(v, float) and v.is_integer() else v) for v in part.values}
    return json.dumps([part.mode, part.name, part.arg, sorted(values)])


def error_frame(code: str, message: str, fatal: bool = True) -> str:
    return json.dumps({'type': 'error', 'code': code, 'message': message, 'fatal': fatal})


def refused(refusal: Refusal) -> Ending:
    return Ending(REFUSED, refusal.code, error_frame(refusal.code, str(refusal)))


def broken(message: str) -> Ending:
    """An ending after which the client may reconnect. The message tells the user why."""
    return Ending(BROKEN, 'the view broke off', error_frame('internal', message))


def read_view(data: Union[str, bytes]) -> Definition:
    """
    Reads a view frame. Ignores unknown properties. Treats null in an optional property as absent.

    Raises Refusal with the field and its value.
    """
    if not isinstance(data, str):
        raise Refusal('bad-frame', 'The frame is binary')
    try:
        frame = json.loads(data, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise Refusal('bad-frame', 'The frame is not JSON') from None
    if not isinstance(frame, dict):
        raise Refusal('bad-frame', 'The frame is not a JSON object')
    if frame.get('type') != 'view':
        raise Refusal('bad-frame', f'type must be view, but is {_show(frame.get("type"))}')
    columns = () if frame.get('columns') is None else _each(frame['columns'], 'columns', _name)
    distributions = _each(frame.get('distributions'), 'distributions', _distribution)
    if not distributions:
        raise Refusal('bad-frame', 'distributions must have at least one entry')
    return Definition(
        # An empty list means the default columns.
        columns or None,
        distributions,
        _each(frame.get('filters'), 'filters', _filter),
        _flag(frame.get('expand'), 'expand'),
    )


def _no_constant(name: str) -> None:
    raise ValueError(f'{name} is not JSON')


def _distribution(value: Any, where: str) -> Distribution:
    source = _object(value, where)
    return Distribution(_name(source.get('name'), f'{where}.name'), _arg(source.get('arg'), f'{where}.arg'))


def _filter(value: Any, where: str) -> Filter:
    source = _object(value, where)
    mode = source.get('mode')
    if mode not in ('include', 'exclude'):
        raise _wrong(f'{where}.mode', 'include or exclude', mode)
    name = _name(source.get('name'), f'{where}.name')
    values = _each(source.get('values'), f'{where}.values', _value)
    if not values:
        raise Refusal('bad-value', f'{where}.values must have at least one value')
    return Filter(mode, name, values, _arg(source.get('arg'), f'{where}.arg'))


def _value(value: Any, where: str) -> Value:
    if isinstance(value, bool) or (isinstance(value, str) and value):
        return value
    # A whole number may also be too large for a double.
    if isinstance(value, (int, float)) and abs(value) <= sys.float_info.max:
        return value
    raise _wrong(where, 'text, a number or true or false', value, 'bad-value')


def _each(value: Any, where: str, read: Callable[[Any, str], Any]) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise _wrong(where, 'a list', value)
    return tuple(read(entry, f'{where}[{index}]') for index, entry in enumerate(value))


def _object(value: Any, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _wrong(where, 'an object', value)
    return value


def _name(value: Any, where: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _wrong(where, 'a name', value)
    return value


def _arg(value: Any, where: str) -> Optional[str]:
    if value is None or value == '':
        return None
    if not isinstance(value, str):
        raise _wrong(where, 'text', value)
    return value


def _flag(value: Any, where: str) -> bool:
    if not isinstance(value, bool):
        raise _wrong(where, 'true or false', value)
    return value


def _wrong(where: str, expected: str, value: Any, code: str = 'bad-frame') -> Refusal:
    return Refusal(code, f'{where} must be {expected}, but is {_show(value)}')


def _show(value: Any) -> str:
    shown = json.dumps(value, ensure_ascii=False)
    return shown if len(shown) <= 80 else f'{shown[:77]}...'
