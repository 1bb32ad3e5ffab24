"""
Turns the items of the vendor's package into rows of profile 1.

The vendor's page describes items only in part, so everything is checked. What does not fit is left
out and logged once.
"""

import decimal
import json
import logging
import math
import numbers
import sys
from collections.abc import Sequence
from typing import Any, Optional

from .frames import Definition
from .reports import Reports, one_line

# An item with more keys than this does not use its keys as columns.
MOST_COLUMNS = 1000


class Rows:
    """
    Makes the columns and rows of one view.

    The columns are the keys of the items, unchanged: pretty keys in a view without columns, raw
    keys in a view with columns. They keep the order in which they first appeared. A key that is
    missing for once becomes null.
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

    def table(self, items: Sequence[Any]) -> str:
        """The columns and rows of an update frame, as the end of a JSON object."""
        self._look(items, 1)
        table = {'columns': self._columns, 'rows': self._rows(items, 1)}
        return json.dumps(table, separators=(',', ':'), allow_nan=False)[1:]

    def _look(self, items: Sequence[Any], level: int) -> None:
        """Adds new columns."""
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
        """
        Adds a column. Invalid keys are not stored: new ones in every update would fill the memory.
        """
        if key in self._known:
            return
        if len(self._columns) >= MOST_COLUMNS:
            self._odd('keys', f'columns after the first {MOST_COLUMNS}, such as {one_line(key):.80}')
        elif not isinstance(key, str) or key == '__proto__':
            shown = one_line(repr(key))
            self._odd(f'key {shown:.80}', f'an item has the key {shown:.80}, which cannot be a column')
        else:
            self._known.add(key)
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
            kind = f'children of the type {type(children).__name__}'
            self._odd(kind, kind)
            return None
        if level == self._depth:
            if children:
                self._odd('depth', 'items are nested deeper than the view has distributions')
            return None
        return children

    def _value(self, value: Any, column: str) -> Any:
        # The most frequent type first.
        if type(value) is float:
            return value if math.isfinite(value) else None
        if isinstance(value, numbers.Integral):
            whole = int(value)
            # A client would read a number beyond the range of doubles as infinite.
            return whole if abs(whole) <= sys.float_info.max else None
        if isinstance(value, (numbers.Real, decimal.Decimal)):
            return _finite(value)
        if isinstance(value, str):
            return str.__str__(value)
        kind = type(value).__name__
        self._odd(f'value {column}', f'a value of the type {kind} in the column {one_line(column):.80}')
        return None

    def _odd(self, kind: str, text: str) -> None:
        """Logs one report per kind. A kind is as narrow as a column."""
        self._reports.say(logging.WARNING, f'odd {kind}', f'Left out: {text}')


def _finite(value: Any) -> Optional[float]:
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _name(value: Any) -> Optional[str]:
    """A number, such as a port's, is also a valid name."""
    if isinstance(value, str):
        return value
    is_number = isinstance(value, (numbers.Real, decimal.Decimal)) and not isinstance(value, bool)
    return str(value) if is_number else None
