"""Mutated inputs by a fixed seed: every reader ends with a result or with a named error.

``python -m tests.hostile.fuzz CASES [SEED]`` prints what was tried and what was lost, by kind, and ends
with status 1 where anything was.
"""

from __future__ import annotations

import io
import json
import random
import shutil
import sys
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from tregua.assumptions import load_parameters
from tregua.assumptions.posterior import find, load
from tregua.errors import TreguaError
from tregua.places import load_place
from tregua.scenarios import load_scenario

SECONDS = 5.0
NASTY: tuple[Any, ...] = (
    None, True, -1, 0, 1e999, -1e300, 2**70, "", "nan", "../../x", "/etc/passwd", "=1+1", "\x00", "é" * 50,
    [], {}, [[]], {"a": None}, "2024-02-30", "haiti", "x" * 3000, 0.5, "1e5", [1, "x"], "\ud83d",
)  # fmt: skip
TOKENS = (
    b"nan", b"-1", b"1e999", b"~", b"[", b"{", b"'", b'"', b"\n", b"\t", b": ", b"- ", b"&a ", b"*a",
    b"!!python/x ", b"<<: ", b"../", b"\xff", b"\x00", b",,", b"9" * 40, b"2024-13-01", b"\xe2\x80\xae",
)  # fmt: skip


def mutated(data: bytes, rng: random.Random, times: int = 3) -> bytes:
    """Return bytes with a few random changes."""
    out = bytearray(data)
    for _n in range(rng.randint(1, rng.randint(1, times))):
        at, length = rng.randrange(len(out) + 1), rng.choice((1, 1, 2, 5, 20, 200))
        what = rng.randrange(5)
        if what == 0:
            out[at : at + length] = b""
        elif what == 1:
            out[at:at] = rng.choice(TOKENS)
        elif what == 2:
            out[at:at] = out[max(0, at - length) : at]
        elif what == 3 and at < len(out):
            out[at] = rng.randrange(256)
        else:
            out[at : at + rng.choice((1, 2, 4))] = rng.choice(TOKENS)
    return bytes(out)


def remade(value: Any, rng: random.Random) -> Any:
    """Return plain data with one part changed, dropped or doubled."""
    paths: list[tuple[Any, Any]] = []

    def walk(node: Any) -> None:
        keys = node if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ()
        for key in keys:
            paths.append((node, key))
            walk(node[key])

    copy = json.loads(json.dumps(value))
    walk(copy)
    if not paths:
        return rng.choice(NASTY)
    node, key = rng.choice(paths)
    what = rng.randrange(4)
    if what == 0:
        del node[key]
    elif what == 1 and isinstance(node, dict):
        node[f"{key}x"] = node.pop(key)
    elif what == 2 and isinstance(node, list):
        node.append(node[key])
    else:
        node[key] = rng.choice(NASTY)
    return copy


def jsoned(data: bytes, rng: random.Random) -> bytes:
    """Return a JSON file changed in its data, or sometimes in its bytes."""
    if rng.random() < 0.2:
        return mutated(data, rng)
    return json.dumps(remade(json.loads(data), rng)).encode()


def arrays_changed(data: bytes, rng: random.Random, labels: str = "") -> bytes:
    """Return an archive with an array changed, its labels changed, or its bytes damaged."""
    if rng.random() < 0.4:
        return mutated(data, rng, 6)
    with np.load(io.BytesIO(data)) as stored:
        arrays = dict(stored)
    name = rng.choice(sorted(arrays))
    array = arrays[name]
    if name == labels or (labels and rng.random() < 0.6):
        arrays[labels] = np.array(json.dumps(remade(json.loads(str(arrays[labels])), rng)))
    elif rng.random() < 0.2:
        del arrays[name]
    elif rng.random() < 0.3 and array.ndim:
        arrays[name] = array[..., : rng.randrange(array.shape[-1] + 1)]
    elif array.dtype.kind == "f" and array.size:
        arrays[name] = array.copy()
        arrays[name].flat[rng.randrange(array.size)] = rng.choice((np.nan, np.inf, -1.0, 1e30, 0.0))
    elif array.dtype.kind in "iu" and array.size:
        arrays[name] = array.copy()
        arrays[name].flat[rng.randrange(array.size)] = rng.choice((-1, 0, 2**31 - 1))
    else:
        arrays[name] = array.astype(rng.choice(("U5", "f4"))) if array.dtype.kind != "U" else array[..., :0]
    out = io.BytesIO()
    np.savez_compressed(out, **arrays)
    return out.getvalue()


@dataclass
class Kind:
    """One kind of input: its sound file, how it is changed, and what reads it."""

    file: Path
    change: Callable[[bytes, random.Random], bytes]
    read: Callable[[random.Random], object]
    tried: int = 0
    read_well: int = 0
    slowest: float = 0.0
    lost: list[str] = field(default_factory=list)

    def case(self, seed: int) -> None:
        rng = random.Random(seed)
        before = self.file.read_bytes()
        self.tried += 1
        began = time.process_time()
        try:
            self.file.write_bytes(self.change(before, rng))
            self.read(rng)
            self.read_well += 1
        except TreguaError:
            pass
        except RecursionError:
            raise
        except Exception as error:
            self.lost.append(f"case {seed}: {type(error).__name__}: {error}"[:300])
        finally:
            self.file.write_bytes(before)
        seconds = time.process_time() - began
        self.slowest = max(self.slowest, seconds)
        if seconds > SECONDS:
            self.lost.append(f"case {seed}: {seconds:.1f} seconds")


SCENARIO = """\
title: A mission
sentence: Two hundred people come, if others agree.
start: 2024-04-01
preconditions:
  resolution: {odds: 0.5, arrival_per_year: 2, renewal_months: 12, renewal_odds: 0.9}
interventions:
  mission:
    kind: mission
    from: 2024-07-01
    troops: 200
    usd_per_person_year: 100_000
    conditional: true
  arrests:
    kind: state_of_exception
    from: after mission starts
    arrests_per_day:
      - {date: 2024-07-01, value: 10}
      - {date: 2025-07-01, value: 4}
  courts: {kind: judicial_review, from: 2024-09-01, cases_per_day: 20}
"""
ASSUMED = """\
growth: {normal: [0.05, 0.1]}
replacement_share: {uniform: [0, 1]}
review_limit_days: {fixed: 20}
targeting_odds: {lognormal: [30, 0.5]}
"""


def kinds(sound: Path, folder: Path) -> dict[str, Kind]:
    """Return every kind of input, on copies of sound artefacts (see `tests.hostile.conftest.sound`)."""
    from tregua.decisions.rights_ledger import ledger
    from tregua.report import headline_json
    from tregua.results import npz
    from tregua.results.result_schema import reading
    from tregua.studies import open_study, read_manifest, request, runs

    for name in ("smallland", "learnt", "study"):
        shutil.copytree(sound / name, folder / name)
    shutil.copy(sound / "result.npz", folder / "result.npz")
    (folder / "scenario.yaml").write_text(SCENARIO)
    (folder / "assumed.yaml").write_text(ASSUMED)
    place = load_place(sound / "smallland")
    posterior = next((folder / "learnt" / "posteriors").rglob("*.npz"))
    about = posterior.with_suffix(".yaml")
    about.write_text("".join(x for x in about.read_text().splitlines(True) if not x.startswith("rows:")))
    learnt = load_place(folder / "learnt")

    def read_posterior(_rng: random.Random) -> None:
        load.cache_clear()
        load_parameters(learnt, None, None, find(learnt, learnt.run.as_of))

    def read_request(rng: random.Random) -> None:
        runs(folder / "study")
        with request(read_manifest(folder / "study"), "manifest"):
            pass

    def read_result(rng: random.Random) -> None:
        with reading("result"):
            found = npz.load(folder / "result.npz", unchecked=rng.random() < 0.8)
            (headline_json if rng.random() < 0.5 else ledger)(found)

    def read_study(rng: random.Random) -> None:
        with reading("study"):
            found = open_study(folder / "study", unchecked=rng.random() < 0.7)
            if rng.random() < 0.3:
                headline_json(found)

    def text(data: bytes, rng: random.Random) -> bytes:
        return mutated(data, rng)

    descriptions = sorted((folder / "study" / "result.zarr").rglob("zarr.json"))
    chunks = sorted(p for p in (folder / "study" / "result.zarr").rglob("c/**/*") if p.is_file())
    scenario, assumed, own = folder / "scenario.yaml", folder / "assumed.yaml", folder / "smallland"
    made = {
        "scenario": Kind(scenario, text, lambda _r: load_scenario(scenario, place)),
        "assumption": Kind(assumed, text, lambda _r: load_parameters(place, assumed)),
        "place": Kind(own / "territories.yaml", text, lambda _r: load_place(own)),
        "evidence": Kind(own / "evidence.csv", text, lambda _r: load_place(own)),
        "manifest": Kind(folder / "study" / "manifest.json", jsoned, read_request),
        "posterior": Kind(posterior, arrays_changed, read_posterior),
        "result": Kind(
            folder / "result.npz", lambda data, rng: arrays_changed(data, rng, "__labels__"), read_result
        ),
        "study": Kind(descriptions[0], jsoned, read_study),
    }
    several = {
        "place": sorted((folder / "smallland").glob("*.yaml")),
        "study": [*descriptions, *chunks[::7], folder / "study" / "manifest.json"],
    }
    for name, files in several.items():
        kind, read = made[name], made[name].read

        def turn(rng: random.Random, read: Callable[[random.Random], object] = read) -> object:
            return read(rng)

        kind.read = turn
        kind.files = files  # type: ignore[attr-defined]
    return made


def run(cases: int, seed: int, sound: Path) -> dict[str, Kind]:
    """Try so many cases, shared over the kinds, and return what became of them."""
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        every = kinds(sound, Path(folder))
        names = list(every)
        for number in range(cases):
            kind = every[names[number % len(names)]]
            files = getattr(kind, "files", None)
            if files:
                kind.file = files[(number // len(names)) % len(files)]
                kind.change = jsoned if kind.file.suffix == ".json" else mutated
            kind.case(seed * 1_000_003 + number)
        return every


def table(found: dict[str, Kind]) -> str:
    """Return what was tried and lost, a line a kind."""
    lines = [f"{'kind':<12}{'tried':>8}{'read':>8}{'refused':>9}{'lost':>6}{'slowest':>10}"]
    for name, kind in found.items():
        refused = kind.tried - kind.read_well - sum("seconds" not in text for text in kind.lost)
        lines.append(
            f"{name:<12}{kind.tried:>8}{kind.read_well:>8}{refused:>9}{len(kind.lost):>6}{kind.slowest:>9.2f}s"
        )
    return "\n".join(lines)


def main() -> int:
    """Run from the command line."""
    from tests.hostile.conftest import make_sound

    cases, seed = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1
    with tempfile.TemporaryDirectory(prefix="sound-") as folder:
        found = run(cases, seed, make_sound(Path(folder)))
    print(table(found))
    kept = Counter(text.split(": ", 1)[1][:120] for kind in found.values() for text in kind.lost)
    for text, count in kept.most_common(40):
        print(f"{count:>5}  {text}")
    for name, kind in found.items():
        for text in kind.lost[:3]:
            print(f"{name}: {text}")
    return 1 if kept else 0


if __name__ == "__main__":
    sys.exit(main())
