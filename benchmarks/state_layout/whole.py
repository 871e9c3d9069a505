"""Measure the whole day of the Tregua that Python finds: compilation, time of a day, digest.

``PYTHONPATH=<checkout>/src python benchmarks/state_layout/whole.py [members]``, once for each version
to be compared. Times are of the processor, of this process alone.
"""

import os
import statistics
import sys
import tempfile
import time

with tempfile.TemporaryDirectory() as folder:
    os.environ["TREGUA_CACHE_DIR"] = folder  # nothing compiled before
    from tregua import run
    from tregua.benchmarking.full import bare_loop, haiti
    from tregua.simulation.month_kernel import advance

    members = int(sys.argv[1]) if len(sys.argv) > 1 else 32
    place, scenario = haiti()

    def first() -> float:
        """Return the seconds of one member's five years, with all that prepares them."""
        begin = time.process_time()
        bare_loop(1, 1)
        return time.process_time() - begin

    cold = first()
    compiled = cold - first()
    loop = bare_loop(members, 1)

    def once() -> float:
        """Return the seconds of the compiled days of all members."""
        begin = time.process_time()
        loop()
        return time.process_time() - begin

    once()
    seconds = statistics.median(once() for _ in range(3))
    days = 5 * 365.25 * members
    print(
        f"compiled in {compiled:.1f} s ({len(advance.signatures)} versions); "
        f"{seconds / days * 1e6:.2f} us a member and day; "
        f"digest {run([scenario], place, members=6, workers=1).attrs['digest'][:16]}"
    )
