"""Figures on the full model: Haiti by the day, memory, two workers, and the answer to a slider."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import numpy as np

from tregua.benchmarking.measure import Figure, median, repeats
from tregua.i18n import _

if TYPE_CHECKING:
    from tregua.assumptions.parameter import ParameterSet

SCENARIO = "haiti/offer-6000"
BASE = "haiti/no-mission"


def haiti(scenario: str = BASE) -> tuple[Any, Any]:
    """Return Haiti and one of its scenarios."""
    from tregua.places import load_place
    from tregua.scenarios import load_scenario

    place = load_place("haiti")
    return place, load_scenario(scenario, place)


def drawn(parameters: ParameterSet) -> str:
    """Say from what parameters are drawn: the cost of a run depends on them a little."""
    if parameters.joint is None:
        return _("parameters from the priors")
    return _("parameters from the posterior as of {day}").format(day=parameters.joint.as_of)


def _usual(place: Any, scenario: Any) -> str:
    from tregua.simulation.setup import Options, prepare

    return drawn(prepare([scenario], place, Options(members=1)).parameters)


def _flows(place: Any) -> int:
    """Return the addresses of draws in a step: flows out of each compartment by territory."""
    from tregua.model import exits

    t, g = len(place.territories), len(place.gangs)
    members = g * 2 * (exits.ACTIVE_EXITS + exits.HIDING_EXITS)
    civilians = 4 * (exits.CIVILIAN_EXITS + g)
    held = (g + 2) * 3 * 2 * exits.CUSTODY_EXITS
    return t * (members + civilians + held + exits.REST_EXITS + 4 + 3)


def thousand_members(small: bool) -> list[Figure]:
    """Measure 1,000 members of five years of Haiti by the day on two workers, and flows a second."""
    from tregua.studies import run

    place, scenario = haiti()
    members, times = (4, 1) if small else (1000, 3)
    run([scenario], place, members=2, workers=2)  # compiles, and reads what is read once
    taken = repeats(lambda: run([scenario], place, members=members, workers=2), times)
    seconds = median(taken) * 1000 / members
    days = (scenario.end - scenario.start).days
    words = _(
        "Haiti as it ships ({t} territories, {g} gangs, {drawn}), five years by the day, one policy, two "
        "workers, first days and digest included"
    ).format(t=len(place.territories), g=len(place.gangs), drawn=_usual(place, scenario))
    scaled = _("{n} members, scaled to 1,000").format(n=members) if members != 1000 else _("1,000 members")
    details = {"repeats_s": taken, "members": members}
    told = _("{words}; {scaled}; possible flows out of every compartment, {n} a day and member").format(
        words=words, scaled=scaled, n=_flows(place)
    )
    return [
        Figure("flows_per_s", _flows(place) * days * 1000 / seconds, _("flows a second"), told, "", details),
        Figure("thousand_members_s", seconds, "s", f"{words}; {scaled}", "<= 30", details),
    ]


# a process of its own for each size, for the most memory that a process ever held never falls
_MEMORY = """
import re, sys, tempfile
from tregua.benchmarking.full import haiti
from tregua.simulation import batch_run
from tregua.studies import run, study
kept, members, quick = sys.argv[1], int(sys.argv[2]), sys.argv[3] == "quick"
place, scenario = haiti()
how = {"members": members, "workers": 2} | ({"dt": "week", "mean_field": True} if quick else {})
batch_run.MOST = min(batch_run.MOST, int(sys.argv[4]))
if kept == "study":
    with tempfile.TemporaryDirectory() as folder:
        study.run_study([scenario], place, folder, **how)
else:
    run([scenario], place, **how)
# not ru_maxrss: on Linux a process begins with that of the one that started it
try:
    with open("/proc/self/status") as file:
        print(int(re.search(r"VmHWM:\\s+(\\d+)", file.read())[1]) / 1024)
except FileNotFoundError:  # no Linux: of macOS in bytes
    from resource import RUSAGE_SELF, getrusage
    print(getrusage(RUSAGE_SELF).ru_maxrss / 2 ** (20 if sys.platform == "darwin" else 10))
"""


def most_memory(kept: str, members: int, quick: bool, block: int = 64) -> float:
    """Return the MiB that a process of its own held at most.

    Parameters
    ----------
    kept
        "study": results go to disk as they come; "run": they stay in memory.
    members
        Of Haiti over five years.
    quick
        In expectation, by steps of about a week; arrays are as large as by the day.
    block
        Most members to a chunk: small studies have small ones, and are compared at the same.
    """
    command = [sys.executable, "-c", _MEMORY, kept, str(members), "quick" if quick else "day", str(block)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return float(done.stdout.split()[-1])


def peak_mb(small: bool) -> Figure:
    """Measure the most memory that a study holds, and how it grows with its members."""
    sizes = (8, 16) if small else (500, 1000, 2000, 4000)
    by_day = most_memory("study", sizes[min(1, len(sizes) - 1)], small)
    study = {str(n): most_memory("study", n, True) for n in sizes}
    kept = {str(n): most_memory("run", n, True) for n in sizes[: 1 if small else 3]}
    first, last = study[str(sizes[0])], study[str(sizes[-1])]
    return Figure(
        "peak_mb",
        max(by_day, last),
        "MiB",
        _(
            "The most memory of a process of its own that runs a study (tregua run --study) of Haiti "
            "({drawn}) over five years with two workers: {n} members by the day, and {many} in expectation "
            "by steps of about a week, whose arrays are as large; the larger of the two. Beside it, by "
            "members, the study and a run that keeps every marginal in memory, which grows with them"
        ).format(n=sizes[min(1, len(sizes) - 1)], many=sizes[-1], drawn=_usual(*haiti())),
        "<= 600",
        {"by_day": by_day, "study": study, "in_memory": kept, "study_growth": last / first},
    )


def two_workers_share(small: bool) -> Figure:
    """Measure what two workers gain, against two bare loops over the same work that share nothing."""
    from tregua.studies import run

    place, scenario = haiti()
    members, times = (4, 1) if small else (256, 5)
    loops = [bare_loop(members // 2, seed) for seed in (1, 2)]
    loops[0]()  # compiles

    def engine(workers: int) -> float:
        return repeats(lambda: run([scenario], place, members=members, workers=workers), 1)[0]

    def both() -> None:
        with ThreadPoolExecutor(2) as pool:
            for waiting in [pool.submit(loop) for loop in loops]:
                waiting.result()

    ones, twos, alone, pairs = [], [], [], []
    for _i in range(times):
        alone += repeats(lambda: [loop() for loop in loops], 1)
        ones.append(engine(1))
        pairs += repeats(both, 1)
        twos.append(engine(2))
    gain, bare = median(ones) / median(twos), median(alone) / median(pairs)
    return Figure(
        "two_workers_share",
        gain / bare,
        _("share"),
        _(
            "{n} members of five years of Haiti ({drawn}) by the day: time of a whole run with one worker "
            "over that with two, over the same gain of two bare loops. A bare loop is the compiled days of "
            "half of the members on arrays of its own: nothing shared, nothing saved, nothing checked. All "
            "four in turns"
        ).format(n=members, drawn=_usual(place, scenario)),
        ">= 0.9",
        {
            "gain": gain,
            "bare_gain": bare,
            "one_s": ones,
            "two_s": twos,
            "bare_one_s": alone,
            "bare_two_s": pairs,
        },
    )  # fmt: skip


def bare_loop(members: int, seed: int) -> Callable[[], None]:
    """Return the compiled days of some members, with every array their own."""
    from copy import deepcopy

    from tregua.model.state import World, empty_ledger
    from tregua.model.workspace import scratch
    from tregua.simulation.batch_run import copied, steps_in
    from tregua.simulation.first_days import first_days
    from tregua.simulation.month_kernel import advance
    from tregua.simulation.setup import Options, chances, prepare

    place, scenario = haiti()
    setup = prepare([scenario], place, Options(members=members, seed=seed))
    draws, start, values, _rejected = first_days(setup, np.arange(members))
    line, keys = setup.lines[0], chances(seed, draws)
    world: World = deepcopy(line.world)
    members, territories, gangs = start.vacancies.shape
    ledger, space = empty_ledger(members, territories), scratch(territories, gangs)

    def loop() -> None:
        state = copied(start, slice(0, members))
        day, step = 0.0, 0
        for index, month in enumerate(line.days):
            count = steps_in(int(month), "day")
            controls = line.national[index][None], line.territorial[index][None], line.rivalry[index]
            where = day, step, count, month / count
            advance(state, ledger, values, world, *controls, space, keys, *where, False)
            day += month
            step += count

    return loop


def slider_ms(small: bool) -> Figure:
    """Measure how long a slider waits for its answer."""
    from dataclasses import replace

    from tregua.places.aggregate_to_regions import at_reported_level
    from tregua.scenarios import load_scenario
    from tregua.simulation.mean_field_response import prepare_quick

    place = at_reported_level(haiti()[0])
    base = load_scenario(SCENARIO, place)
    prisons = base.written["prisons"]
    draws, times = (12, 2) if small else (200, 25)
    ready = prepare_quick(place, base, draws=draws)

    def answer(places: int) -> None:
        changed = prisons.model_copy(update={"places": places})
        ready.bands(replace(base, written={**base.written, "prisons": changed}))

    answer(20_000)
    taken = [repeats(lambda n=n: answer(n), 1)[0] for n in range(10_000, 10_000 + times)]
    return Figure(
        "slider_ms",
        median(taken) * 1000,
        "ms",
        _(
            "Haiti at the reported level (capital, Artibonite and Centre, rest), {scenario} with another "
            "number of prison places each time, {draws} draws ({drawn}), mean-field, steps of about a "
            "week, five years, bands of eight outcomes by month; process warm, parameters and first days "
            "prepared before, two threads"
        ).format(scenario=SCENARIO, draws=draws, drawn=drawn(ready.setup.parameters)),
        "<= 100",
        {"repeats_ms": [t * 1000 for t in taken]},
    )
