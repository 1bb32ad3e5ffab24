"""``--check``: one view of the appliance, without a client, to see how far the vendor's package gets."""

import time
from typing import Any

from .catalog import close_view
from .frames import Definition, Distribution
from .reports import describe
from .vendor import Vendor
from .waiting import Overdue, within

# The two that the vendor's page has in its example.
DEFINITION = Definition(None, (Distribution('Local Host', None), Distribution('Service', None)), (), True)


async def check(vendor: Vendor, connect_timeout: float, update_timeout: float) -> bool:
    """Prints a line for each step. Whether an update has come."""
    step, view = 'The view', None
    try:
        view = vendor.build(DEFINITION)
        step = f'Connecting to {vendor.host}'
        await within(connect_timeout, view.connect())
        if not view.connected():
            print(f'{step}: failed, without a reason')
            return False
        print(f'{step}: done')
        for kind, (source, names) in (await within(connect_timeout, vendor.lists(view))).items():
            print(f'{kind}: {len(names)} from {source}, such as {", ".join(names[:3])}')
        step = 'The first update'
        begin = time.monotonic()
        items = await within(update_timeout, view.wait_for_update())
        print(f'{step}: after {time.monotonic() - begin:.1f} s')
        return _describe(items)
    except Overdue:
        print(f'{step}: nothing came in time')
    except Exception as error:
        print(f'{step}: {describe(error)} ({type(error).__name__})')
    finally:
        await close_view(view)
    return False


def _describe(items: Any) -> bool:
    if not isinstance(items, (list, tuple)):
        print(f'It is no list of items, but {type(items).__name__}')
        return False
    nested = sum(len(item.get('children') or ()) for item in items if isinstance(item, dict))
    print(f'Items: {len(items)}, with {nested} child items')
    keys: list[str] = []
    for item in items:
        keys += [str(key) for key in item if str(key) not in keys] if isinstance(item, dict) else []
    print(f'Keys: {", ".join(keys)}')
    return True
