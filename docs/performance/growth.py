"""Measure how the cost of a run grows, and draw it: docs/performance/growth.csv and growth.svg.

    python docs/performance/growth.py [--workers 1,2,4,...] [--only workers] [--out FOLDER]

Cost is the CPU time of this process on one worker, after everything is compiled. The efficiency of workers is
a ratio of wall times: bare processes that share nothing and save nothing, against the same work through a
study. Leave the machine alone meanwhile.
"""

from __future__ import annotations

import argparse
import csv
import os
import platform
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import yaml

import tregua
from tregua.executors.executors import CALM
from tregua.places.place_template import new_place
from tregua.scenarios import baseline, from_parts
from tregua.simulation.chunk_run import Start, run_piece
from tregua.simulation.first_days import first_days
from tregua.simulation.setup import Options, prepare
from tregua.studies import run_study

HERE = Path(__file__).resolve().parent
MEMBERS, REPEATS, LONG = 32, 3, 3.0
AXES: dict[str, tuple[int, ...]] = {
    "members": (16, 32, 64, 128, 256, 512),
    "territories": (1, 3, 10, 30, 100),
    "gangs": (1, 2, 5, 10, 20, 40),
    "years": (1, 2, 5, 10, 20),
}
POLICIES = 4


def plain(value: Any) -> str:
    """Write YAML without aliases, which no file of a place may have."""
    dumper = type("Plain", (yaml.SafeDumper,), {"ignore_aliases": lambda *_given: True})
    return yaml.dump(value, Dumper=dumper, sort_keys=False)


def place_of(territories: int, gangs: int, folder: Path) -> Any:
    """Make up a place of a given size: a line of territories with 100,000 people and 60 gang members each."""
    new_place(folder)
    shutil.rmtree(folder / "scenarios", ignore_errors=True)
    memory = {"date": date(2023, 7, 1), "source": "made up", "grade": "D"}
    names = [f"t{i}" for i in range(territories)]
    kinds = [f"g{i}" for i in range(gangs)]
    lands = {
        name: {
            "title": name,
            "region": "whole",
            "population": {"value": 100_000, **memory},
            "centroid": [round(0.1 * i, 1), 0.0],
            "neighbours": names[max(i - 1, 0) : i] + names[i + 1 : i + 2],
            "control": {"value": 0.3, **memory},
            "violence": 1.0,
        }
        for i, name in enumerate(names)
    }
    spread = dict.fromkeys(names, 1 / territories)
    members = max(60 * territories / gangs, 1.0)
    bands = {
        kind: {"title": kind, "members": {"value": members, **memory}, "presence": spread, "firepower": 1.0}
        for kind in kinds
    }
    (folder / "territories.yaml").write_text(plain(lands))
    (folder / "gangs.yaml").write_text(plain({"gangs": bands, "relations": []}))
    evidence = folder / "evidence.csv"
    evidence.write_text("\n".join(evidence.read_text().splitlines()[:2]) + "\n")
    place = (folder / "place.yaml").read_text().replace("[baseline, truce, prevention]", "[baseline]")
    (folder / "place.yaml").write_text(place)
    return tregua.load_place(folder)


def cpu(work: Callable[[], object]) -> float:
    """Return the median CPU seconds of some repeats; what takes long is done once."""
    seconds = []
    for _each in range(REPEATS):
        began = time.process_time()
        work()
        seconds.append(time.process_time() - began)
        if seconds[0] > LONG:
            break
    return float(np.median(seconds))


def members_cost(scenario: Any, place: Any, members: int) -> float:
    """Return the CPU seconds of a study on one worker, with all that is written."""

    def once() -> None:
        with tempfile.TemporaryDirectory() as folder:
            run_study([scenario], place, Path(folder) / "s", members=members, workers=1)

    return cpu(once)


def piece_cost(scenario: Any, place: Any) -> float:
    """Return the CPU seconds of first days and days of some members."""
    setup, rows = prepare([scenario], place, Options(members=MEMBERS)), slice(0, MEMBERS)

    def once() -> None:
        run_piece(setup, Start(*first_days(setup, np.arange(MEMBERS))), 0, rows)

    return cpu(once)


def costs() -> Iterator[tuple[str, int, int, float]]:
    """Yield axis, value, members and CPU seconds."""
    haiti = tregua.load_place("haiti")
    piece_cost(baseline(haiti), haiti)  # compiles
    with tempfile.TemporaryDirectory() as folder:
        members_cost(baseline(haiti), haiti, 16)
        for count in AXES["members"]:
            yield "members", count, count, members_cost(baseline(haiti), haiti, count)
        for count in AXES["territories"]:
            place = place_of(count, 5, Path(folder) / f"t{count}")
            yield "territories", count, MEMBERS, piece_cost(baseline(place), place)
        for count in AXES["gangs"]:
            place = place_of(20, count, Path(folder) / f"g{count}")
            yield "gangs", count, MEMBERS, piece_cost(baseline(place), place)
    for count in AXES["years"]:
        start = haiti.run.start
        longer = from_parts(
            haiti, name="y", title="y", sentence="y", end=start.replace(year=start.year + count)
        )
        yield "years", count, MEMBERS, piece_cost(longer, haiti)


# -- workers -------------------------------------------------------------------------------------------------


def four(place: Any) -> list[Any]:
    """Return scenarios that differ in name alone."""
    return [from_parts(place, name=f"p{i}", title="p", sentence="p") for i in range(POLICIES)]


def bare(blocks: list[int], size: int) -> float:
    """Run every policy of some blocks and keep nothing; return the wall seconds."""
    place = tregua.load_place("haiti")
    setup = prepare(four(place), place, Options(members=size))
    run_piece(setup, Start(*first_days(setup, np.arange(1))), 0, slice(0, 1))  # warm
    began = time.perf_counter()
    for row in blocks:
        start = Start(*first_days(setup, np.arange(row, row + size)))
        for policy in range(POLICIES):
            run_piece(setup, start, policy, slice(row, row + size))
    return time.perf_counter() - began


def bare_loops(workers: int, size: int, members: int) -> float:
    """Return the wall seconds of the slowest of bare loops that run side by side."""
    shares = [list(range(i * size, members, workers * size)) for i in range(workers)]
    with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
        return max(pool.map(bare, shares, [size] * workers))


def study_on(executor: Any, place: Any, members: int) -> float:
    """Return the wall seconds of a study on an executor that is warm: from its call to its result."""
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        run_study(four(place), place, Path(folder) / "s", members=members, executor=executor)
        return time.perf_counter() - began


def efficiencies(counts: list[int], members: int) -> Iterator[tuple[str, int, int, float]]:
    """Yield for each number of workers the wall seconds of bare loops, of processes and of dask."""
    from tregua.simulation.batch_run import block_of

    place, size = tregua.load_place("haiti"), block_of(members)
    for workers in counts:
        found: dict[str, list[float]] = {"bare": [], "processes": [], "dask": []}
        for _each in range(REPEATS):
            found["bare"].append(bare_loops(workers, size, members))
            with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
                study_on(pool, place, 16 * workers)
                found["processes"].append(study_on(pool, place, members))
            if _dask():
                from dask import config
                from distributed import Client, LocalCluster

                quiet: Any = None
                with (
                    config.set(CALM),  # as --cluster local has it
                    LocalCluster(
                        n_workers=workers, threads_per_worker=1, dashboard_address=quiet, memory_limit=0
                    ) as cluster,
                    Client(cluster) as client,
                ):
                    study_on(client, place, 16 * workers)
                    found["dask"].append(study_on(client, place, members))
        for name, seconds in found.items():
            if seconds:
                yield f"workers ({name})", workers, members * POLICIES, float(np.median(seconds))


def _dask() -> bool:
    from importlib.util import find_spec

    return find_spec("distributed") is not None


# -- what is written -----------------------------------------------------------------------------------------


def draw(rows: list[tuple[str, int, int, float]], path: Path) -> None:
    """Draw milliseconds a member against each axis, both logarithmic; of workers, those of all together."""
    wide, high, left = 230, 190, 46
    parts = []
    workers = sorted({name for name, *_rest in rows if name.startswith("workers")})
    for number, axis in enumerate([*AXES, *workers]):
        some = [(n, 1000 * s * (n if axis in workers else 1) / m) for name, n, m, s in rows if name == axis]
        if not some:
            continue
        xs, ys = np.log10(np.array(some, float)).T
        x0, x1 = xs.min(), max(xs.max(), xs.min() + 1e-9)
        y0, y1 = np.floor(ys.min() * 2) / 2, np.ceil(ys.max() * 2) / 2 + 1e-9

        def at(x: float, y: float, x0=x0, x1=x1, y0=y0, y1=y1, number=number) -> str:
            across = left + number * wide + (x - x0) / (x1 - x0) * (wide - 70)
            return f"{across:.1f},{20 + (y1 - y) / (y1 - y0) * (high - 60):.1f}"

        points = " ".join(at(x, y) for x, y in zip(xs, ys, strict=True))
        parts.append(f'<polyline points="{points}" fill="none" stroke="#1f5a7a" stroke-width="2"/>')
        parts += [
            f'<circle cx="{p.split(",")[0]}" cy="{p.split(",")[1]}" r="3" fill="#1f5a7a"/>'
            for p in points.split()
        ]
        for (n, ms), x, y in ((some[0], xs[0], ys[0]), (some[-1], xs[-1], ys[-1])):
            across, down = at(x, y).split(",")
            parts.append(f'<text x="{across}" y="{float(down) - 8}" text-anchor="middle">{ms:.3g}</text>')
            parts.append(f'<text x="{across}" y="{high - 22}" text-anchor="middle">{n}</text>')
        middle = left + number * wide + (wide - 70) / 2
        parts.append(
            f'<text x="{middle}" y="{high - 6}" text-anchor="middle" font-weight="bold">{axis}</text>'
        )
    across = (len(AXES) + len(workers)) * wide
    size = f'width="{across}" height="{high}" viewBox="0 0 {across} {high}"'
    about = "members, territories, gangs and years" + ("; seconds of workers" if workers else "")
    title = f"<title>Milliseconds of CPU a member against {about}</title>"
    style = 'font-family="sans-serif" font-size="11" fill="#333"'
    path.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" {size}>{title}'
        f"<g {style}>{''.join(parts)}</g></svg>\n"
    )


def main() -> None:
    """Measure, and write what was measured."""
    cores = os.cpu_count() or 1
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workers", default="1,2" if cores < 4 else "1,2,4,8,16")
    parser.add_argument("--only", choices=("cost", "workers"))
    parser.add_argument("--out", type=Path, default=HERE)
    parser.add_argument("--members", type=int, default=512, help="of the study that workers share")
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    path = asked.out / "growth.csv"
    rows: list[tuple[str, int, int, float]] = []
    where: dict[tuple[str, int], str] = {}
    machine = f"{platform.machine()}, {cores} cores, Python {platform.python_version()}, {date.today()}"
    if asked.only and path.exists():  # the other half stays as it was measured
        with path.open(newline="") as file:
            for r in csv.DictReader(file):
                if r["axis"].startswith("workers") == (asked.only == "cost"):
                    rows.append((r["axis"], int(r["value"]), int(r["members"]), float(r["seconds"])))
                    where[rows[-1][:2]] = r["machine"]
    sources = []
    if asked.only != "workers":
        sources.append(costs())
    if asked.only != "cost":
        sources.append(
            efficiencies([int(n) for n in asked.workers.split(",") if int(n) <= cores], asked.members)
        )
    for source in sources:
        for row in source:
            rows.append(row)
            print(*row, flush=True)
    with path.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("axis", "value", "members", "seconds", "machine"))
        writer.writerows((*row[:3], f"{row[3]:.4g}", where.get(row[:2], machine)) for row in rows)
    draw(rows, asked.out / "growth.svg")


if __name__ == "__main__":
    main()
