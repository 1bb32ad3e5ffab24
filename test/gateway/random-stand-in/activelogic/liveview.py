"""
STAND_IN_SEED in the environment decides on everything that is drawn. STAND_IN_LOG names a file; each line of it is an
update that was returned, as a client has to see it: names, children, and each value as number, text or null.

The first item of every update has the name "update N", N being the number of its line.
"""

import asyncio
import decimal
import fractions
import json
import os
import random

_draw = random.Random(os.environ['STAND_IN_SEED'])
_log = open(os.environ['STAND_IN_LOG'], 'w', buffering=1, encoding='utf-8')
_updates = 0

# The keys that the page documents, as far as the copy of it has them.
_KEYS = (
    'inbound outbound in.ext.quality out.ext.quality in.shapingavg.latency in.shapingmax.latency in.shapingdrops '
    'in.shapingtotal out.shapingavg.latency out.shapingmax.latency out.shapingdrops out.shapingtotal int.rtt ext.rtt '
    'connections'
).split()
# One call out of this many goes wrong.
_RARE = 150
# s between updates.
_PACE = 0.003


class _Opaque:
    pass


def _value():
    """A value, and what a client has to see of it."""
    whole = _draw.choice((0, 1, _draw.randrange(1000), _draw.randrange(2**53)))
    broken = _draw.random() * 10 ** _draw.randrange(-9, 15)
    return _draw.choices(
        (
            (whole, whole),
            (broken, broken),
            (-broken, -broken),
            (decimal.Decimal(str(broken)), broken),
            (fractions.Fraction(whole, 8), whole / 8),
            (True, 1),
            (str(whole), str(whole)),
            ('a "\n\u2028\u00fc\U0001f4e1', 'a "\n\u2028\u00fc\U0001f4e1'),
            (None, None),
            (float('nan'), None),
            (float('-inf'), None),
            (decimal.Decimal('sNaN'), None),
            (10**400, None),
            ([1], None),
            (b'1', None),
            (_Opaque(), None),
        ),
        (20, 20, 5, 5, 2, 1, 3, 1, 3, 1, 1, 1, 1, 1, 1, 1),
    )[0]


def _item(keys, name, levels, expand):
    """An item, and what a client has to see of it."""
    item, seen = {'name': name}, {'name': str(name)}
    for key in keys:
        # What has no value may be missing.
        if _draw.random() < 0.8:
            item[key], seen[key] = _value()
    if _draw.random() < 0.02:
        item[_draw.choice((7, None, ('a',), '__proto__'))] = 1
    if levels and expand:
        children = [_item(keys, _name(), levels - 1, expand) for _ in range(_draw.randrange(3))]
        kind = _draw.random()
        if kind < 0.9:
            item['children'] = [child for child, _ in children]
            seen['children'] = [child for _, child in children]
        else:
            item['children'] = _draw.choice((None, 2, 'none', {}))
    return item, seen


def _name():
    return _draw.choice(('10.0.0.1', '', 'HTTP', 443, 'a\tb', '__proto__', 'children', 'x' * 200))


async def _hang():
    while True:
        try:
            await asyncio.sleep(3600)
        except asyncio.CancelledError:
            if _draw.random() < 0.5:
                raise


class View:
    def __init__(self, ws_addr, ssl=None):
        self._columns, self._levels, self._expand, self._up = [], 0, False, False

    def add_columns(self, *columns):
        self._columns += columns

    def add_distributions(self, *distributions):
        self._levels += len(distributions)

    def add_filters(self, *filters):
        pass

    def expand_by_default(self, expand):
        self._expand = expand

    async def connect(self):
        fault = _draw.randrange(10)
        if fault == 0:
            raise _draw.choice((OSError('no route'), ValueError(), RuntimeError('\x1b[31mred')))
        if fault == 1:
            await _hang()
        self._up = fault != 2
        return self._up

    def connected(self):
        return self._up

    async def close(self):
        fault = _draw.randrange(6)
        if fault == 0:
            raise ConnectionError('closed already')
        if fault == 1:
            await _hang()
        self._up = False

    async def wait_for_update(self):
        await asyncio.sleep(_PACE)
        if _draw.randrange(_RARE) == 0:
            fault = _draw.randrange(7)
            if fault == 0:
                raise _draw.choice((ConnectionError('reset'), KeyError('x'), asyncio.TimeoutError()))
            if fault == 1:
                await _hang()
            if fault == 2:
                raise asyncio.CancelledError
            if fault == 3:
                self._up = False
            return _draw.choice((None, {}, 'text', 5)) if self._up else []
        return self._next()

    def _next(self):
        global _updates
        keys = [key for key in self._columns if key != 'name'] or _KEYS
        names = [f'update {_updates}', *(_name() for _ in range(_draw.randrange(4)))]
        pairs = [_item(keys, name, self._levels - 1, self._expand) for name in names]
        _log.write(json.dumps([seen for _, seen in pairs]) + '\n')
        _updates += 1
        items = [item for item, _ in pairs]
        if _draw.random() < 0.02:
            items.insert(1 + _draw.randrange(len(items)), _draw.choice((None, 'no item', {'inbound': 1}, {'name': []})))
        return items if _draw.random() < 0.9 else tuple(items)

    # The page says that the connected system presents lists, and not how they are called.
    def filters(self):
        raise NotImplementedError

    services = property(lambda self: 1 / 0)

    async def get_fields(self):
        return [None, 5, {'name': 'Local Host'}, 'Service', {'no': 'name'}]


class ViewDistribution:
    def __init__(self, name):
        pass


class ViewIncludeFilter:
    def __init__(self, name, values, arg=None):
        pass


class ViewExcludeFilter(ViewIncludeFilter):
    pass
