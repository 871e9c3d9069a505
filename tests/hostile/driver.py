"""Run commands in one process under a limit of memory, and say how each ended: a line of JSON each.

Usage: ``python driver.py SPARE_MB``, with a JSON object of name to words on standard input.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
import time

WARM = "warm"  # name of a call that loads what every later one needs, without a limit


def limit(spare_mb: int) -> None:
    """Let the process take no more memory than it has now and so many megabytes."""
    import resource

    with open("/proc/self/statm") as file:  # noqa: PTH123 - not a file of ours
        pages = int(file.read().split()[0])
    most = pages * resource.getpagesize() + spare_mb * 2**20
    resource.setrlimit(resource.RLIMIT_AS, (most, resource.getrlimit(resource.RLIMIT_AS)[1]))


def main() -> None:
    """Run all calls."""
    calls = json.loads(sys.stdin.read())
    import numcodecs  # noqa: F401
    import xarray  # noqa: F401
    import zarr  # noqa: F401

    from tregua.cli.app import main as command
    from tregua.report import html  # noqa: F401

    spare = int(sys.argv[1])
    for name, words in calls.items():
        if sys.platform == "linux" and spare and not name.startswith(WARM):
            limit(spare)
        out, err = io.StringIO(), io.StringIO()
        began = time.process_time()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                status = command(words)
            except BaseException as error:  # whatever comes is told to the test
                status, _told = -1, err.write(f"{type(error).__name__}: {error}")
        seconds = round(time.process_time() - began, 2)
        entry = {"call": name, "status": status, "seconds": seconds}
        entry |= {"out": out.getvalue(), "err": err.getvalue()}
        print(json.dumps(entry), flush=True)


if __name__ == "__main__":
    main()
