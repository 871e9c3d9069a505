"""The reduced model in PySD: expectations, as a Vensim file with subscripts, Euler's method by the day.

Euler's method takes hazards as shares of a day, where our day has competing risks: hence the share of each
total that `workloads.PLANS` lets pass. Reading and translating the file is not timed.
"""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

import numpy as np
import pysd
from told import Clock, contend
from workloads import SIZES, Workload

from tregua.benchmarking import spec

FLOWS = {
    "recruited[t,g]": "recruit*S[t]*M[t,g]/n",
    "slain[t]": "slay*S[t]*here[t]/n",
    "fled[t]": "displace*S[t]*here[t]/n",
    "home[t]": "return*D[t]",
    "rivals[t,g]": "rival*M[t,g]*(here[t]-M[t,g])/n",
    "taken[t,g]": "arrest*M[t,g]",
    "left[t,g]": "desist*M[t,g]",
    "convicted[t,g]": "convict*J[t,g]",
    "freed[t,g]": "release*J[t,g]",
    "served[t,g]": "serve*C[t,g]",
    "here[t]": "SUM(M[t,g!])",
}
STOCKS = {
    "S[t]": ("home[t]-slain[t]-fled[t]+SUM(left[t,g!])+SUM(served[t,g!])-SUM(recruited[t,g!])", "n"),
    "D[t]": ("fled[t]-home[t]", "0"),
    "K[t]": ("slain[t]+SUM(rivals[t,g!])", "0"),
    "M[t,g]": ("recruited[t,g]+freed[t,g]-rivals[t,g]-taken[t,g]-left[t,g]", "start[t,g]"),
    "J[t,g]": ("taken[t,g]-convicted[t,g]-freed[t,g]", "0"),
    "C[t,g]": ("convicted[t,g]-served[t,g]", "0"),
    "clock": ("1", "0"),  # without a scalar stock PySD 3.14.3 fails: all others share their first axis
}
TOTALS = [f"sum {k}" for k in "SMJCDK"]


def vensim(size: Workload) -> str:
    """Return the text of the model."""
    turn = int(np.argmax(size.arrest > size.arrest[0]))
    rates = {
        "recruit": spec.RECRUIT,
        "slay": spec.KILL,
        "displace": spec.DISPLACE,
        "return": spec.RETURN,
        "rival": spec.RIVAL,
        "desist": spec.DESIST,
        "convict": spec.CONVICT,
        "release": spec.RELEASE,
        "serve": repr(spec.SENTENCE_END),
        "n": size.civilians,
        "arrest": f"{spec.ARREST}*(1+STEP({spec.CRACKDOWN_TIMES - 1},{turn}))",
    }
    lines = [
        "t: " + ",".join(f"t{i}" for i in range(size.territories)),
        "g: " + ",".join(f"g{i}" for i in range(size.gangs)),
        "start[t,g]= " + "".join(",".join(map(str, row)) + ";" for row in size.members.tolist()),
    ]
    lines += [f"{k}= {v}" for k, v in (rates | FLOWS).items()]
    lines += [f"{k}= INTEG({flow}, {first})" for k, (flow, first) in STOCKS.items()]
    lines += [f"sum {k}= SUM({k}[t!])" for k in "SDK"] + [f"sum {k}= SUM({k}[t!,g!])" for k in "MJC"]
    lines += ["INITIAL TIME= 0", f"FINAL TIME= {size.days}", "TIME STEP= 1", "SAVEPER= TIME STEP"]
    return "{UTF-8}\n" + "".join(f"{line} ~~|\n" for line in lines)


@cache
def translated(size: Workload):
    """Return the model as PySD reads it."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "gangs.mdl"
        file.write_text(vensim(size), encoding="utf-8")
        return pysd.read_vensim(str(file))


def run(size: Workload, _replicates: int, _seed: int, clock: Clock) -> list[list[float]]:
    """Return the expected totals of the last day."""
    model = translated(size)
    with clock:
        found = model.run(return_columns=TOTALS)
    return [found[TOTALS].iloc[-1].tolist()]


if __name__ == "__main__":
    for size in SIZES:
        contend(
            "pysd",
            "pysd",
            size,
            run,
            tool=f"PySD {pysd.__version__}",
            how="Vensim model, Euler by the day",
            note="one run: it has no ensemble of its own",
        )
