"""
Views of the appliance. Each stays open while clients use it, and all clients with the same view
share it.
"""

import asyncio
import logging
from typing import Any, NamedTuple, Optional, Protocol

from .catalog import Catalogue, close_view
from .frames import RESTARTING, Definition, Ending, Refusal, broken, error_frame, refused
from .options import Options
from .reports import Reports, describe, log
from .rows import Rows
from .updates import NoLists, Update, Updates, next_items
from .vendor import Vendor
from .waiting import Overdue, contained, within

# How long a view outlives its last client, s: a client may lose its connection and come back.
GRACE = 2


class Client(Protocol):
    """A client of a view. None of its methods blocks."""

    def update(self, frame: str) -> None: ...

    def report(self, frame: str) -> None: ...

    def end(self, ending: Ending) -> None: ...


class Upstream(NamedTuple):
    """The appliance, and the settings for all its views."""

    vendor: Vendor
    catalogue: Catalogue
    reports: Reports
    options: Options


class TooMany(Exception):
    """The limit of open views is reached."""


class SharedView:
    """One View of the vendor's package, and its clients."""

    def __init__(self, definition: Definition, upstream: Upstream) -> None:
        self._definition = definition
        self._upstream = upstream
        self._rows = Rows(definition, upstream.reports)
        self._updates = Updates(self._rows)
        self._newest: Optional[Update] = None
        self._notice: Optional[str] = None
        self._clients: set[Client] = set()
        self.ended = False
        #: Closes the view if no client has come back.
        self.idle: Optional[asyncio.TimerHandle] = None
        #: Done when the vendor's View is closed.
        self.task = asyncio.get_running_loop().create_task(self._run())

    def join(self, client: Client) -> None:
        self._clients.add(client)
        if self._newest is not None:
            client.update(self._newest.repeated())
        if self._notice is not None:
            client.report(self._notice)

    def leave(self, client: Client) -> bool:
        """Removes a client. Returns whether it was the last one."""
        self._clients.discard(client)
        return not self._clients

    def close(self) -> None:
        self.ended = True
        self.task.cancel()

    async def _run(self) -> None:
        view = None
        try:
            with contained():
                view = self._upstream.vendor.build(self._definition)
                self._end(await self._follow(view))
        except Refusal as refusal:
            self._upstream.reports.say(logging.WARNING, 'refused', f'A view was refused: {refusal}')
            self._end(refused(refusal))
        except asyncio.CancelledError:
            log.debug('A view without clients is closed')
        except Exception as error:
            log.debug('The package activelogic failed', exc_info=True)
            self._end(self._lost(f'The package activelogic failed: {describe(error)}'))
        await close_view(view)

    async def _follow(self, view: Any) -> Ending:
        host, seconds = self._upstream.vendor.host, self._upstream.options.connect_timeout
        try:
            await within(seconds, view.connect())
            connected = view.connected()
        except Overdue:
            return self._lost(f'{host} did not answer within {seconds:g} s')
        except Exception as error:
            return self._lost(f'Cannot connect to {host}: {describe(error)}')
        if not connected:
            return self._lost(f'Cannot connect to {host}')
        await self._upstream.catalogue.learn(view)
        return await self._read(view)

    async def _read(self, view: Any) -> Ending:
        host, seconds = self._upstream.vendor.host, self._upstream.options.stale_after
        while True:
            try:
                items = await next_items(view, seconds)
            except Overdue:
                return self._lost(f'{host} sent no update for {seconds:g} s')
            except NoLists as error:
                return self._lost(f'{host} sends {error}')
            except Exception as error:
                return self._lost(f'The view of {host} broke off: {describe(error)}')
            if items is None:
                break
            self._publish(self._updates.of(items), bool(items))
        self._lost(f'{host} ended a view')
        return Ending(RESTARTING, 'the appliance ended the view')

    def _publish(self, update: Update, has_items: bool) -> None:
        self._upstream.reports.back(self._upstream.vendor.host)
        self._newest = update
        frame = update.frame()
        for client in list(self._clients):
            client.update(frame)
        missing = self._rows.missing
        if not missing:
            self._notice = None
        elif has_items and self._notice is None:
            text = f'No item has the column {", ".join(sorted(missing))}'
            self._notice = error_frame('unknown-column', text, fatal=False)
            for client in list(self._clients):
                client.report(self._notice)

    def _lost(self, text: str) -> Ending:
        self._upstream.reports.lost(text)
        return broken(text)

    def _end(self, ending: Ending) -> None:
        self.ended = True
        for client in list(self._clients):
            client.end(ending)


class Pool:
    """All open views, one for each definition."""

    def __init__(self, upstream: Upstream) -> None:
        self._upstream = upstream
        self._views: dict[str, SharedView] = {}
        #: Includes views that are closing.
        self._tasks: set[asyncio.Task[None]] = set()

    def join(self, definition: Definition, client: Client) -> SharedView:
        """Adds a client, which gets updates until it leaves. Raises TooMany."""
        key = definition.key()
        view = self._views.get(key)
        if view is None or view.ended:
            view = self._open(key, definition)
        if view.idle is not None:
            view.idle.cancel()
            view.idle = None
        view.join(client)
        return view

    def leave(self, view: SharedView, client: Client) -> None:
        if view.leave(client) and not view.ended and view.idle is None:
            view.idle = asyncio.get_running_loop().call_later(GRACE, view.close)

    async def close(self) -> None:
        """Ends every view. Returns when the vendor's Views are closed or out of time."""
        for view in self._views.values():
            view.close()
        if self._tasks:
            await asyncio.wait(self._tasks)

    def _open(self, key: str, definition: Definition) -> SharedView:
        open_views = [view for view in self._views.values() if not view.ended]
        if len(open_views) >= self._upstream.options.max_views:
            idle = next((view for view in open_views if view.idle is not None), None)
            if idle is None:
                raise TooMany
            idle.close()
        view = self._views[key] = SharedView(definition, self._upstream)
        self._tasks.add(view.task)
        view.task.add_done_callback(lambda task: self._gone(key, view))
        return view

    def _gone(self, key: str, view: SharedView) -> None:
        self._tasks.discard(view.task)
        if self._views.get(key) is view:
            del self._views[key]
