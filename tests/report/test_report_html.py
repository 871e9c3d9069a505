import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from types import SimpleNamespace

import fake
import numpy as np
import pytest

from tregua.report import write
from tregua.report.html import render
from tregua.report.numbers import parts

HOSTILE = (
    "</title></style><script>alert('x')</script><img src=//evil.example/x onerror=alert(1)> & \" ' {{ 7*7 }}"
)


class Page(HTMLParser):
    """Collects what a page says of itself: figures with their text, tags, addresses."""

    def __init__(self, text):
        super().__init__()
        self.figures, self.tags, self.attributes, self.tables = [], [], [], {}
        self.table, self.inside, self.scripts, self.styles, self.words = None, "", [], [], []
        self.feed(text)
        self.data = json.loads(self.scripts[0])

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.tags.append(tag)
        self.inside = tag
        if tag in ("script", "style"):
            getattr(self, f"{tag}s").append("")
        self.attributes += [(tag, *pair) for pair in attrs]
        if tag == "table":
            self.table = given.get("id")
        if "data-measure" in given:
            self.figures.append({**given, "table": self.table, "text": []})

    def handle_endtag(self, tag):
        self.inside = ""

    def handle_data(self, data):
        if self.inside in ("script", "style"):
            getattr(self, f"{self.inside}s")[-1] += data
            return
        self.words.append(data)
        if self.figures and data.strip():
            self.figures[-1]["text"].append(data.strip())


PARAMETERS = [
    SimpleNamespace(
        name="replacement_share",
        symbol="r",
        unit="share",
        meaning="share of members replaced",
        grade="D",
        prior="uniform from 0 to 1",
        source="no study",
        url="https://example.org/a",
        scope="shared",
        travels="unknown",
        disagree="everyone",
    )
]


@pytest.fixture(scope="module")
def text(result, place):
    return render(
        result,
        sentences={"haiti/offer-6000": ["From 1 June 2024, 6,000 personnel deploy."]},
        preconditions={"haiti/offer-6000": [{"kind": "consent", "odds": 0.6}]},
        parameters=PARAMETERS,
        place=place,
    )


@pytest.fixture(scope="module")
def page(text):
    return Page(text)


def recompute(ds, figure):
    """Work a figure out again, straight from the result."""
    one = ds.sel(policy=figure["data-policy"])
    if "data-region" in figure:
        one = one.sel(region=[figure["data-region"]])
    keep = np.ones(ds.sizes["draw"], bool)
    for name in ("reading", "structure"):
        if f"data-{name}" in figure:
            keep &= (ds[name] == figure[f"data-{name}"]).values

    def total(ds, name, **sel):
        array = ds[name].sel(**sel).astype(float)
        return array.sum([d for d in array.dims if d != "draw"])

    def deaths(ds, **sel):
        return total(ds, "deaths", **sel)

    cause = {
        a: ds.cause[(ds.author == a).values].values
        for a in ("gang", "state", "self-defence", "custody", "other")
    }

    def held(ds, *stages, kinds=("member", "associate", "uninvolved")):
        return total(ds, "held", stage=list(stages), **{"class": list(kinds)}) / 12.0

    def first_year(ds, kind):
        return total(ds.isel(time=slice(0, 12)), "arrests", **{"class": kind})

    work = {
        "held_ordered_years": lambda d: held(d, "sentenced"),
        "held_unordered_years": lambda d: held(d, "lawful", "overdue"),
        "overdue_years": lambda d: held(d, "overdue"),
        "overdue_years_members": lambda d: held(d, "overdue", kinds=["member"]),
        "overdue_years_uninvolved": lambda d: held(d, "overdue", kinds=["uninvolved"]),
        "members_arrested_first_year": lambda d: first_year(d, "member"),
        "uninvolved_arrested_first_year": lambda d: first_year(d, "uninvolved"),
        "deaths": deaths,
        "deaths_gang": lambda d: deaths(d, cause=cause["gang"]),
        "deaths_state": lambda d: deaths(d, cause=cause["state"]),
        "deaths_self_defence": lambda d: deaths(d, cause=cause["self-defence"]),
        "deaths_custody": lambda d: deaths(d, cause=cause["custody"]),
        "deaths_other": lambda d: deaths(d, cause=cause["other"]),
        "civilians": lambda d: deaths(d, cause=ds.cause[ds.civilian.values].values),
        "arbitrary_years": lambda d: total(d, "arbitrary_days") / 365.25,
        "arbitrary_years_children": lambda d: total(d, "arbitrary_days", age="minor") / 365.25,
        "wrongly_arrested": lambda d: total(d, "arrests", **{"class": "uninvolved"}),
        "wrongly_arrested_share": lambda d: (
            total(d, "arrests", **{"class": "uninvolved"}) / total(d, "arrests")
        ),
        "places_short": lambda d: (
            (d.held.sum(["stage", "class"]) - d.prison_places - d.abroad).clip(min=0).max("time")
        ),
        "killings_last_year": lambda d: total(
            d.isel(time=slice(-12, None)), "deaths", cause=ds.cause[(ds.author != "custody").values].values
        ),
        "killings_after_exit": lambda d: total(
            # in fake results a collapse ends a mission in month 30; the month itself is left out
            d.isel(time=slice(31, 43)),
            "deaths",
            cause=ds.cause[(ds.author != "custody").values].values,
        ),
        "cost": lambda d: total(d, "money_spent") + total(d, "prison_cost"),
        "judgement_days": lambda d: d.judgement_days.isel(time=slice(-12, None)).mean("time"),
        "displaced_end": lambda d: total(d.isel(time=-1), "displaced"),
        "members_end": lambda d: total(d.isel(time=-1), "active") + total(d.isel(time=-1), "hiding"),
        "control_end": lambda d: d.control.isel(time=-1).mean("territory").astype(float),
        **{
            f"support_{p}": (lambda d, p=p: d.support.isel(time=-1).sel(public=p).astype(float))
            for p in ("host", "contributor", "council")
        },
        **{
            m: (lambda d, m=m: total(d, m))
            for m in ("money_asked", "money_received", "money_spent", "prison_cost")
        },
    }[figure["data-measure"]]
    values = work(one).values
    if figure.get("data-kind") == "difference":
        values = values - work(ds.isel(policy=0)).values
    return np.quantile(values[keep], [0.1, 0.5, 0.9])


def test_the_figures_on_the_page_are_those_of_the_result(result, page):
    assert len(page.figures) > 300
    for figure in page.figures:
        shown = [float(figure[f"data-{k}"]) for k in ("low", "median", "high")]
        assert shown == pytest.approx(list(recompute(result, figure)), rel=1e-5, abs=1e-6), figure


def test_what_is_printed_is_the_rounded_value(page):
    from tregua.results.estimates import Estimate

    units = {
        "judgement": "days",
        "cost": "USD",
        "money": "USD",
        "prison_cost": "USD",
        "support": "share",
        "control": "share",
    }
    for figure in page.figures:
        measure = figure["data-measure"]
        unit = next((u for start, u in units.items() if measure.startswith(start)), "people")
        unit = "share" if measure.endswith("_share") else unit
        three = (float(figure[f"data-{k}"]) for k in ("median", "low", "high"))
        value = Estimate(*three, draws=24, error=float(figure.get("data-error", "nan")))
        middle, span = parts(value, unit, signed=figure.get("data-kind") == "difference")
        assert figure["text"][0] == middle
        assert not span or figure["text"][1] == span


def test_every_table_of_figures_shows_rights_beside_violence(page):
    tables = {}
    for figure in page.figures:
        tables.setdefault(figure["table"], set()).add(figure["data-measure"])
    assert set(tables) == {
        f"table-{n}"
        for n in (
            "headline",
            "afterwards",
            "means",
            "authors",
            "structures",
            "readings",
            "regions",
            "held",
            "glance-deaths",
            "glance-rights",
        )
    }
    violence = {"deaths", "deaths_gang", "killings_last_year"}
    for name, measures in tables.items():
        assert {"arbitrary_years", "arbitrary_years_children"} & measures, name
        assert measures & violence, name


def test_readings_are_never_averaged_on_the_page(page):
    apart = [f for f in page.figures if f["data-measure"].startswith(("arbitrary", "wrongly"))]
    assert {f.get("data-reading") for f in apart} == {"official", "ngo"}


def test_nothing_is_fetched_and_only_the_files_own_script_runs(text, page):
    assert not {"img", "iframe", "link", "object", "embed", "video", "audio", "form"} & set(page.tags)
    for tag, name, value in page.attributes:
        assert not name.startswith("on"), (tag, name)
        assert name != "style", (tag, value)  # the policy below forbids it
        if name in ("src", "srcset", "action", "data", "poster", "background"):
            pytest.fail(f"{tag} {name}={value}")
        if name == "href":
            assert tag == "a"
            assert re.match(r"https?://|#", value)
    assert "url(" not in "".join(page.styles)
    assert "@import" not in "".join(page.styles)


def test_the_security_policy_names_what_is_in_the_file_and_nothing_else(page):
    (policy,) = [v for t, n, v in page.attributes if (t, n) == ("meta", "content") and "default-src" in v]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"

    def named(text):
        return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"

    assert rules["style-src"].split() == [named(style) for style in page.styles]
    assert rules["script-src"].split() == [named(script) for script in page.scripts[1:]]
    assert "unsafe" not in policy


def test_question_and_answer_come_before_any_method(text):
    order = [
        text.index(f'id="{name}"')
        for name in (
            "answer",
            "table-accounts",
            "table-glance-deaths",
            "table-glance-rights",
            "months",
            "tradeoff",
            "places",
            "policies",
            "turns",
            "evidence",
            "headline",
            "assumptions",
            "not-modelled",
            "provenance",
            "tregua-data",
        )
    ]
    assert order == sorted(order)
    assert text.index("<h1") < order[0]


def test_page_one_has_every_figure_of_every_policy_that_can_be_chosen(page):
    wanted = {
        "deaths", "deaths_gang", "deaths_state", "deaths_self_defence", "deaths_other", "deaths_custody",
        "civilians", "arbitrary_years", "arbitrary_years_children", "places_short", "displaced_end",
        "killings_last_year", "money_asked", "money_received", "cost",
    }  # fmt: skip
    seen = {}
    for figure in page.figures:
        if figure["table"].startswith("table-glance"):
            seen.setdefault(figure["data-policy"], set()).add(figure["data-measure"])
    for policy in (p for p in fake.POLICIES if not p.endswith(":collapses")):
        assert wanted <= seen[policy], policy
    assert seen["haiti/offer-6000:collapses"] == {"killings_after_exit"}


def test_it_says_what_it_is_not(text):
    for phrase in (
        "no lives saved can be claimed",
        "Sexual violence",
        "Elections",
        "The wider economy",
        "priors, uncalibrated",
        "never averaged",
        "(an assumption)",
    ):
        assert phrase in text


def test_no_lives_are_saved(text, page):
    """Nothing in the words, in the data or on the pictures claims what no fit bears out."""
    every = " ".join((*page.words, json.dumps(page.data)))
    for found in re.finditer(r"\b(sav\w+|spar\w+|prevent\w* deaths?|averted|rescued?)\b", every):
        before = every[max(0, found.start() - 9) : found.start()]
        known = before.endswith("no lives ") or (found[0] == "saved" and before.endswith(("was ", "is ")))
        assert known or found[0] in ("Save", "save", "save_as"), every[found.start() - 40 : found.end() + 40]
    assert text.index("uncalibrated") < text.index("<table")


def test_a_fit_is_named_with_its_day(result, place):
    fitted = result.assign_attrs(posterior=json.dumps({"name": "haiti-2", "as_of": "2025-06-30"}))
    text = render(fitted, place=place)
    assert "fitted to what had been published by 30 June 2025" in text
    assert "uncalibrated" not in text
    # its draws are not the priors' own: what they turn on is not told from the priors' numbers
    assert 'id="table-turning"' not in text


def test_every_figure_and_every_input_can_be_asked(page):
    asked = [v for _t, n, v in page.attributes if n == "data-figure"]
    assert len(asked) > 300
    assert set(asked) == set(page.data["figures"])
    for entry in page.data["figures"].values():
        assert entry["what"] and entry["unit"] and entry["scenario"].startswith("haiti/")
    run = page.data["run"]
    assert run["command"] == "tregua compare haiti --seed 1"
    assert run["period"] == "April 2024 to March 2029" and run["seed"] == "1" and run["members"] == "24"
    sources = {v for _t, n, v in page.attributes if n == "data-source"}
    assert sources <= set(page.data["sources"])
    assert {"p.replacement_share", "e.3"} <= sources
    one = page.data["sources"]["p.replacement_share"]
    assert one["grade"] == "D" and one["source"] == "no study" and one["disagrees"][0]["value"] == "everyone"
    seen = page.data["sources"]["e.3"]
    assert seen["published"] == "5 March 2024" and seen["unit"] == "people"
    assert "the police" in seen["disagrees"][0]["source"]  # another base, for the same time


def test_two_figures_share_an_id_only_if_they_are_the_same(page):
    seen = {}
    for figure in page.figures:
        if "data-figure" in figure:
            told = {k: v for k, v in figure.items() if k.startswith("data-")}
            assert seen.setdefault(figure["data-figure"], told) == told
    assert len(seen) > 10


def test_assumptions_and_provenance_are_listed(text):
    for phrase in (
        "replacement_share",
        "uniform from 0 to 1",
        "everyone",
        "https://example.org/a",
        "tregua compare haiti --seed 1",
        "sha256:" + "ef" * 32,
        "cd" * 32,
        "10 March 2024",
        "24 runs a policy",
    ):
        assert phrase in text


def test_nothing_on_the_page_is_finer_than_a_counted_region(result, page):
    assert not [f for f in page.figures if "data-territory" in f]
    (drawn,) = [p for p in page.data["pictures"] if p["kind"] == "map"]
    assert [t["id"] for t in drawn["territories"]] == list(fake.REGIONS)
    assert [t["name"] for t in drawn["territories"]] == list(fake.REGIONS.values())
    policy = drawn["policy"]
    killed = next(layer for layer in drawn["layers"] if layer["id"] == "deaths")["policies"][policy]
    capital = [k for k, t in fake.TERRITORIES.items() if t[1] == "capital"]
    first = result.deaths_by_territory.sel(policy=policy, territory=capital).isel(time=0).sum("territory")
    assert killed[0][0] == pytest.approx(float(first.astype(float).median("draw")), abs=1e-3)


def test_a_conditional_policy_is_told_once_with_its_odds(page):
    text = " ".join(page.words)
    assert text.count("From 1 June 2024, 6,000 personnel deploy.") == 1
    assert "it lasts to its end with odds of 33" in text
    assert "The host's consent" in text


def test_hostile_text_is_shown_as_text(place):
    policies = {
        "haiti/bad": ("haiti/bad", "", HOSTILE, 1.0, 1.0, 1.0),
        "haiti/worse:operates": ("haiti/worse", "operates", HOSTILE, 1.0, 1.0, 1.0),
        "haiti/worse:collapses": ("haiti/worse", "collapses", HOSTILE, 1.0, 1.0, 1.0),
    }
    ds = fake.make(policies).assign_attrs(command=HOSTILE, version=HOSTILE)
    ds = ds.assign_coords(territory_title=("territory", [HOSTILE] * ds.sizes["territory"]))
    bad = SimpleNamespace(**{**vars(PARAMETERS[0]), "source": HOSTILE, "url": "javascript:alert(1)"})
    text = render(
        ds,
        sentences={"haiti/bad": [HOSTILE]},
        preconditions={"haiti/worse": [{"kind": HOSTILE, "given_by": HOSTILE, "note": HOSTILE, "odds": 0.5}]},
        parameters=[bad],
        place=SimpleNamespace(**{**vars(place), "title": HOSTILE, "reporting": HOSTILE}),
    )
    page = Page(text)
    assert "img" not in page.tags
    assert page.tags.count("script") == 2  # the data and the viewer
    assert not [a for a in page.attributes if a[1].startswith("on")]
    assert not [a for a in page.attributes if a[1] == "href" and not a[2].startswith("#")]
    assert "{{ 7*7 }}" in text
    assert "&lt;script&gt;" in text
    assert not set("<>&\u2028\u2029") & set(page.scripts[0])
    # the data holds the very text, for the viewer to show as text
    assert page.data["policies"][0]["title"] == HOSTILE
    assert page.data["run"]["command"] == HOSTILE
    # nor can it end the style in which the foot of each printed page stands
    assert "alert" not in "".join(page.styles).replace("alert\\000028", "")


def test_the_file_appears_whole_or_not_at_all(result, tmp_path, monkeypatch):
    target = tmp_path / "deep" / "report.html"
    assert write(result, target) == target
    before = target.read_bytes()
    assert target.stat().st_mode & 0o044
    monkeypatch.setattr("pathlib.Path.replace", lambda *_: (_ for _ in ()).throw(OSError("full")))
    with pytest.raises(OSError, match="full"):
        write(result.isel(draw=slice(0, 6)), target)
    assert target.read_bytes() == before
    assert [p.name for p in target.parent.iterdir()] == ["report.html"]


@pytest.mark.parametrize(
    ("policies", "how"),
    [(1, {"draws": 1, "months": 1}), (1, {"draws": 6, "months": 14}), (4, {"readings": ("official",)})],
)
def test_small_results_have_a_report_too(policies, how):
    some = dict(list(fake.POLICIES.items())[:policies])
    text = render(fake.make(some, **how))
    assert "<h1>" in text
    assert "nan" not in re.sub(r"<style>.*?</style>", "", text, flags=re.S).lower().split()


def test_a_page_takes_at_most_a_megabyte_beside_its_data(text, page):
    assert len(text.encode()) - len(page.scripts[0].encode()) < 1_000_000
    assert len(text.encode()) < 1_200_000


def test_equal_results_have_equal_bytes(result, place, text):
    assert render(result.copy(deep=True), place=place) == render(result, place=place)


def test_pictures_show_what_the_result_holds(result, page):
    pictures = {p["id"]: p for p in page.data["pictures"]}
    total = result.deaths.sum(["region", "cause"]).sel(policy="haiti/pact").values
    (panel,) = [p for p in pictures["deaths"]["panels"] if p["policy"] == "haiti/pact"]
    assert panel["quantiles"][2] == pytest.approx(np.median(total, axis=0), rel=1e-3)
    assert panel["quantiles"][4] == pytest.approx(np.quantile(total, 0.9, axis=0), rel=1e-3)
    points = {(p["policy"], p["panel"]): p for p in pictures["tradeoff"]["points"]}
    keep = (result.reading == "ngo").values
    held = result.arbitrary_days.sum(["time", "age"]).sel(policy="haiti/pact").values[keep] / 365.25
    point = points["haiti/pact", "NGO reading"]
    assert point["y"] == pytest.approx(np.quantile(held, [0.1, 0.5, 0.9]), rel=1e-3)
    assert {p["kind"] for p in pictures.values()} == {"fan", "tradeoff", "map", "stack", "intervals"}
    for picture in pictures.values():
        assert picture["rights"] and all("held arbitrarily" in line for line in picture["rights"])
        assert f'data-picture="{picture["id"]}"'
    # a collapse is no choice that anyone weighs
    assert "haiti/offer-6000:collapses" not in [p["id"] for p in page.data["policies"]]


def test_each_picture_has_its_place_and_its_numbers(text, page):
    places = [v for _t, n, v in page.attributes if n == "data-picture"]
    assert places == list(dict.fromkeys(places))
    assert set(places) == {p["id"] for p in page.data["pictures"]}
    assert text.count('<details class="numbers"') == len(places)
