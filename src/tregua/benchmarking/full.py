"""Figures on the full model: Haiti by the day, two workers, memory, and the answer to a slider."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from tregua.benchmarking.measure import Figure, median, repeats
from tregua.i18n import _

SCENARIO = "haiti/offer-6000"
BASE = "haiti/no-mission"
OUTCOMES = (
    "deaths", "kidnappings", "active", "control", "held", "arbitrary_days", "support", "displaced",
)  # fmt: skip
BANDS = (0.05, 0.25, 0.5, 0.75, 0.95)


def haiti(scenario: str = BASE) -> tuple[Any, Any]:
    """Return Haiti and one of its scenarios."""
    from tregua.places import load_place
    from tregua.scenarios import load_scenario

    place = load_place("haiti")
    return place, load_scenario(scenario, place)


def _flows(place: Any) -> int:
    """Return the addresses of draws in a step: flows out of each compartment by territory."""
    from tregua.model import custody, movement

    t, g = len(place.territories), len(place.gangs)
    members = g * 2 * (movement.ACTIVE_EXITS + movement.HIDING_EXITS)
    civilians = 4 * (movement.CIVILIAN_EXITS + g)
    held = (g + 2) * 3 * 2 * custody.EXITS
    return t * (members + civilians + held + movement.REST_EXITS + 4 + 3)


def thousand_members(quick: bool) -> list[Figure]:
    """Measure 1,000 members of five years of Haiti by the day on two workers, and flows a second."""
    from tregua.engine import run

    place, scenario = haiti()
    members, times = (16, 1) if quick else (1000, 3)
    run([scenario], place, members=16, workers=2)  # compiles, and reads what is read once

    def once() -> None:
        run([scenario], place, members=members, workers=2)

    taken = repeats(once, times)
    seconds = median(taken) * 1000 / members
    days = (scenario.end - scenario.start).days
    flows = _flows(place) * days * 1000 / seconds
    words = _(
        "Haiti as it ships ({t} territories, {g} gangs), five years by the day, one policy, two workers"
    ).format(t=len(place.territories), g=len(place.gangs))
    scaled = _("{n} members, scaled to 1,000").format(n=members) if members != 1000 else _("1,000 members")
    return [
        Figure(
            "flows_per_s",
            flows,
            _("flows a second"),
            _("{words}; {scaled}; possible flows out of every compartment, {n} a day and member").format(
                words=words, scaled=scaled, n=_flows(place)
            ),
            "",
        ),
        Figure(
            "thousand_members_s",
            seconds,
            "s",
            f"{words}; {scaled}",
            _("at most 30 s"),
            {"repeats_s": taken, "members": members},
        ),
    ]


_MEMORY = """
import resource
from tregua.benchmarking.full import haiti
from tregua.engine import run
place, scenario = haiti()
run([scenario], place, members={members}, workers=2)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def peak_mb(quick: bool) -> Figure:
    """Measure the most memory a run holds, in processes of its own, at two sizes."""
    sizes = (16, 32) if quick else (250, 1000)
    found = {}
    for members in sizes:
        code = _MEMORY.format(members=members)
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        found[members] = float(done.stdout.split()[-1])
    return Figure(
        "peak_mb",
        found[sizes[-1]],
        "MiB",
        _(
            "The most memory of a process that runs {n} members of five years of Haiti by the day and keeps "
            "every marginal by month in memory; the same with {few} beside it"
        ).format(n=sizes[-1], few=sizes[0]),
        _("at most 600"),
        {"by_members": {str(k): v for k, v in found.items()}},
    )


def two_workers_share(quick: bool) -> Figure:
    """Measure what two workers gain, against two bare loops that share nothing."""
    from tregua.engine import run
    from tregua.engine.ensemble import clear_remembered

    place, scenario = haiti()
    members, times = (32, 1) if quick else (256, 5)
    rounds = 2_000_000 if quick else 20_000_000
    run([scenario], place, members=members, workers=1)
    loop = _bare_loop()
    loop(1000)

    def both() -> None:
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(loop, (rounds, rounds)))

    gains, ideals = [], []
    for _i in range(times):
        alone = repeats(lambda: (loop(rounds), loop(rounds)), 1)[0]
        ideals.append(alone / repeats(both, 1)[0])
        clear_remembered()
        one = repeats(lambda: run([scenario], place, members=members, workers=1), 1)[0]
        clear_remembered()
        gains.append(one / repeats(lambda: run([scenario], place, members=members, workers=2), 1)[0])
    return Figure(
        "two_workers_share",
        median([g / i for g, i in zip(gains, ideals, strict=True)]),
        _("share"),
        _(
            "{n} members of five years of Haiti by the day, one worker against two, over the gain of two "
            "bare compiled loops that share nothing, in turns"
        ).format(n=members),
        _("at least 0.9"),
        {"gain": median(gains), "bare_gain": median(ideals), "repeats": times},
    )


def _bare_loop() -> Any:
    from numba import njit

    @njit(nogil=True)
    def loop(n: int) -> float:
        x = 0.5
        for _k in range(n):
            x = 3.7 * x * (1.0 - x)
        return x

    return loop


def slider_ms(quick: bool) -> Figure:
    """Measure how long a slider waits for its answer."""
    from dataclasses import replace

    from tregua.engine import run
    from tregua.places.reported import at_reported_level
    from tregua.scenarios import load_scenario

    full, _scenario = haiti()
    place = at_reported_level(full)
    base = load_scenario(SCENARIO, place)
    prisons = base.written["prisons"]
    answers = []

    def answer(places: int) -> None:
        scenario = replace(
            base, written={**base.written, "prisons": prisons.model_copy(update={"places": places})}
        )
        result = run(
            [scenario], place, members=200, dt="week", mean_field=True, branches=("operates",), workers=2
        )
        answers.append({n: np.quantile(result[n].values, BANDS, axis=1) for n in OUTCOMES})

    answer(20_000)
    taken = [repeats(lambda n=n: answer(n), 1)[0] for n in range(10_000, 10_000 + (2 if quick else 15))]
    return Figure(
        "slider_ms",
        median(taken) * 1000,
        "ms",
        _(
            "Haiti at the reported level (capital, Artibonite and Centre, rest), {scenario} with another "
            "number of prison places each time, 200 draws, mean-field, steps of about a week, five years, "
            "bands of eight outcomes by month; process warm, first days kept from the answer before"
        ).format(scenario=SCENARIO),
        _("at most 100 ms"),
        {"repeats_ms": [t * 1000 for t in taken]},
    )
