"""Hold peers' results against ours, the same means first: reads lines of JSON, writes a table."""

import json
import sys
import time
from datetime import UTC, datetime

import numpy as np

from tregua.benchmarking import plain, reduced
from tregua.benchmarking.all import machine
from tregua.benchmarking.spec import Reduced


def ours(kind, size, replicates):
    """Return our totals of the last day, and processor nanoseconds a cell and day on the whole model."""
    whole = Reduced(*{1: (20, 5)}.get(size.territories, (size.territories, size.gangs)))
    call = (lambda s, n: reduced.stochastic(s, n, 1)) if kind == "draws" else reduced.expected
    call(Reduced(2, 2, 2), 1)
    taken = []
    for _ in range(3):
        start = time.process_time()
        call(whole, replicates)
        taken.append(time.process_time() - start)
    return call(size, 512 if kind == "draws" else 1)[:, -1], sorted(taken)[1] / whole.cells(replicates) * 1e9


def main():
    """Write the table."""
    rows = [json.loads(line) for line in sys.stdin if line.startswith("{")]
    for t, g in ((20, 5), (140, 10)):
        for kind, call in (("draws", lambda s, n: plain.stochastic(s, n, 1)), ("expected", plain.expected)):
            size, n = Reduced(t, g, 365), 64 if t == 20 else 8
            start = time.process_time()
            last = call(size, n)[:, -1]
            ns = (time.process_time() - start) / size.cells(n) * 1e9
            rows.append(
                {
                    "tool": f"NumPy {np.__version__}",
                    "what": "vectorised over replicates",
                    "kind": kind,
                    "territories": t,
                    "gangs": g,
                    "days": 365,
                    "crackdown": True,
                    "replicates": n,
                    "ns": ns,
                    "totals": last.tolist(),
                    "note": "",
                }
            )
    print(
        f"Measured {datetime.now(UTC).date()} on {machine()}, shared with other work: "
        "processor time, not wall time.\n"
    )
    print("| tool | how | territories x gangs, days | replicates | same means | ns | times ours | note |")
    print("| --- | --- | --- | ---: | --- | ---: | ---: | --- |")
    for row in sorted(rows, key=lambda r: (r["kind"], r["ns"])):
        size = Reduced(row["territories"], row["gangs"], row["days"], crackdown=row["crackdown"])
        mine, ns = ours(row["kind"], size, 64)
        theirs = np.array(row["totals"])
        if row["kind"] == "draws":
            error = np.sqrt(mine.var(0) / len(mine) + theirs.var(0, ddof=1) / len(theirs))
            far = np.abs((mine.mean(0) - theirs.mean(0)) / np.maximum(error, 1e-9)).max()
            same = f"within {far:.1f} s.e."
        else:
            far = (np.abs(mine[0] - theirs.mean(0)) / np.maximum(mine[0], 1.0)).max() * 100
            same = f"within {far:.2g} %"
        shape = f"{row['territories']} x {row['gangs']}, {row['days']}"
        print(
            f"| {row['tool']} | {row['what']}, {row['kind']} | {shape} | {row['replicates']} | {same} "
            f"| {row['ns']:,.1f} | {row['ns'] / ns:,.1f} | {row['note']} |"
        )


main()
