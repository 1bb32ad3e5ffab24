"""
``--check``: opens one view of the appliance without a client, to see how far the vendor's package
gets.
"""

import time
from collections.abc import Sequence
from typing import Any

from .catalog import close_view
from .frames import Definition, Distribution
from .reports import describe, one_line
from .updates import next_items
from .vendor import Vendor
from .waiting import Overdue, Quitting, contained, within

# The distributions of the example on the vendor's page.
DEFINITION = Definition(None, (Distribution('Local Host', None), Distribution('Service', None)), (), True)

# The most keys to show.
MOST_KEYS = 40


async def check(vendor: Vendor, connect_timeout: float, update_timeout: float) -> bool:
    """Prints a line for each step. Returns whether an update came."""
    step, view = 'The view', None
    try:
        with contained():
            view = vendor.build(DEFINITION)
            step = f'Connecting to {vendor.host}'
            await within(connect_timeout, view.connect())
            if not view.connected():
                print(f'{step}: failed, without a reason')
                return False
            print(f'{step}: done')
            await _show_lists(vendor, view, connect_timeout)
            step = 'The first update'
            begin = time.monotonic()
            items = await next_items(view, update_timeout)
            if items is None:
                print(f'{step}: the view ended before it')
                return False
            print(f'{step}: after {time.monotonic() - begin:.1f} s')
            _describe(items)
            return True
    except Overdue:
        print(f'{step}: nothing came in time')
    except Quitting as error:
        print(f'{step}: {describe(error)}')
    except Exception as error:
        print(f'{step}: {describe(error)} ({type(error).__name__})')
    finally:
        await close_view(view)
    return False


async def _show_lists(vendor: Vendor, view: Any, timeout: float) -> None:
    """Shows the lists. No view depends on them, so a fault here is no failure."""
    try:
        found = await within(timeout, vendor.lists(view))
    except Overdue:
        print(f'Lists: nothing came within {timeout:g} s, so clients get the documented names')
        return
    for kind, (source, names) in found.items():
        print(f'{kind}: {len(names)} from {source}, such as {_joined(names[:3])}')


def _describe(items: Sequence[Any]) -> None:
    dicts = [item for item in items if isinstance(item, dict)]
    children = [item.get('children') for item in dicts]
    nested = sum(len(each) for each in children if isinstance(each, (list, tuple)))
    print(f'Items: {len(items)}, with {nested} child items')
    keys = list(dict.fromkeys(key for item in dicts for key in item))
    more = f' and {len(keys) - MOST_KEYS} more' if len(keys) > MOST_KEYS else ''
    print(f'Keys: {_joined(keys[:MOST_KEYS])}{more}')


def _joined(names: Sequence[Any]) -> str:
    return ', '.join(map(one_line, names))
