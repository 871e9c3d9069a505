"""Transfer: Shapley values on known games, what each group owns, and places that differ in known ways."""

from __future__ import annotations

import itertools
import json
import re
from pathlib import Path

import numpy as np
import pytest

from tests.interface.printing import fits_a_screen
from tregua import run
from tregua.assumptions import load_parameters
from tregua.cli.app import main
from tregua.decisions import transfer
from tregua.decisions.factors import DETAIL, SIZE, owners
from tregua.decisions.outcomes import arrays_of, chosen
from tregua.decisions.transferability.common_zones import classes, overlay, spread, widths
from tregua.decisions.transferability.transfer import shapley
from tregua.errors import InputError
from tregua.places import load_place
from tregua.places.place_template import new_place
from tregua.report.sections.transfer import bare, section
from tregua.report.summary import headline
from tregua.scenarios import load_scenario
from tregua.vocabulary.controls import CONTROLS
from tregua.vocabulary.factors import FIGURES

CRACKDOWN = """
title: A crackdown
sentence: Mass arrest.
interventions:
  arrests:
    kind: state_of_exception
    arrests_per_day: 10
"""
FEW = {"members": 6, "seed": 3}


def toy(folder: Path, *changes: tuple[str, str, str], crackdown: bool = True) -> Path:
    """Write a place that runs for a year, with changes to its files: file, pattern, what stands instead."""
    new_place(folder)
    start, end = re.search(r"start: (\S+), end: (\S+),", (folder / "place.yaml").read_text()).groups()
    later = f"{int(start[:4]) + 1}{start[4:]}"
    if crackdown:
        (folder / "scenarios" / "crackdown.yaml").write_text(CRACKDOWN)
    for file, pattern, instead in (("place.yaml", f"end: {end}", f"end: {later}"), *changes):
        text = (folder / file).read_text()
        new = re.sub(pattern, instead, text)
        assert new != text or crackdown is None, (file, pattern)
        (folder / file).write_text(new)
    return folder


MORTAL = (
    "parameters.yaml",
    r"\Z",
    "\ncustody_mortality: {prior: {lognormal: [5000, 0.3]}, source: made up, grade: D}\n",
)
CHEAP = ("state.yaml", "value: 2000, source", "value: 9000, source")


@pytest.fixture(scope="module")
def places(tmp_path_factory):
    """Return a toy place, one that differs in prisons and money, and one without a crackdown."""
    base = tmp_path_factory.mktemp("places")
    return (
        toy(base / "here"),
        toy(base / "there", MORTAL, CHEAP),
        toy(base / "quiet", MORTAL, crackdown=False),
    )


@pytest.fixture(scope="module")
def found(places):
    return transfer(places[0], places[1], **FEW)


def test_a_transfer_prints_itself(found):
    lines = fits_a_screen(found)
    assert "there" in lines[0] and any("deaths averted" in line for line in lines)


def test_shapley_values_are_the_mean_over_all_orders() -> None:
    rng = np.random.default_rng(1)
    worth = rng.normal(size=(32, 3))
    by_hand = np.zeros((5, 3))
    orders = list(itertools.permutations(range(5)))
    for order in orders:
        have = 0
        for player in order:
            by_hand[player] += worth[have | 1 << player] - worth[have]
            have |= 1 << player
    np.testing.assert_allclose(shapley(worth), by_hand / len(orders), atol=1e-12)
    np.testing.assert_allclose(shapley(worth).sum(axis=0), worth[-1] - worth[0], atol=1e-12)


def test_the_airport_game_is_shared_as_published() -> None:
    # Littlechild and Owen (1973, doi 10.1287/mnsc.20.3.370): each pays an equal part of each stretch it needs
    costs = [1.0, 4.0, 10.0]
    worth = np.array([max((costs[k] for k in range(3) if n >> k & 1), default=0.0) for n in range(8)])
    np.testing.assert_allclose(shapley(worth), [1 / 3, 1 / 3 + 3 / 2, 1 / 3 + 3 / 2 + 6])


def test_everything_that_can_differ_has_one_owner() -> None:
    table = owners()
    assert set(table["parameters"]) == set(load_parameters().names)
    assert set(table["controls"]) == set(CONTROLS)
    assert set(table["figures"]) == set(FIGURES)


def test_ground_is_cut_where_its_variance_is_least() -> None:
    rng = np.random.default_rng(2)
    control, members = rng.random(7), rng.random(7) + 0.1
    order = np.argsort(-control)

    def within(edges: tuple[int, ...]) -> float:
        rows = [order[a:b] for a, b in itertools.pairwise((0, *edges, 7))]
        means = [np.average(control[r], weights=members[r]) for r in rows]
        return sum((members[r] * (control[r] - m) ** 2).sum() for r, m in zip(rows, means, strict=True))

    best = min(itertools.combinations(range(1, 7), 2), key=within)
    expected = np.zeros(7, int)
    expected[order] = np.searchsorted(best, np.arange(7), side="right")
    assert classes(control, members, 3).tolist() == expected.tolist()
    assert classes(control, members, 99)[order].tolist() == list(range(7))


def test_zones_hold_the_same_people_in_both_places() -> None:
    people, other = np.array([1.0, 2.0, 3.0, 4.0]), np.array([5.0, 5.0])
    of, there = (
        classes(np.array([0.9, 0.85, 0.1, 0.2]), np.ones(4), 2),
        classes(np.array([0.1, 0.9]), np.ones(2)),
    )
    assert of.tolist() == [0, 0, 1, 1] and there.tolist() == [1, 0]
    zones = overlay(widths(people, of), widths(other, there))
    np.testing.assert_allclose(zones, [0.3, 0.2, 0.5])
    for p, c in ((people, of), (other, there)):
        part = spread(p, c, zones)
        np.testing.assert_allclose(part.sum(axis=1), 1)
        np.testing.assert_allclose(p @ part / p.sum(), zones)


def test_factors_add_up_to_the_difference(found) -> None:
    assert {one.name for one in found.outcomes} >= {
        "deaths_averted",
        "wrongly_held_years",
        "deaths_in_custody",
        "cost",
    }
    for one in found.outcomes:
        difference = one.effect_to - one.effect_from
        assert sum(one.factors.values()) == pytest.approx(difference, rel=1e-9, abs=1e-9)
        assert set(one.errors) == set(one.factors)
        assert one.error == max(one.errors.values())


def test_only_what_differs_has_a_part(found) -> None:
    assert found.players == ("prisons", "money")
    by = {one.key: one for one in found.outcomes}
    assert by["deaths_in_custody"].factors["prisons"] > 0
    assert by["cost"].factors["money"] > 0
    for one in found.outcomes:
        for name, value in one.factors.items():
            if name not in ("prisons", "money", DETAIL):
                assert value == 0, (one.key, name)


COMPARED = {
    "deaths_averted": "deaths",
    "arbitrarily_held_years": "arbitrary_years",
    "wrongly_held_years": "wrongful_years",
    "deaths_in_custody": "deaths_custody",
    "killed_by_state": "deaths_state",
    "cost": "cost",
}


def test_effects_are_what_compare_prints(found, places, capsys, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    for folder, end in zip(places, ("effect_from", "effect_to"), strict=False):
        words = ["compare", str(folder), "baseline", "crackdown", "--members", "6", "--seed", "3", "--json"]
        assert main(words) == 0
        figures = json.loads(capsys.readouterr().out)["headline"]["policies"][1]["figures"]
        for one in found.outcomes:
            told = figures[COMPARED[one.name]]
            told = told["by_reading"][one.reading] if one.reading else told
            sign = -1 if one.name == "deaths_averted" else 1
            assert getattr(one, end) == pytest.approx(sign * told["difference"]["median"], rel=1e-6)


def test_the_json_has_the_shape_that_was_promised(found) -> None:
    told = json.loads(json.dumps(found.record()))
    assert (told["from"], told["to"]) == ("here", "there")
    assert {"deaths_averted", "deaths_in_custody", "cost"} < set(told["outcomes"])
    for one in told["outcomes"].values():
        numbers = [one["effect_from"], one["effect_to"], one["error"], *one["factors"].values()]
        assert all(isinstance(each, float) for each in numbers)
        assert sum(one["factors"].values()) == pytest.approx(one["effect_to"] - one["effect_from"], abs=1e-6)
        assert one["error"] >= 0


def test_from_a_place_to_itself_every_factor_is_zero(places) -> None:
    same = transfer(places[0], places[0], **FEW)
    for one in same.outcomes:
        assert one.effect_from == one.effect_to
        assert set(one.factors.values()) == {0.0}
        assert one.error == 0.0 and set(one.errors.values()) == {0.0}


def test_the_way_back_is_the_way_there_with_the_other_sign(found, places) -> None:
    back = transfer(places[1], places[0], **FEW)
    for one, other in zip(found.outcomes, back.outcomes, strict=True):
        for name in ("prisons", "money", SIZE):
            assert other.factors[name] == pytest.approx(-one.factors[name], rel=1e-6, abs=1e-6)


def test_workers_change_nothing(found, places) -> None:
    alone = transfer(places[0], places[1], workers=1, **FEW)
    assert json.dumps(alone.record()) == json.dumps(found.record())


def test_the_ends_of_the_reckoning_are_near_the_model_itself(places) -> None:
    # as many zones as territories: what is left is who borders whom, and the rounding of people
    from tregua.decisions.transferability import mixed_places
    from tregua.simulation.setup import Options, prepare

    place = load_place(places[0])
    lines = [load_scenario(name, place) for name in ("baseline", "crackdown")]
    setup = prepare(lines, place, Options(mean_field=True, dt="week", **FEW))
    zones, (a, b) = mixed_places.sides([setup, setup], 1000)
    wanted = chosen(["deaths", "wrongful_years", "arbitrary_years", "deaths_custody", "cost"])
    whole = run(lines, place, mean_field=True, dt="week", **FEW)
    expected = np.stack(
        [o.of(arrays_of(whole, 1, o.needs)) - o.of(arrays_of(whole, 0, o.needs)) for o in wanted]
    )
    got = mixed_places.Between(zones, a, b).effects([frozenset()], wanted, (a.months,))[0, 0]
    np.testing.assert_allclose(got, expected, rtol=0.02, atol=1.0)


def test_a_place_without_a_crackdown_gets_the_others_sized_for_it(places) -> None:
    found = transfer(places[0], places[2], **FEW)
    assert found.target.carried and not found.origin.carried
    here, there = (q.policy.interventions["arrests"] for q in (found.origin, found.target))
    ratio = found.people[1] / found.people[0]
    assert there.arrests_per_day == pytest.approx(here.arrests_per_day * ratio)
    assert found.players == ("prisons",)


def test_all_mistakes_are_told_at_once(places) -> None:
    with pytest.raises(InputError) as error:
        transfer("nowhere", "nowhere_else")
    assert len(error.value.problems) == 2
    with pytest.raises(InputError) as error:
        transfer(places[0], places[1], draws=2, branch="perhaps", **FEW)
    assert {p.where for p in error.value.problems} == {"draws", "branch"}
    with pytest.raises(InputError) as error:
        transfer(places[0], places[1], origin_policy="none-such", target_policy="none-such", **FEW)
    assert len(error.value.problems) == 2
    with pytest.raises(InputError):
        transfer(places[2], places[0], **FEW)


def test_the_command_writes_pictures_and_numbers(places, tmp_path, capsys) -> None:
    words = ["transfer", str(places[0]), str(places[2]), "--members", "6", "--seed", "3"]
    assert main([*words, "--out", str(tmp_path), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["from"] == "here" and told["to"] == "quiet"
    assert any("explain the model, not the world" in line for line in told["sentences"])
    assert told["tested"]["cases"] >= 1
    picture = (tmp_path / "deaths-averted.svg").read_text()
    assert "Rights, in the same runs" in picture and "explain the model" in picture
    assert json.loads((tmp_path / "transfer.json").read_text())["outcomes"] == told["outcomes"]
    assert main(["transfer", "haiti", "nowhere"]) == 2
    assert main(["transfer", "a", "b", "--table"]) == 0
    assert "targeting_odds" in capsys.readouterr().out


def test_the_page_says_of_each_number_what_it_is(found) -> None:
    page = section(found)
    cells = [cell for row in page["tables"][0]["rows"] for cell in row[1:]]
    assert len(cells) == len(found.outcomes) * (len(found.outcomes[0].factors) + 2)
    assert all(cell["what"] and cell["unit"] and cell["scenario"] for cell in cells)
    assert len(page["pictures"]) == len(found.outcomes)
    assert cells[0]["more"]["command"].startswith("tregua transfer here there --from-policy here/crackdown")
    assert any("treated cases" in line for line in page["foot"])


def test_the_report_asks_it_with_the_effects_of_the_report(places, tmp_path, monkeypatch) -> None:
    from tregua.report.sections.registry import sections

    monkeypatch.setattr("tregua.report.sections.transfer.HOME", str(places[1]))
    place = load_place(places[0])
    lines = [load_scenario(name, place) for name in ("baseline", "crackdown")]
    result = run(lines, place, **FEW)
    pages = {page["id"]: page for page in sections(result, place, ["transfer"])}
    assert set(pages) == {"ledger", "transfer"}
    told = headline(result)[1].difference("deaths_custody", "")
    effect = pages["transfer"]["tables"][0]["rows"][-1]
    place_at = [o.name for o in transfer(places[1], places[0], **FEW).outcomes].index("deaths_in_custody") + 1
    assert effect[place_at]["text"] == bare(told.median, "people", signed=True)
