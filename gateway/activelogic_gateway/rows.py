"""
Items, as the vendor's page describes them, as rows of profile 1. What an item holds is documented only in
part, so it is looked at and never trusted: whatever fits nowhere is left out, and said once.
"""

import json
import logging
import math
import numbers
import sys
from collections.abc import Sequence
from typing import Any, Optional

from .frames import Definition
from .reports import Reports

# An item with more keys than this has something else than columns for keys.
MOST_COLUMNS = 1000


class Rows:
    """
    Makes the update frames of one view. Its columns are the keys of the items, just as they come: pretty
    ones in a view without columns, raw ones in a view with columns. They are in the order in which
    they were first seen, and stay, so that a value that is missing for once is null.
    """

    def __init__(self, definition: Definition, reports: Reports) -> None:
        self._depth = len(definition.distributions)
        self._expand = definition.expand
        self._reports = reports
        self._columns: list[str] = ['name']
        self._known: set[Any] = {'name', 'children'}
        #: The chosen columns that no item has had yet.
        self.missing: set[str] = set()
        for column in definition.columns or ():
            self._add(column)
            self.missing.add(column)
        self.missing.discard('name')

    def frame(self, items: Sequence[Any]) -> str:
        self._look(items, 1)
        # The type comes first, and without blanks: by that the nodes know an update before they parse it.
        update = {'type': 'update', 'columns': self._columns, 'rows': self._rows(items, 1)}
        return json.dumps(update, separators=(',', ':'), allow_nan=False)

    def _look(self, items: Sequence[Any], level: int) -> None:
        """Adds the columns that are new."""
        for item in items:
            if not isinstance(item, dict):
                continue
            for key in item:
                if key not in self._known:
                    self._add(key)
            if self.missing:
                self.missing.difference_update(item)
            self._look(self._children(item, level) or (), level + 1)

    def _add(self, key: Any) -> None:
        if key in self._known:
            return
        self._known.add(key)
        if not isinstance(key, str) or key == '__proto__' or len(self._columns) >= MOST_COLUMNS:
            self._odd('key', f'an item has the key {key!r:.80}, which can be no column')
        else:
            self._columns.append(key)

    def _rows(self, items: Sequence[Any], level: int) -> list[list[Any]]:
        rows = []
        for item in items:
            name = _name(item.get('name')) if isinstance(item, dict) else None
            if name is None:
                self._odd('name', 'an item without a name')
                continue
            row: list[Any] = [name]
            for column in self._columns[1:]:
                value = item.get(column)
                row.append(value if value is None or type(value) is str else self._value(value, column))
            children = self._children(item, level)
            if children is not None:
                row.append(self._rows(children, level + 1))
            rows.append(row)
        return rows

    def _children(self, item: dict[Any, Any], level: int) -> Optional[Sequence[Any]]:
        children = item.get('children')
        if children is None or not self._expand:
            return None
        if not isinstance(children, (list, tuple)):
            self._odd('children', f'children of the type {type(children).__name__}')
            return None
        if level == self._depth:
            if children:
                self._odd('depth', 'items are nested deeper than the view has distributions')
            return None
        return children

    def _value(self, value: Any, column: str) -> Any:
        # First what most values are.
        if type(value) is float:
            return value if math.isfinite(value) else None
        if isinstance(value, numbers.Integral):
            whole = int(value)
            # What is beyond every double a client would read as infinite.
            return whole if abs(whole) <= sys.float_info.max else None
        if isinstance(value, numbers.Real):
            return float(value) if math.isfinite(value) else None
        if isinstance(value, str):
            return str(value)
        self._odd('value', f'a value of the type {type(value).__name__} in the column {column}')
        return None

    def _odd(self, kind: str, text: str) -> None:
        self._reports.say(logging.WARNING, f'odd {kind}', f'Left out: {text}')


def _name(value: Any) -> Optional[str]:
    """A name that is a number, such as that of a port, is a name, too."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None
