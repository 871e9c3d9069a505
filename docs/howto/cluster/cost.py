"""Measure what a run costs, and scale it: ``python cost.py [RUNS]``: measured small, and multiplied."""

import os
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("NUMBA_NUM_THREADS", "1")

import tregua
from tregua.studies import run_study

SIZES = (64, 256)  # members: the difference leaves out what is spent once


def main() -> None:
    """Print seconds of processor and bytes for one run, and for many."""
    wanted = int(float(sys.argv[1])) if len(sys.argv) > 1 else 1_000_000
    place = tregua.load_place("haiti")
    scenario = tregua.load_scenario("haiti/offer-6000", place)
    tregua.run([scenario], place, members=8, workers=1, branches=("operates",))  # compiles
    seconds, size = [], []
    with tempfile.TemporaryDirectory() as folder:
        for members in SIZES:
            study = Path(folder) / str(members)
            began = time.process_time()
            run_study([scenario], place, study, members=members, workers=1, branches=("operates",))
            seconds.append(time.process_time() - began)
            size.append(sum(path.stat().st_size for path in study.rglob("*") if path.is_file()))
    more = SIZES[1] - SIZES[0]
    each, stored = (seconds[1] - seconds[0]) / more, (size[1] - size[0]) / more
    print(f"{SIZES[0]} members {seconds[0]:.1f} s, {SIZES[1]} members {seconds[1]:.1f} s of one processor")
    print(f"a run: {1000 * each:.0f} ms, {stored / 1000:.1f} kB")
    print(
        f"{wanted:,} runs: {wanted * each / 3600:.1f} hours of one processor, {wanted * stored / 1e9:.1f} GB"
    )


if __name__ == "__main__":
    main()
