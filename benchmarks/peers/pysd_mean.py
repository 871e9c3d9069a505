"""The reduced model in PySD: expectations, as a Vensim file with subscripts, Euler's method by the day."""

import tempfile
from pathlib import Path

import pysd
from told import tell

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


def vensim(size):
    """Return the text of the model."""
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
        "arrest": f"{spec.ARREST}*(1+STEP({spec.CRACKDOWN_TIMES - 1},{spec.CRACKDOWN_DAY}))",
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


for size in (spec.Reduced(20, 5, 200), spec.Reduced(140, 10, 100)):
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "gangs.mdl"
        file.write_text(vensim(size))
        model = pysd.read_vensim(str(file))
        columns = [f"sum {k}" for k in "SMJCDK"]
        tell(
            "PySD",
            pysd.__version__,
            "Vensim, Euler",
            size,
            1,
            lambda model=model, columns=columns: [
                model.run(return_columns=columns)[columns].iloc[-1].tolist()
            ],
            kind="expected",
            repeats=1,
        )
