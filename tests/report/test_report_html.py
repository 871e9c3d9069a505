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
        self.table = None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.tags.append(tag)
        self.attributes += [(tag, *pair) for pair in attrs]
        if tag == "table":
            self.table = given.get("id")
        if "data-measure" in given:
            self.figures.append({**given, "table": self.table, "text": []})

    def handle_data(self, data):
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
    where = figure.get("data-territory")

    def total(ds, name, **sel):
        array = ds[name].sel(**sel).astype(float)
        return array.sum([d for d in array.dims if d != "draw"])

    def deaths(ds, **sel):
        if where:
            return total(ds.sel(territory=where), "deaths_by_territory")
        return total(ds, "deaths", **sel)

    cause = {
        a: ds.cause[(ds.author == a).values].values
        for a in ("gang", "state", "self-defence", "custody", "other")
    }
    work = {
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
        "displaced_end": lambda d: total(d.isel(time=-1), "displaced"),
        "members_end": lambda d: total(d.isel(time=-1), "active") + total(d.isel(time=-1), "hiding"),
        "control_start": lambda d: d.control.isel(time=0).sel(territory=where).astype(float),
        "control_end": lambda d: (
            d.control.isel(time=-1).sel(territory=where)
            if where
            else d.control.isel(time=-1).mean("territory")
        ).astype(float),
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
    return np.quantile(values[keep], [0.05, 0.5, 0.95])


def test_the_figures_on_the_page_are_those_of_the_result(result, page):
    assert len(page.figures) > 300
    for figure in page.figures:
        shown = [float(figure[f"data-{k}"]) for k in ("low", "median", "high")]
        assert shown == pytest.approx(list(recompute(result, figure)), rel=1e-5, abs=1e-6), figure


def test_what_is_printed_is_the_rounded_value(page):
    from tregua.report.estimate import Estimate

    units = {"money": "USD", "prison_cost": "USD", "support": "share", "control": "share"}
    for figure in page.figures:
        measure = figure["data-measure"]
        unit = next((u for start, u in units.items() if measure.startswith(start)), "people")
        unit = "share" if measure.endswith("_share") else unit
        value = Estimate(*(float(figure[f"data-{k}"]) for k in ("median", "low", "high")), draws=24)
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
            "territories",
        )
    }
    violence = {"deaths", "deaths_gang", "killings_last_year"}
    for name, measures in tables.items():
        assert "arbitrary_years" in measures, name
        assert measures & violence, name


def test_readings_are_never_averaged_on_the_page(page):
    for figure in page.figures:
        if figure["data-measure"].startswith(("arbitrary", "wrongly")):
            assert figure.get("data-reading") in ("official", "ngo")


def test_nothing_is_fetched_and_nothing_runs(text, page):
    assert "script" not in page.tags
    assert not {"img", "iframe", "link", "object", "embed", "video", "audio", "form"} & set(page.tags)
    for tag, name, value in page.attributes:
        assert not name.startswith("on"), (tag, name)
        if name in ("src", "srcset", "action", "data", "poster", "background"):
            pytest.fail(f"{tag} {name}={value}")
        if name == "href":
            assert tag == "a"
            assert re.match(r"https?://|#", value)
    assert "url(" not in text
    assert "@import" not in text
    assert "default-src 'none'" in text


def test_question_and_answer_come_before_any_method(text):
    order = [
        text.index(f'id="{name}"')
        for name in (
            "answer",
            "headline",
            "months",
            "policies",
            "turns",
            "places",
            "assumptions",
            "not-modelled",
            "provenance",
        )
    ]
    assert order == sorted(order)
    assert text.index("<h1>") < order[0]


def test_it_says_what_it_is_not(text):
    for phrase in (
        "no lives saved can be claimed",
        "Sexual violence",
        "Elections",
        "The wider economy",
        "MODEL ONLY",
        "priors, uncalibrated",
        "never averaged",
        "(an assumption)",
    ):
        assert phrase in text
    assert text.count("MODEL ONLY") == 1 + 1 + len(fake.POLICIES)  # the heading, and every map


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


def test_territories_stand_in_the_places_own_order(page):
    seen = [f["data-territory"] for f in page.figures if "data-territory" in f]
    assert list(dict.fromkeys(seen)) == list(fake.TERRITORIES)


def test_a_conditional_policy_is_told_once_with_its_odds(text):
    assert text.count("From 1 June 2024, 6,000 personnel deploy.") == 1
    assert "it lasts to its end with odds of 33" in text
    assert "The host&#39;s consent" in text


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
    assert not {"script", "img"} & set(page.tags)
    assert not [a for a in page.attributes if a[1].startswith("on")]
    assert not [a for a in page.attributes if a[1] == "href"]
    assert "{{ 7*7 }}" in text
    assert "&lt;script&gt;" in text


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


def test_a_result_stays_well_under_a_megabyte(text):
    assert len(text.encode()) < 600_000
