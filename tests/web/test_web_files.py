"""What the page asks, the command line answers to the same bytes, and the report is the same file."""

import sys

import pytest
import yaml
from loopback import ended

from tregua.cli.app import main

QUESTION = {
    "place": "haiti",
    "policy": "haiti/offer-6000",
    "controls": {"mission.troops": 2500, "arrests.arrests_per_day": 1.5, "prisons.over_days": 700},
    "preconditions": {"resolution": {"odds": 0.9, "date": "2024-05-15"}},
    "assumptions": {"replacement_share": 0.35, "retaliation": {"lognormal": [0.2, 0.3]}},
    "members": 6,
    "seed": 11,
}


@pytest.fixture(scope="module")
def job(client):
    """Run the question once, in French: what is asked in a language is handed on in it."""
    made = client.post("/api/jobs?lang=fr", json=QUESTION)
    assert made.status_code == 202 and made.headers["location"] == made.json()["links"]["self"]
    found = ended(client, made.json())
    assert found["state"] == "done", found
    return found


@pytest.fixture(scope="module")
def folder_of_files(client, tmp_path_factory):
    """Download the files of the question, as a user would."""
    folder = tmp_path_factory.mktemp("downloaded")
    told = client.post("/api/scenario?lang=fr", json=QUESTION).json()
    for file in told["files"]:
        (folder / file["name"]).write_text(file["text"], encoding="utf-8")
    return folder, told["commands"]


def typed(command, folder, monkeypatch, capsys):
    """Type a command in a folder, and return what it says."""
    words = command.split()
    monkeypatch.chdir(folder)
    monkeypatch.setattr(sys, "argv", words)
    assert main(words[1:]) == 0
    return capsys.readouterr().out


def digest_in(text):
    return next(word for word in text.split() if word.startswith("sha256:"))


def test_the_files_are_told_with_the_job(client, job, folder_of_files):
    told = client.post("/api/scenario?lang=fr", json=QUESTION).json()
    assert job["result"]["files"] == told["files"]
    assert job["result"]["runs"][1]["command"] == told["commands"]["compare"]
    assert job["result"]["runs"][1]["alone"]["command"] == told["commands"]["run"]
    assert [file["name"] for file in told["files"]] == ["my-question.yaml", "my-assumptions.yaml"]


def test_policies_and_assumptions_are_in_files_of_their_own(folder_of_files):
    folder, _commands = folder_of_files
    policy = yaml.safe_load((folder / "my-question.yaml").read_text(encoding="utf-8"))
    assert policy["base"] == "haiti/offer-6000" and policy["interventions"]["mission"] == {"troops": 2500.0}
    beliefs = yaml.safe_load((folder / "my-assumptions.yaml").read_text(encoding="utf-8"))
    assert beliefs == {"replacement_share": {"fixed": 0.35}, "retaliation": {"lognormal": [0.2, 0.3]}}


def test_the_command_line_runs_the_files_to_the_same_digest_and_the_same_report(
    client, job, folder_of_files, monkeypatch, capsys
):
    folder, commands = folder_of_files
    monkeypatch.setenv("TREGUA_LANG", "fr")
    yours = next(run for run in job["result"]["runs"] if run["beliefs"] == "yours")
    said = typed(commands["compare"], folder, monkeypatch, capsys)
    assert digest_in(said) == yours["digest"]
    [page] = (folder / "out").glob("compare-*.html")
    sent = client.get(job["links"]["report"])
    assert sent.headers["content-disposition"].startswith("attachment;")
    assert sent.content == page.read_bytes()  # every byte
    assert yours["digest"] in sent.text


def test_run_by_itself_has_the_digest_told_for_it(job, folder_of_files, monkeypatch, capsys):
    folder, commands = folder_of_files
    yours = next(run for run in job["result"]["runs"] if run["beliefs"] == "yours")
    assert digest_in(typed(commands["run"], folder, monkeypatch, capsys)) == yours["alone"]["digest"]


def test_default_beliefs_have_a_digest_and_a_report_of_their_own(
    client, job, folder_of_files, tmp_path, monkeypatch, capsys
):
    usual = next(run for run in job["result"]["runs"] if run["beliefs"] == "default")
    assert "--assume" not in usual["command"]
    name = "my-question.yaml"
    (tmp_path / name).write_text((folder_of_files[0] / name).read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.setenv("TREGUA_LANG", "fr")
    assert digest_in(typed(usual["command"], tmp_path, monkeypatch, capsys)) == usual["digest"]
    [page] = (tmp_path / "out").glob("compare-*.html")
    sent = client.get(job["links"]["report"], params={"beliefs": "default"})
    assert sent.content == page.read_bytes() and '<html lang="fr"' in sent.text


def test_the_exact_answer_has_four_lines_and_says_so(job):
    result = job["result"]
    assert result["kind"] == "exact" and "exact" in result["marked"] and result["draws"] == 6
    assert len(result["lines"]) == 4
    # run by territory, and told by region: nothing finer is counted
    assert result["map"]["level"] == "region" and not result["map"]["model_only"]
    assert len(result["map"]["areas"]) == 3


def test_a_place_of_ones_own_is_run_from_its_files_too(client, folder, tmp_path, monkeypatch, capsys):
    question = {"place": "smallland", "policy": "smallland/mission", "controls": {"mission.troops": 300},
                "members": 6}  # fmt: skip
    made = ended(client, client.post("/api/jobs", json=question).json())
    told = client.post("/api/scenario", json=question).json()
    for file in told["files"]:
        (tmp_path / file["name"]).write_text(file["text"], encoding="utf-8")
    said = typed(told["commands"]["compare"], tmp_path, monkeypatch, capsys)
    assert digest_in(said) == made["result"]["runs"][0]["digest"]
    assert str(folder) in told["commands"]["compare"]
    [page] = (tmp_path / "out").glob("compare-*.html")
    assert client.get(made["links"]["report"]).content == page.read_bytes()  # in English too
    typed(told["commands"]["run"], tmp_path, monkeypatch, capsys)


@pytest.mark.parametrize("policy", ["smallland/baseline", "smallland/truce"])
def test_an_unchanged_policy_is_a_file_as_well(client, policy, tmp_path):
    import tregua

    told = client.post("/api/scenario", json={"place": "smallland", "policy": policy}).json()
    [file] = told["files"]
    (tmp_path / file["name"]).write_text(file["text"], encoding="utf-8")
    library = client.guard.app.state.server.library
    shelf = library.shelf("smallland", "en")
    mine = tregua.load_scenario(str(tmp_path / file["name"]), shelf.place)
    assert mine.hash == shelf.policies[policy].hash


def test_the_report_is_refused_until_the_job_is_done(client, question):
    made = client.post("/api/jobs", json={**question, "members": 200}).json()
    assert client.get(made["links"]["report"]).status_code in (404, 409)
    client.delete(made["links"]["self"])
    assert ended(client, made)["state"] == "cancelled"
    assert client.get(made["links"]["report"]).status_code == 409
