"""Long runs tell their progress, can be cancelled, and are bounded in number and in time."""

import json
import time
from itertools import pairwise

import numpy as np
from loopback import ended, serving

from tregua.web.limits import Limits
from tregua.web.schemas import answers


def events(client, job, most=10_000):
    """Read the events of a job, (name, data), until the stream ends."""
    found, name = [], ""
    with client.stream("GET", job["links"]["events"]) as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        for line in stream.iter_lines():
            if line.startswith("event: "):
                name = line.removeprefix("event: ")
            elif line.startswith("data: "):
                found.append((name, json.loads(line.removeprefix("data: "))))
                if len(found) >= most:
                    break
    return found


def test_a_job_tells_its_progress_and_its_end(client, question):
    made = client.post("/api/jobs", json={**question, "members": 48}).json()
    answers.Job.model_validate(made)
    told = events(client, made)
    assert told[-1][0] == "end" and told[-1][1]["state"] == "done"
    assert "result" not in told[-1][1]
    steps = [data for name, data in told if name == "progress"]
    assert steps and all(a["done"] <= b["done"] for a, b in pairwise(steps))
    whole = answers.Job.model_validate(client.get(made["links"]["self"]).json())
    assert whole.done == whole.of > 0 and whole.result is not None and whole.seconds is not None


def test_a_job_is_cancelled_while_it_runs(client, question):
    made = client.post("/api/jobs", json={**question, "members": 200}).json()
    while client.get(made["links"]["self"]).json()["state"] == "queued":
        time.sleep(0.01)
    began = time.monotonic()
    assert client.delete(made["links"]["self"]).status_code == 200
    assert ended(client, made)["state"] == "cancelled"
    assert time.monotonic() - began < 20
    assert events(client, made)[-1][1]["state"] == "cancelled"


def test_jobs_are_few_and_the_next_is_refused(tight, question):
    big = {**question, "members": 24}
    with serving_slow(tight):
        first, second = (tight.post("/api/jobs", json=big).json() for _ in range(2))
        refused = tight.post("/api/jobs", json=big)
        assert refused.status_code == 429 and refused.headers["retry-after"]
        answers.Failure.model_validate(refused.json())
        # one that waits is cancelled at once
        while tight.get(first["links"]["self"]).json()["state"] == "queued":
            time.sleep(0.01)
        waiting = tight.get(second["links"]["self"]).json()
        assert (waiting["state"], waiting["position"]) == ("queued", 1)
        assert tight.delete(second["links"]["self"]).json()["state"] == "cancelled"
        tight.delete(first["links"]["self"])
    assert ended(tight, first)["state"] == "cancelled"


def test_a_job_past_its_time_is_stopped_and_says_so(tight, question):
    with serving_slow(tight, seconds=0.3):
        made = tight.post("/api/jobs", json={**question, "members": 24}).json()
        # the stream outlasts the time in which a request's body must have come
        assert events(tight, made)[-1][0] == "end"
        found = ended(tight, made)
    assert found["state"] == "failed"
    assert "stopped after 2 seconds" in found["error"]["problems"][0]["found"]
    assert tight.get(made["links"]["report"]).status_code == 409


def test_members_are_bounded(tight, question):
    refused = tight.post("/api/jobs", json={**question, "members": 25})
    assert refused.status_code == 422
    assert refused.json()["error"]["problems"][0]["expected"] == "at most 24 on this server"


def test_a_large_place_gets_fewer_members(folder, question):
    with serving(folder, limits=Limits(job_cells=10_000)) as client:
        refused = client.post("/api/jobs", json={**question, "members": 48})
        assert refused.status_code == 422
        most = int(refused.json()["error"]["problems"][0]["expected"].split()[2])
        assert 6 <= most < 48


def test_finished_jobs_are_forgotten_in_time(tight, question):
    made = []
    for _job in range(4):
        job = tight.post("/api/jobs", json={**question, "members": 6}).json()
        ended(tight, job)
        made.append(job)
    states = [tight.get(job["links"]["self"]).status_code for job in made]
    assert states[0] == 404 and states[-1] == 200


def test_event_streams_are_few(tight, question):
    with serving_slow(tight):
        made = tight.post("/api/jobs", json={**question, "members": 24}).json()
        with tight.stream("GET", made["links"]["events"]) as stream:
            lines = stream.iter_lines()  # kept, for the stream is closed with it
            next(lines)
            assert tight.get(made["links"]["events"]).status_code == 503
        tight.delete(made["links"]["self"])
        ended(tight, made)


def test_a_run_that_breaks_is_a_failed_job_with_words(client, question):
    server = client.guard.app.state.server
    import tregua.web.jobs as module

    before = module.run_exactly
    module.run_exactly = lambda *a, **k: 1 / 0
    try:
        made = ended(client, client.post("/api/jobs", json=question).json())
    finally:
        module.run_exactly = before
    assert made["state"] == "failed"
    assert "ZeroDivision" not in json.dumps(made["error"])
    assert server.jobs.get(made["id"]).datasets == {}


def test_what_carries_over_is_a_job_that_can_be_stopped_and_is_not_done_twice(client, monkeypatch):
    from tregua import decisions
    from tregua.decisions.transferability import mixed_places

    transfer, waits = decisions.transfer, {"pieces": 2000}

    def slowly(*places, progress, **how):
        for piece in range(waits["pieces"]):
            progress(piece, 2000)
            time.sleep(0.05)
        return transfer(*places, progress=progress, **how)

    def shares(between, players, wanted, lengths, *_more):
        # the places between are minutes of work, and have tests of their own
        return np.zeros((2 ** len(players), len(lengths), len(wanted), len(between.a.draws)))

    monkeypatch.setattr(decisions, "transfer", slowly)
    monkeypatch.setattr(mixed_places, "all_effects", shares)
    asked = {"from": "smallland", "to": "haiti", "members": 6}
    made = client.post("/api/transfer", json=asked).json()
    answers.Job.model_validate(made)
    assert "report" not in made["links"]
    assert events(client, made, most=2)[-1][0] == "progress"
    client.delete(made["links"]["self"])
    assert ended(client, made)["state"] == "cancelled"
    waits["pieces"] = 0
    done = ended(client, client.post("/api/transfer", json=asked).json())
    assert done["state"] == "done", done
    found = answers.Job.model_validate(done).result
    assert isinstance(found, answers.CarriedOver)
    assert found.command.startswith("tregua transfer ") and found.command.endswith(" --members 6 --seed 1")
    assert len(found.pictures) == len(found.tables[0].head) - 1 and found.pictures[0].svg.startswith("<svg")
    assert client.get(f"/api/jobs/{done['id']}/report").status_code == 404
    assert client.post("/api/transfer", json=asked).json()["id"] == done["id"]  # not done twice
    waits["pieces"] = 2000
    other = client.post("/api/transfer?lang=fr", json=asked).json()
    assert other["id"] != done["id"]
    client.delete(other["links"]["self"])


def test_why_is_a_job_with_a_waterfall(client):
    asked = {"place": "haiti", "policy": "haiti/offer-6000", "members": 8}
    done = ended(client, client.post("/api/why", json=asked).json())
    assert done["state"] == "done", done
    found = answers.Job.model_validate(done).result
    assert isinstance(found, answers.Reasons)
    assert found.command.startswith("tregua why haiti/offer-6000 --baseline haiti/no-mission")
    assert len(found.pictures) == 5 and all(one.svg.startswith("<svg") for one in found.pictures)
    assert client.post("/api/why", json=asked).json()["id"] == done["id"]  # not done twice


def test_what_is_wrong_with_a_question_of_reasons_is_told(client):
    one = client.post("/api/why", json={"place": "haiti", "policy": "haiti/ofer-6000", "baseline": "haiti/x"})
    assert one.status_code == 422 and len(one.json()["error"]["problems"]) == 2
    same = {"place": "haiti", "policy": "haiti/no-mission"}
    assert client.post("/api/why", json=same).status_code == 422


class serving_slow:  # noqa: N801
    """Make the jobs of a server slow, so that what happens during one can be seen."""

    def __init__(self, client, seconds=0.05):
        self.seconds = seconds

    def __enter__(self):
        import tregua.web.jobs as module

        self.before = before = module.run_exactly

        def slowly(asked, yours, progress):
            for piece in range(2000):
                progress(piece, 2000)
                time.sleep(self.seconds)
            return before(asked, yours, progress)

        module.run_exactly = slowly

    def __exit__(self, *_error):
        import tregua.web.jobs as module

        module.run_exactly = self.before
