"""
The program.

Exit codes: 0 when a signal ended it. 1 when it cannot listen, or with --check when no update came.
2 when the installation or the options are wrong.
"""

import asyncio
import logging
import os
import signal
import sys
from collections.abc import Coroutine
from typing import Any

from .check import check
from .installed import Unusable, check_websockets
from .options import Options, read_options
from .reports import Reports, describe
from .vendor import Vendor, load


def main() -> int:
    options = read_options()
    _log_to_stderr(options.log_level)
    try:
        check_websockets()
        liveview = load()
    except Unusable as error:
        return _fail(str(error), 2)
    vendor = Vendor(liveview, options.upstream, options.upstream_tls)
    return _run_on(_run(vendor, options))


def _run_on(work: Coroutine[Any, Any, int]) -> int:
    """
    Like asyncio.run(). But a task or callback of the vendor's package that raises SystemExit or
    KeyboardInterrupt only stops the loop, which then goes on.
    """
    reports = Reports()
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    task = loop.create_task(work)
    try:
        while True:
            try:
                return loop.run_until_complete(task)
            except (SystemExit, KeyboardInterrupt) as error:
                if isinstance(error, KeyboardInterrupt) and _ctrl_c_raises():
                    sys.stdout.flush()
                    os._exit(128 + signal.SIGINT)
                if task.done():
                    raise
                text = f'The package activelogic tried to end the gateway ({type(error).__name__})'
                reports.say(logging.WARNING, 'end', text)
    finally:
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.run_until_complete(loop.shutdown_default_executor())
        asyncio.set_event_loop(None)
        loop.close()


def _ctrl_c_raises() -> bool:
    """Whether Ctrl-C raises KeyboardInterrupt. In a gateway that listens, it is an event of the loop instead."""
    return signal.getsignal(signal.SIGINT) is signal.default_int_handler


async def _run(vendor: Vendor, options: Options) -> int:
    if options.check:
        code = 0 if await check(vendor, options.connect_timeout, options.stale_after) else 1
    else:
        code = await _serve(vendor, options)
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    if tasks and (await asyncio.wait(tasks, timeout=1))[1]:
        # Some calls of the vendor's package cannot be cancelled, and asyncio would wait for them.
        sys.stdout.flush()
        os._exit(code)
    return code


async def _serve(vendor: Vendor, options: Options) -> int:
    # Only once the package websockets is known to work.
    from .gateway import Gateway

    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, _told_to_end, stop)
    gateway = Gateway(vendor, options)
    try:
        addresses = await gateway.start()
    except OSError as error:
        reason = error.strerror or describe(error)
        return _fail(f'Cannot listen on {options.host}, port {options.port}: {reason}', 1)
    for address in addresses:
        print(f'Listening on {address}', flush=True)
    await stop.wait()
    await gateway.stop()
    return 0


def _told_to_end(stop: asyncio.Event) -> None:
    stop.set()
    # A second signal ends it at once.
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().remove_signal_handler(number)
        signal.signal(number, signal.SIG_DFL)


def _log_to_stderr(level: str) -> None:
    # The journal adds its own times.
    times = '' if 'JOURNAL_STREAM' in os.environ else '%(asctime)s '
    logging.basicConfig(level=level.upper(), format=f'{times}%(levelname)s %(message)s')
    logging.getLogger('asyncio').setLevel(logging.WARNING)


def _fail(message: str, code: int) -> int:
    print(message, file=sys.stderr)
    return code


if __name__ == '__main__':
    sys.exit(main())
