"""A crowd is answered in more processes than one, and nobody can tell which answered."""

import asyncio
import json
import threading
import time

import pytest

pytest.importorskip("fastapi")

from concurrent.futures import ThreadPoolExecutor

import httpx
from loopback import serving

from tregua.errors import InputError
from tregua.simulation.thread_pool import count
from tregua.web import answer_pool
from tregua.web.answer import COMPANY
from tregua.web.limits import Limits
from tregua.web.place_store import Library
from tregua.web.request import Question

CROWD = COMPANY + 5


def numbers(text):
    """Return an answer less the time that it took, and waited."""
    found = json.loads(text)
    found.pop("took_ms"), found.pop("pause_ms")
    return found


class Crowd:
    """Many who ask at once, each something of their own, over and over."""

    def __init__(self, client, question, lang="en"):
        self.url, self.question, self.lang = client.base_url, question, lang
        self.told, self.codes = {}, []

    def asks(self, seconds):
        until = time.monotonic() + seconds

        def one(number):
            with httpx.Client(base_url=self.url, timeout=60, trust_env=False) as own:
                for turn in range(1000):
                    seed = 100 * number + turn % 3
                    own_question = {**self.question, "draws": 12, "seed": seed}
                    answer = own.post("/api/answer", json=own_question, params={"lang": self.lang})
                    self.codes.append(answer.status_code)
                    if answer.status_code == 200:
                        self.told.setdefault(seed, []).append(numbers(answer.text))
                    if time.monotonic() > until:
                        return

        threads = [threading.Thread(target=one, args=(number,)) for number in range(CROWD)]
        for thread in threads:
            thread.start()
        return threads


def until(holds, seconds=60):
    """Wait until something holds."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.fixture
def two(monkeypatch):
    """At least two processors, as far as the server knows."""
    processors = max(count(None), 2)
    monkeypatch.setattr(answer_pool, "count", lambda _workers: processors)


@pytest.mark.slow
def test_a_crowd_is_answered_elsewhere_too_and_a_kill_loses_nothing(folder, question, two):
    with serving(folder) as client:
        server = client.guard.app.state.server
        client.post("/api/answer", json=question)
        assert server.desks.distant == []  # one reader needs none
        here, seen = server.desk.answerer.answer, []
        server.desk.answerer.answer = lambda asked, busy=0: seen.append(1) or here(asked, busy)
        crowd = Crowd(client, question)
        threads = crowd.asks(15)
        until(lambda: server.desks.distant and not server.desks._called)
        before = len(crowd.codes), len(seen)
        time.sleep(3)
        assert server.desks._here == 1
        assert len(crowd.codes) - before[0] > len(seen) - before[1] > 0  # both answer
        first = server.desks.distant[0].process
        first.kill()
        for thread in threads:
            thread.join()
        assert set(crowd.codes) == {200}
        for seed, answers in crowd.told.items():
            assert all(each == answers[0] for each in answers), seed
        left = [each.process for each in server.desks.distant]
        assert left and first not in left  # called again
    for process in left:
        process.join(10)
        assert process.exitcode is not None  # none outlives the server


def test_a_mistake_found_elsewhere_is_told_as_if_it_were_found_here(folder, question):
    wrong = Question(**{**question, "policy": "smallland/misson", "baseline": "smallland/no"})
    limits = Limits()
    own, other = answer_pool.Desk(Library((folder,)), limits), answer_pool.Distant((folder,), limits)
    other.warm()
    told = []
    for desk in (own, other):
        with pytest.raises(InputError) as error:
            desk.answer(wrong, "es", 0)
        told.append(error.value.problems)
    assert told[0] == told[1] and len(told[0]) == 2
    right = Question(**question, draws=12)
    assert numbers(own.answer(right, "fr", 0)[0]) == numbers(other.answer(right, "fr", 0)[0])
    other.close()
    other.process.join(10)
    assert other.process.exitcode is not None


def test_where_no_process_can_be_started_this_one_answers_alone(folder, question, two, monkeypatch):
    def refuse(*_arguments):
        raise BlockingIOError("no more processes")

    monkeypatch.setattr(answer_pool, "Distant", refuse)
    with serving(folder) as client:
        client.post("/api/answer", json=question)
        crowd = Crowd(client, question)
        for thread in crowd.asks(2):
            thread.join()
        assert set(crowd.codes) == {200}
        assert client.guard.app.state.server.desks._calls == 0  # and it gives up calling


def test_pages_that_pause_are_counted_until_they_ask_again(folder, question, monkeypatch):
    own = answer_pool.Desk(Library((folder,)), Limits())
    right = Question(**question, draws=12)
    body, pause = own.answer(right, "en", 0, time.time() - 0.2)
    assert 0.2 * answer_pool.PATIENCE <= pause < answer_pool.MOST_PATIENCE
    assert json.loads(body)["pause_ms"] == pytest.approx(1000 * pause, abs=1)
    assert own.answer(right, "en", 0, time.time() - 60)[1] == answer_pool.MOST_PATIENCE
    assert own.answer(right, "en", 0)[1] == 0
    crowd, pauses = answer_pool.Desks(own, (folder,), Limits()), iter((0.2, 0.0, 0.6))
    monkeypatch.setattr(own, "answer", lambda *_question: (b"", next(pauses)))

    async def three():
        for _question in range(3):
            await crowd.answer(right, "en", 0)
        return crowd.pausing(), time.monotonic()

    with ThreadPoolExecutor(1) as pool:  # a loop of the browser's tests may be running in this thread
        counted, began = pool.submit(asyncio.run, three()).result()
    assert counted == 2
    until(lambda: crowd.pausing() < 2)
    assert time.monotonic() - began < 0.5 and crowd.pausing() == 1
    until(lambda: crowd.pausing() == 0)
    crowd.close()
