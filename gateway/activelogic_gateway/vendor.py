"""
Everything that the gateway knows about the vendor's package ``activelogic``, and how well.

Documented, on the vendor's page "Aggregated view": ``liveview.View(url, ssl)`` with
``add_columns``, ``add_distributions``, ``add_filters``, ``expand_by_default``, ``connect``,
``connected``, ``wait_for_update`` and ``close``; ``ViewDistribution(name)``; ``ViewIncludeFilter``
and ``ViewExcludeFilter(name, values, arg)``, with one value or a tuple. An update is a list of
items, each a dict.

Observed, in scripts for an older API: a distribution takes an argument, such as a path.

Assumed: the names of the calls that list what the connected system presents (see LISTS), the types
of their entries, and the errors that the calls raise.
"""

import contextlib
import importlib
import inspect
import ssl
from collections.abc import Iterator
from typing import Any, NamedTuple, Optional, Union
from urllib.parse import urlsplit

from .frames import Definition, Filter, Refusal
from .installed import Unusable
from .reports import describe, log
from .waiting import contained, within

# The page describes lists of filters, of services and of the fields that a view can be distributed by. The
# copy of the page behind this file lacks the names of these calls. On the page of the sibling HoststatsView,
# an example calls ``dimensions()`` on the connected view.
LISTS = {'distributions': ('fields', 'distributions'), 'filters': ('filters',), 'services': ('services',)}
PREFIXES = ('', 'available_', 'get_', 'list_')

# The most entries of a list.
MOST_NAMES = 10_000
# The most time for a list that must be awaited, s.
LIST_TIMEOUT = 3

CLASSES = ('View', 'ViewDistribution', 'ViewIncludeFilter', 'ViewExcludeFilter')


class Found(NamedTuple):
    """A list that the appliance presents, and the call that returned it."""

    source: str
    names: list[str]


def load() -> Any:
    """The module ``activelogic.liveview``. Raises Unusable."""
    try:
        with contained():
            module = importlib.import_module('activelogic.liveview')
    except ImportError as error:
        if error.name == 'activelogic':
            raise Unusable(
                "The vendor's Python package activelogic is missing: install it for this Python, and try "
                "python3 -c 'import activelogic'"
            ) from None
        raise Unusable(f'The package activelogic cannot be used: {describe(error)}') from None
    except Exception as error:
        raise Unusable(f'The package activelogic cannot be used: {describe(error)}') from error
    missing = [name for name in CLASSES if not hasattr(module, name)]
    if missing:
        raise Unusable(f'The package activelogic cannot be used: its liveview has no {", ".join(missing)}')
    return module


class Vendor:
    """The vendor's package, for one appliance."""

    def __init__(self, liveview: Any, url: str, tls: Union[ssl.SSLContext, bool, None]) -> None:
        self._liveview = liveview
        self._url = url
        #: Only for wss.
        self._tls = tls
        #: Classes to add to a view. They are not lists that the appliance presents.
        self._parts = tuple(filter(inspect.isclass, (getattr(liveview, name) for name in CLASSES[1:])))
        self.host = urlsplit(url).netloc

    def build(self, definition: Definition) -> Any:
        """
        Makes a View that is not connected yet.

        Raises Refusal if the package rejects a part of the definition, and any other error of the
        package.
        """
        liveview = self._liveview
        view = liveview.View(self._url) if self._tls is None else liveview.View(self._url, self._tls)
        for index, level in enumerate(definition.distributions):
            with _refusing('unknown-distribution', f'distributions[{index}]'):
                view.add_distributions(liveview.ViewDistribution(*_given(level.name, level.arg)))
        for index, part in enumerate(definition.filters):
            with _refusing('unknown-filter', f'filters[{index}]'):
                view.add_filters(self._filter(part))
        if definition.columns is not None:
            with _refusing('unknown-column', 'columns'):
                # Without a name a row means nothing.
                view.add_columns(*dict.fromkeys(('name', *definition.columns)))
        view.expand_by_default(definition.expand)
        return view

    def _filter(self, part: Filter) -> Any:
        liveview = self._liveview
        kind = liveview.ViewIncludeFilter if part.mode == 'include' else liveview.ViewExcludeFilter
        values = part.values[0] if len(part.values) == 1 else part.values
        return kind(*_given(part.name, values, part.arg))

    def has_lists(self, view: Any) -> bool:
        """Whether this version may have any list to ask for."""
        return any(True for kind in LISTS for _ in self._candidates(kind, view))

    async def lists(self, view: Any) -> dict[str, Found]:
        """The appliance's lists by kind, as far as this version offers them."""
        found = {}
        for kind in LISTS:
            for source, owner, name in self._candidates(kind, view):
                names = await self._ask(source, owner, name)
                if names:
                    found[kind] = Found(source, names)
                    break
        return found

    def _candidates(self, kind: str, view: Any) -> Iterator[Any]:
        for word in LISTS[kind]:
            for name in (prefix + word for prefix in PREFIXES):
                for label, owner in (('View', view), ('liveview', self._liveview)):
                    # Not hasattr: it would read a property before there is a connection.
                    if name not in dir(owner):
                        continue
                    # The View's own attributes are what was added to it.
                    if owner is not view or name not in getattr(view, '__dict__', ()):
                        yield f'{label}.{name}', owner, name

    async def _ask(self, source: str, owner: Any, name: str) -> list[str]:
        """Reads one list. No view depends on it, so errors are only logged."""
        try:
            with contained():
                value = getattr(owner, name)
                if callable(value) and not inspect.isclass(value):
                    value = value()
                return self._names(await within(LIST_TIMEOUT, value) if inspect.isawaitable(value) else value)
        except Exception as error:
            log.debug('%s is not a list: %s', source, describe(error))
            return []

    def _names(self, value: Any) -> list[str]:
        """The names in a list of texts, of dicts with a name, or of objects with one."""
        if not isinstance(value, (list, tuple, set, frozenset, dict)):
            return []
        names: dict[str, None] = {}
        for entry in sorted(value, key=str) if isinstance(value, (set, frozenset)) else value:
            name = entry.get('name') if isinstance(entry, dict) else getattr(entry, 'name', entry)
            if isinstance(name, str) and name.strip() and not isinstance(entry, self._parts):
                names[name] = None
        return list(names)[:MOST_NAMES]


def _given(*arguments: Optional[Any]) -> Any:
    """Drops the last argument if it is absent, so that only calls that need it get it."""
    return arguments[:-1] if arguments[-1] is None else arguments


@contextlib.contextmanager
def _refusing(code: str, field: str) -> Iterator[None]:
    """Nothing has been sent yet, so what the package rejects now it will always reject."""
    try:
        with contained():
            yield
    except Exception as error:
        raise Refusal(code, f'{field}: the package activelogic says: {describe(error)}') from error
