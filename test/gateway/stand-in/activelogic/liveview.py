"""
What is different by the words in STAND_IN:

- lists, async-lists, property-lists: View has lists of what the system presents, under names that the page has lost
- hanging-lists: View has such lists, and they never come
- own-lists: View has attributes of such names, for what was added to it
- distribution-arg: ViewDistribution takes an argument, as scripts for an older API have it
- picky: a distribution, filter or column that the page does not name is refused by the package itself
- forgetful: a column of the name "forgotten" is taken, and is in no item
- odd-items: items hold what the page does not say
- not-connected: connect() returns without a connection
- cancelled: wait_for_update() cancels itself
- no-updates: wait_for_update() returns None at once, again and again
- none-first: wait_for_update() returns None once, before the first update
- none-at-end: wait_for_update() returns None when the connection has ended, instead of raising an error
- stuck: connect(), wait_for_update() and close() ignore being cancelled
- busy: wait_for_update() has the next update without any waiting
- exit-import: the module raises SystemExit
- exit-PLACE, interrupt-PLACE, other-PLACE: a view by service raises SystemExit, KeyboardInterrupt or another
  BaseException at a place: distribution, build, connect, connected, lists, update, task, callback or close. A task or
  a callback does so beside the view, with every update
"""

import asyncio
import json
import os

import websockets

_VARIANT = set(filter(None, os.environ.get('STAND_IN', '').split(',')))


class _Other(BaseException):
    pass


_QUITTING = {'exit': SystemExit, 'interrupt': KeyboardInterrupt, 'other': _Other}


def _quit(place):
    for word, error in _QUITTING.items():
        if f'{word}-{place}' in _VARIANT:
            raise error('enough')


async def _quit_later(place):
    _quit(place)


_quit('import')


async def _stuck():
    while True:
        try:
            await asyncio.sleep(3600)
        except asyncio.CancelledError:
            pass


class View:
    def __init__(self, ws_addr, ssl=None):
        if ws_addr.startswith('wss:') and ssl is None:
            raise ValueError('wss needs ssl')
        self._address = ws_addr
        # websockets itself takes no True before version 14.
        self._ssl = {} if ssl is None else {'ssl': ssl}
        self._columns, self._distributions, self._filters, self._expand = (), [], [], False
        self._socket = self._catalog = self._items = None
        self._begun = False
        if 'own-lists' in _VARIANT:
            self.filters, self.fields, self.services = ['added'], ['added'], ['added']

    def add_columns(self, *fields):
        if 'picky' in _VARIANT and 'inbound' in fields:
            raise KeyError('no such column: inbound')
        self._columns += tuple(
            field for field in fields if 'forgetful' not in _VARIANT or field != 'forgotten'
        )

    def add_distributions(self, *fields):
        self._distributions += [field._definition for field in fields]
        self._quit('distribution')

    def add_filters(self, *filters):
        self._filters += [each._definition for each in filters]

    def expand_by_default(self, expand):
        self._expand = expand
        self._quit('build')

    def _quit(self, place):
        if {'name': 'Service'} in self._distributions:
            _quit(place)

    async def connect(self):
        self._quit('connect')
        if 'not-connected' in _VARIANT:
            return
        if 'stuck' in _VARIANT:
            await _stuck()
        socket = await websockets.connect(
            self._address, max_size=None, open_timeout=None, close_timeout=1, **self._ssl
        )
        self._catalog = json.loads(await socket.recv())
        await socket.send(
            json.dumps(
                {
                    'type': 'view',
                    **({'columns': self._columns} if self._columns else {}),
                    'distributions': self._distributions,
                    'filters': self._filters,
                    'expand': self._expand,
                }
            )
        )
        self._socket = socket

    def connected(self):
        self._quit('connected')
        return self._socket is not None and self._socket.close_code is None

    async def close(self):
        self._quit('close')
        if 'stuck' in _VARIANT:
            await _stuck()
        if self._socket is not None:
            await self._socket.close()

    async def wait_for_update(self):
        self._quit('update')
        for word in _QUITTING:
            if f'{word}-task' in _VARIANT:
                # Read its error, as asyncio would complain otherwise.
                asyncio.ensure_future(_quit_later('task')).add_done_callback(lambda task: task.exception())
            if f'{word}-callback' in _VARIANT:
                asyncio.get_running_loop().call_soon(_quit, 'callback')
        if 'cancelled' in _VARIANT:
            raise asyncio.CancelledError
        if 'no-updates' in _VARIANT:
            return None
        if 'none-first' in _VARIANT and not self._begun:
            self._begun = True
            return None
        if 'busy' in _VARIANT and self._items is not None:
            return self._items
        try:
            frame = await self._next()
        except websockets.exceptions.ConnectionClosed:
            if 'none-at-end' in _VARIANT:
                return None
            raise
        keys = self._keys(frame['columns'])
        self._items = [_item(keys, row) for row in frame['rows']]
        return self._items if 'odd-items' not in _VARIANT else _odd(self._items)

    async def _next(self):
        while True:
            frame = json.loads(await self._socket.recv())
            if frame['type'] == 'update':
                return frame

    def _keys(self, columns):
        """Chosen columns are not translated."""
        if self._columns:
            return columns
        pretty = {field['column']: field['name'] for field in self._catalog['fields']}
        return [pretty.get(column, column) for column in columns]


def _item(keys, row):
    # Leave out a missing value: the vendor documents no other way to say it.
    item = {key: value for key, value in zip(keys, row) if value is not None}
    if len(row) > len(keys):
        item['children'] = [_item(keys, child) for child in row[-1]]
    return item


def _odd(items):
    class Opaque:
        pass

    deep = {'name': 'deep', 'children': [{'name': 'deeper', 'children': [{'name': 'deepest'}]}]}
    return [
        'no item',
        None,
        {'inbound': 1},
        {'name': None, 'inbound': 2},
        {'name': ['a'], 'inbound': 3},
        {'name': 443, 'inbound': float('nan'), 'outbound': float('inf'), 'connections': True},
        {'name': 'huge', 'inbound': 10**400, 'outbound': -(2**53), 'ext.rtt': -float('inf')},
        {'name': 'types', 'inbound': Opaque(), 'outbound': [1], 'int.rtt': b'1', 'label': 'a \ud800 "\n'},
        {'name': 'keys', '__proto__': 1, 7: 1, ('a',): 1, None: 1, 'constructor': 5, 'path': 'x'},
        {'name': 'children', 'children': 'no list'},
        {'name': 'number', 'children': 2},
        {'name': 'orphans', 'children': [{'inbound': 1}, {'name': 'child', 'inbound': 0.5, 'late': 1}]},
        {'name': 'none', 'children': None},
        {'name': 'childless', 'children': []},
        deep,
        *items[:1],
    ]


def _names(kind):
    def presented(self):
        _quit('lists')
        if self._catalog is None:
            raise RuntimeError('not connected')
        entries = self._catalog[kind]
        return [entry if isinstance(entry, str) else entry['name'] for entry in entries]

    return presented


def _later(read):
    async def presented(self):
        await asyncio.sleep(0)
        return [{'name': name} for name in read(self)]

    return presented


for _name, _kind in (('filters', 'filters'), ('services', 'services'), ('fields', 'distributions')):
    if 'lists' in _VARIANT:
        setattr(View, _name, _names(_kind))
    if 'async-lists' in _VARIANT:
        setattr(View, f'get_{_name}', _later(_names(_kind)))
    if 'hanging-lists' in _VARIANT:
        setattr(View, _name, lambda self: asyncio.sleep(3600))
    if 'property-lists' in _VARIANT:
        setattr(View, f'available_{_name}', property(_names(_kind)))


class _Filter:
    _mode = ''

    def __init__(self, name, values, arg=None):
        if 'picky' in _VARIANT and name == 'Hots':
            raise ValueError('no such filter: Hots')
        if isinstance(values, list):
            raise TypeError('a value or a tuple of values')
        values = values if isinstance(values, tuple) else (values,)
        self._definition = {
            'mode': self._mode,
            'name': name,
            'values': values,
            **({} if arg is None else {'arg': arg}),
        }


class ViewIncludeFilter(_Filter):
    _mode = 'include'


class ViewExcludeFilter(_Filter):
    _mode = 'exclude'


class ViewDistribution:
    if 'distribution-arg' in _VARIANT:

        def __init__(self, name, arg=None):
            self._definition = {'name': name, **({} if arg is None else {'arg': arg})}

    else:

        def __init__(self, name):
            if 'picky' in _VARIANT and name == 'Local Hots':
                raise ValueError('no such distribution: Local Hots')
            self._definition = {'name': name}
