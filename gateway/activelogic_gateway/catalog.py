"""The catalogue that clients get."""

import asyncio
import json
import time
from typing import Any, Optional

from .frames import Definition, Distribution
from .reports import describe, log
from .vendor import Found, Vendor
from .waiting import Overdue, contained, within

# How long a client waits for lists that are on their way, s. The nodes allow 10 s in total.
PATIENCE = 5
# How long to wait after a failed connection that was only for the lists, s.
AGAIN = 60
# A view that opens after this time asks for the lists again, s.
FRESH = 300
# The most time for the vendor's close(), s.
CLOSE_TIMEOUT = 2

# The names from the vendor's page and public scripts, for an appliance that presents none.
DISTRIBUTIONS: list[dict[str, Any]] = [
    {'name': 'Local Host'},
    {'name': 'Service'},
    {'name': 'Server Hostname'},
    {'name': 'NetObject Level', 'arg': 'path'},
]
FILTERS: list[dict[str, Any]] = [
    {'name': 'Host', 'values': 'address'},
    {'name': 'Service', 'values': 'service'},
    {'name': 'Flags', 'values': 'boolean', 'arg': 'flag'},
    {'name': 'Session Context', 'values': 'text', 'arg': 'key'},
    {'name': 'Visible NetObject', 'values': 'text'},
]
RAW_COLUMNS = ('name', 'inbound_bps', 'outbound_bps', 'in_quality_packets')
# The documented keys of items in a view without columns. The page gives no units.
PRETTY = {
    'inbound': 'Inbound bandwidth',
    'outbound': 'Outbound bandwidth',
    'in.int.quality': 'Inbound quality, internal',
    'in.ext.quality': 'Inbound quality, external',
    'out.int.quality': 'Outbound quality, internal',
    'out.ext.quality': 'Outbound quality, external',
    'in.shapingavg.latency': 'Inbound latency added by shaping, average',
    'in.shapingmax.latency': 'Inbound latency added by shaping, highest',
    'in.shapingdrops': 'Inbound packets dropped by shaping',
    'in.shapingtotal': 'Inbound packets processed by shaping',
    'out.shapingavg.latency': 'Outbound latency added by shaping, average',
    'out.shapingmax.latency': 'Outbound latency added by shaping, highest',
    'out.shapingdrops': 'Outbound packets dropped by shaping',
    'out.shapingtotal': 'Outbound packets processed by shaping',
    'int.rtt': 'Handshake RTT, internal',
    'ext.rtt': 'Handshake RTT, external',
    'connections': 'Connections',
}


def _fields() -> list[dict[str, Any]]:
    """
    The vendor's package translates the columns of a default view itself. So a pretty key is a
    column here and needs no translation, and a raw column stays raw.
    """
    raw = [{'column': column, 'name': column} for column in RAW_COLUMNS]
    pretty = [{'column': key, 'name': key, 'title': title, 'default': True} for key, title in PRETTY.items()]
    return [{**raw[0], 'default': True}, *pretty, *raw[1:]]


class Catalogue:
    """
    The catalogue frame. It contains the appliance's own lists once a view has been asked for them.
    """

    def __init__(self, vendor: Vendor, ask: bool, connect_timeout: float) -> None:
        self._vendor = vendor
        self._ask = ask
        self._connect_timeout = connect_timeout
        self._asked: Optional[float] = None
        self._again = 0.0
        self._probe: Optional[asyncio.Task[None]] = None
        self._found: dict[str, Found] = {}
        self._text = self._write()

    async def frame(self) -> str:
        """
        Returns the frame. The first client waits a moment, until a connection made for this has
        asked for the lists.
        """
        if self._ask and self._asked is None and time.monotonic() >= self._again:
            if self._probe is None:
                self._probe = asyncio.get_running_loop().create_task(self._open_and_ask())
            await asyncio.wait({self._probe}, timeout=PATIENCE)
        return self._text

    async def learn(self, view: Any) -> None:
        """Asks a view that has just connected for its lists."""
        now = time.monotonic()
        if not self._ask or (self._asked is not None and now - self._asked < FRESH):
            return
        self._asked = now
        try:
            found = await within(PATIENCE, self._vendor.lists(view))
        except Overdue:
            log.warning('The lists of %s did not come in time; clients get the documented names', self._vendor.host)
            return
        for kind, (source, names) in found.items():
            log.info('%s presents %d %s (%s)', self._vendor.host, len(names), kind, source)
        self._found.update(found)
        self._text = self._write()

    async def _open_and_ask(self) -> None:
        view = None
        try:
            with contained():
                view = self._vendor.build(Definition(None, (Distribution('Local Host', None),), (), False))
                if not self._vendor.has_lists(view):
                    log.info('This version of activelogic has no lists; clients get the documented names')
                    self._ask = False
                    view = None
                    return
                await within(self._connect_timeout, view.connect())
                if view.connected():
                    await self.learn(view)
        except Exception as error:
            log.debug('%s cannot be asked for its lists: %s', self._vendor.host, describe(error))
        finally:
            self._again = time.monotonic() + AGAIN
            self._probe = None
            await close_view(view)

    def _write(self) -> str:
        found = self._found
        services = found['services'].names if 'services' in found else []
        return json.dumps(
            {
                'type': 'catalog',
                'profile': 1,
                'system': {'name': f'{self._vendor.host} (gateway)'},
                'fields': _fields(),
                'distributions': _known(found.get('distributions'), DISTRIBUTIONS),
                'filters': _known(found.get('filters'), FILTERS),
                'services': services,
            }
        )


def _known(found: Optional[Found], documented: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The appliance's names, each with what is documented about it."""
    if found is None:
        return documented
    known = {entry['name']: entry for entry in documented}
    return [known.get(name, {'name': name}) for name in found.names]


async def close_view(view: Any) -> None:
    """Closes a View of the vendor's, if there is one and if it can be closed."""
    if view is None:
        return
    try:
        with contained():
            await within(CLOSE_TIMEOUT, view.close())
    except (Exception, asyncio.CancelledError) as error:
        log.debug('A view was not closed properly: %s', describe(error))
