"""What every peer's script tells: one line of JSON a measurement."""

import json
import statistics
import time


def tell(tool, version, what, size, replicates, work, kind="draws", repeats=3, note=""):
    """Time a work that returns the totals of the last day, (replicate, total), and print what was found."""
    taken, last = [], None
    for _ in range(repeats):
        start = time.process_time()
        last = work()
        taken.append(time.process_time() - start)
    # a compiled solver runs in a child process: its seconds are given by the work itself
    seconds = statistics.median(taken) if not isinstance(last, tuple) else last[1]
    totals = last[0] if isinstance(last, tuple) else last
    row = {
        "tool": f"{tool} {version}",
        "what": what,
        "kind": kind,
        "territories": size.territories,
        "gangs": size.gangs,
        "days": size.days,
        "crackdown": size.crackdown,
        "replicates": replicates,
        "ns": seconds / size.cells(replicates) * 1e9,
        "totals": [[float(x) for x in r] for r in totals],
        "note": note,
    }
    print(json.dumps(row), flush=True)
