"""Load test of the explorer's server: users who drag sliders, on loopback, as the page does.

    python benchmarks/explorer/load.py --users 20 --minutes 10 --write    # load.json and load.md, here

Each user drags one slider after another. While the hand is on it, the next question goes out as soon as the
last one is answered, after the pause that the server asks for where others wait, and with wherever the slider
is by then, as the page sends it; then the hand rests, one question at rest goes out, and after a second the
next slider is taken. No two questions are the same, so that nothing is answered from what is kept but the
baselines. The server is started for the test, with processes of its own; users and server share the machine.
Where others use it too, processor time tells more than waiting does: both are noted.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import platform
import random
import re
import statistics
import subprocess
import sys
import time
import zlib
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import httpx

HERE = Path(__file__).parent
DRAG_SECONDS, PAUSE_SECONDS = (2.0, 4.0), 1.0
BELIEFS = 0.3  # share of drags that move an assumption, the rest move a policy
TARGET_MS = 500
RESULT, PAGE = "load.json", "load.md"
# what the page asks for while the hand moves: the pictures in sight as it opens, and the figures beside them
MOVING = {
    "dragging": True,
    "parts": ["bands", "totals", "clock"],
    "bands": ["deaths", "arbitrary_official", "arbitrary_ngo"],
    "totals": ["deaths", "arbitrary_years", "support_host", "cost"],
}
DRAWS, PAUSE = re.compile(rb'"draws":(\d+)'), re.compile(rb'"pause_ms":(\d+)')
OWN, IN_USE = "server's processor ms an answer", "server's processors"
USERS, OTHERS = "users' own processors", "processors of others"


class Told:
    """What the users saw."""

    def __init__(self) -> None:
        self.moving: list[float] = []
        self.resting: list[float] = []
        # draws of each answer: under load they are fewer, and the answer says so
        self.draws: dict[str, Counter[int]] = {"moving": Counter(), "resting": Counter()}
        self.pauses: list[float] = []
        self.lost: list[str] = []
        self.bytes = 0


async def ask(client: httpx.AsyncClient, question: dict, told: Told, how: str) -> None:
    """Ask one question and note how long its answer took to the last byte, and how many draws it has.

    Then pause before the next one for as long as the answer says, as the page does.
    """
    began = time.perf_counter()
    try:
        async with client.stream("POST", "/api/answer", json=question) as response:
            body = b"".join([piece async for piece in response.aiter_raw()])
            status = response.status_code
    except httpx.HTTPError as error:
        told.lost.append(type(error).__name__)
        return
    took = 1000 * (time.perf_counter() - began)
    if status != 200:
        told.lost.append(f"{status}: {refusal(body)}")
        return
    (told.moving if how == "moving" else told.resting).append(took)
    told.bytes += len(body)
    text = unpacked(body)
    found, pause = DRAWS.findall(text), PAUSE.findall(text)
    if found and pause:
        told.draws[how][int(found[-1])] += 1
        told.pauses.append(float(pause[-1]))
        await asyncio.sleep(told.pauses[-1] / 1000)
    else:
        told.lost.append("an answer without its draws, or its pause")


def refusal(body: bytes) -> str:
    """Return what a refused question was told, in short."""
    try:
        first = json.loads(unpacked(body))["error"]["problems"][0]
    except (ValueError, KeyError, IndexError):
        return "no reason told"
    return f"{first['where']} {first['found']}".strip()[:80]


def unpacked(body: bytes) -> bytes:
    """Return a body as it was before it was compressed."""
    return zlib.decompress(body, 47) if body[:2] == b"\x1f\x8b" else body


async def user(number: int, url: str, until: float, place: dict, told: Told) -> None:
    """Drag one slider after another until the time is over."""
    luck = random.Random(number)
    policies = [p for p in place["policies"] if p["controls"] and p["comparable"]]
    policy = luck.choice(policies)
    question: dict = {"place": place["id"], "policy": policy["id"], "controls": {}, "assumptions": {}}
    async with httpx.AsyncClient(base_url=url, timeout=60, trust_env=False) as client:
        await asyncio.sleep(luck.uniform(0, PAUSE_SECONDS))
        while time.monotonic() < until:
            beliefs = luck.random() < BELIEFS
            slider = luck.choice(place["assumptions"] if beliefs else policy["controls"])
            part = question["assumptions" if beliefs else "controls"]
            if beliefs and slider["id"] not in part:
                part.clear()  # one belief at a time, as people do
            low, high = slider["min"], slider["max"]
            start, end = luck.uniform(low, high), luck.uniform(low, high)
            began, length = time.monotonic(), luck.uniform(*DRAG_SECONDS)
            while (share := (time.monotonic() - began) / length) < 1:
                value = start + (end - start) * share
                part[slider["id"]] = round(value) if "days" in slider["id"] else value
                await ask(client, {**question, **MOVING}, told, "moving")
            await ask(client, question, told, "resting")
            await asyncio.sleep(PAUSE_SECONDS)


def family(pid: int) -> list[int]:
    """Return a process and all that it started, as far as they still run."""
    parents = {}
    for each in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            words = each.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            parents[int(each.parent.name)] = int(words[1])
    found = [pid]
    for own in found:
        found += [child for child, parent in parents.items() if parent == own]
    return found


async def memory(pid: int, until: float, seen: list[tuple[float, float]]) -> None:
    """Note the memory of the server's processes every two seconds, in MB."""
    began = time.monotonic()
    while time.monotonic() < until:
        used = 0
        for each in family(pid):
            with contextlib.suppress(OSError):
                found = re.search(
                    r"VmRSS:\s+(\d+) kB", Path(f"/proc/{each}/status").read_text(encoding="utf-8")
                )
                used += int(found[1]) if found else 0
        seen.append((time.monotonic() - began, used / 1024))
        await asyncio.sleep(2)


def processor_seconds(pid: int) -> float:
    """Return the processor time that a server's processes have used."""
    used = 0
    for each in family(pid):
        with contextlib.suppress(OSError):
            words = Path(f"/proc/{each}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
            used += int(words[11]) + int(words[12])
    return used / os.sysconf("SC_CLK_TCK")


async def measure(url: str, pid: int, users: int, seconds: float, name: str) -> dict:
    """Let users drag for a time, and return what they saw."""
    told, seen = Told(), []
    async with httpx.AsyncClient(base_url=url, timeout=120, trust_env=False) as client:
        place = (await client.get(f"/api/places/{name}")).json()
        await client.post("/api/answer", json=place["opening"])  # compiled from here on
        drawn = (await client.post("/api/answer", json={**place["opening"], "dragging": True})).json()[
            "draws"
        ]
    load, before = os.getloadavg()[0], processor_seconds(pid)
    cpu = sum(os.times()[:4])
    busy = elsewhere()
    until = time.monotonic() + seconds
    own = [user(number, url, until, place, told) for number in range(users)]
    began = time.monotonic()
    await asyncio.gather(memory(pid, until, seen), *own)
    lasted = time.monotonic() - began
    moving, resting = sorted(told.moving), sorted(told.resting)
    both = sorted(moving + resting)
    late = [mb for at, mb in seen if at > seconds / 2]
    early = [mb for at, mb in seen if seconds / 10 < at <= seconds / 2]
    by_minute = [
        round(statistics.mean(mb for at, mb in seen if minute == int(at // 60)), 1)
        for minute in sorted({int(at // 60) for at, _mb in seen})
    ]
    used, others = processor_seconds(pid) - before, elsewhere() - busy
    theirs = sum(os.times()[:4]) - cpu
    return {
        "users": users,
        "seconds": round(lasted, 1),
        "place": name,
        "answers": len(both),
        "a second": round(len(both) / lasted, 1),
        "lost": len(told.lost),
        "lost as": dict(Counter(told.lost)),
        "moving ms": spread(moving),
        "resting ms": spread(resting),
        "all ms": spread(both),
        "pauses ms": spread(sorted(told.pauses)),
        "draws alone": drawn,
        "draws of answers": {
            how: {str(n): count for n, count in sorted(each.items(), reverse=True)}
            for how, each in told.draws.items()
        },
        "kB an answer": round(told.bytes / 1024 / max(len(both), 1), 1),
        "memory MB": {
            "first": round(seen[0][1], 1) if seen else None,
            "until half": round(statistics.mean(early), 1) if early else None,
            "second half": round(statistics.mean(late), 1) if late else None,
            "most": round(max(mb for _at, mb in seen), 1) if seen else None,
            "by minute": by_minute,
        },
        OWN: round(1000 * used / max(len(both), 1), 1),
        IN_USE: round(used / lasted, 2),
        USERS: round(theirs / lasted, 2),
        OTHERS: round(max(others - used - theirs, 0.0) / lasted, 2),
        "load before": round(load, 2),
    }


def spread(times: list[float]) -> dict[str, float | int | None]:
    """Return how many there are, and their quantiles in milliseconds."""

    def at(share: float) -> float | None:
        return round(times[min(int(share * len(times)), len(times) - 1)], 1) if times else None

    return {"count": len(times), "50": at(0.5), "95": at(0.95), "99": at(0.99), "most": at(1)}


def elsewhere() -> float:
    """Return the processor seconds that all of the machine has used."""
    words = Path("/proc/stat").read_text(encoding="ascii").split("\n", 1)[0].split()[1:]
    user, nice, system, _idle, _wait, irq, soft = (int(w) for w in words[:7])
    return (user + nice + system + irq + soft) / os.sysconf("SC_CLK_TCK")


def machine() -> dict:
    """Say on what it was measured."""
    text = Path("/proc/cpuinfo").read_text(encoding="ascii") if Path("/proc/cpuinfo").exists() else ""
    found = re.search(r"model name\s*:\s*(.+)", text)
    return {
        "processor": found[1] if found else platform.processor(),
        "processors": os.cpu_count(),
        "python": platform.python_version(),
        "when": datetime.now(UTC).date().isoformat(),
    }


def main() -> int:
    """Start a server, measure, stop it, print; write with ``--write``."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--users", type=int, default=20)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--place", default="haiti")
    parser.add_argument("--note", default="", help="what else ran on the machine")
    parser.add_argument("--write", action="store_true", help=f"write {RESULT} and {PAGE} here")
    o = parser.parse_args()
    server = subprocess.Popen(
        [sys.executable, "-m", "tregua", "web", "--port", "0"], stdout=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    try:
        assert server.stdout is not None
        found = re.search(r"http://\S+/", server.stdout.readline())
        if found is None:
            return 1
        one = asyncio.run(measure(found[0], server.pid, 1, min(20.0, 60 * o.minutes), o.place))
        many = asyncio.run(measure(found[0], server.pid, o.users, 60 * o.minutes, o.place))
    finally:
        server.terminate()
        server.wait(20)
    result = {"machine": machine(), "note": o.note, "one user": one, "many users": many}
    print(json.dumps(result, indent=1))
    if o.write:
        (HERE / RESULT).write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
        (HERE / PAGE).write_text(table(result), encoding="utf-8")
    return 0


def table(result: dict) -> str:
    """Write the results as a page."""
    one, many, at = result["one user"], result["many users"], result["machine"]
    memory = many["memory MB"]
    met = "met" if (many["all ms"]["95"] or 1e9) < TARGET_MS else "missed"
    minutes = ", ".join(f"{mb:g}" for mb in memory["by minute"])

    def ms(of: dict) -> str:
        return ", ".join("-" if of[key] is None else f"{of[key]:g}" for key in ("50", "95", "99"))

    def draws(of: dict, how: str) -> str:
        every = max(sum(of["draws of answers"][how].values()), 1)
        return ", ".join(
            f"{n}: {100 * count / every:.0f} %" for n, count in of["draws of answers"][how].items()
        )

    lines = [
        "# Load test of the explorer's server",
        "",
        f"{at['processor']}, {at['processors']} processors, Python {at['python']}, {at['when']}; users and "
        f"server share them. Load average before: {many['load before']}. {result['note']}".rstrip(),
        "",
        f"| | one user, {one['seconds']:g} s | {many['users']} users, {many['seconds']:g} s | target |",
        "| --- | --- | --- | --- |",
        f"| answers | {one['answers']} | {many['answers']} | |",
        f"| answers a second | {one['a second']} | {many['a second']} | |",
        f"| lost | {one['lost']} | {many['lost']} | 0 |",
        f"| dragging, ms: median, 95th, 99th percentile | {ms(one['moving ms'])} "
        f"| {ms(many['moving ms'])} | |",
        f"| at rest, ms | {ms(one['resting ms'])} | {ms(many['resting ms'])} | |",
        f"| all, ms | {ms(one['all ms'])} | {ms(many['all ms'])} | 95th under {TARGET_MS}: {met} |",
        f"| pause after an answer that the server asks for, ms | {ms(one['pauses ms'])} "
        f"| {ms(many['pauses ms'])} | |",
        f"| draws of an answer while dragging: share of answers | {draws(one, 'moving')} "
        f"| {draws(many, 'moving')} | |",
        f"| draws of an answer at rest | {draws(one, 'resting')} | {draws(many, 'resting')} | |",
        f"| server's processor time an answer, ms | {one[OWN]} | {many[OWN]} | |",
        f"| processors in use: server, users, others | {one[IN_USE]}, {one[USERS]}, {one[OTHERS]} "
        f"| {many[IN_USE]}, {many[USERS]}, {many[OTHERS]} | |",
        f"| kB an answer, compressed | {one['kB an answer']} | {many['kB an answer']} | |",
        f"| server's memory, MB: until half, second half, most | | {memory['until half']}, "
        f"{memory['second half']}, {memory['most']} | flat |",
        f"| server's memory, MB, by minute | | {minutes} | |",
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
