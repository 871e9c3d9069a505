"""The pictures as data: what the viewer draws on the page, and `tregua.report.plot` on paper.

One source for both, so that no two pictures of a result disagree. `frontend/src/payload.ts` names the fields.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tregua.i18n import _, translated
from tregua.i18n.numbers import marks
from tregua.pictures.style import letters
from tregua.report import breakdown, model_vs_evidence, numbers, phrases, result_view
from tregua.report.parameter_dependence import Turn, theme
from tregua.report.provenance import confidence, evidence_id
from tregua.report.summary import Row, Split, readings_of
from tregua.results.by_region import to_regions
from tregua.results.estimates import Estimate
from tregua.vocabulary.palette import AUTHOR
from tregua.vocabulary.quantiles import SHOWN_BANDS, percent
from tregua.vocabulary.readings import READINGS

if TYPE_CHECKING:
    import numpy as np
    import xarray as xr

    from tregua.report.model_vs_evidence import Compared

LEVELS = list(percent(SHOWN_BANDS))
Picture = dict[str, Any]


def plain(x: float | None, digits: int = 7) -> float | int | None:
    """Round a number to what a picture can show; what is no number is None.

    Far more digits than the three that are printed: rounded twice, 11,049.5 would be 11,000 in a table and
    11,100 in the picture beside it.
    """
    if x is None or x != x or x in (float("inf"), float("-inf")):
        return None
    rounded = float(f"{float(x):.{digits}g}")
    return int(rounded) if rounded == int(rounded) else rounded


def three(value: Estimate | None) -> list[float | int | None]:
    """Return low, middle and high."""
    return [None] * 3 if value is None else [plain(value.low), plain(value.median), plain(value.high)]


def shown(rows: Sequence[Row]) -> list[Row]:
    """Return the rows that pictures show: a collapse is no choice that anyone weighs; tables have it."""
    return [r for r in rows if r.branch != "collapses"]


def rights_line(row: Row, letter: str = "") -> str:
    """Give a policy's rights figures in one line, to travel with a picture."""
    held = ", ".join(
        f"{numbers.figure(value, 'person-years')} {phrases.reading(r)}"
        for r in READINGS
        if (value := row.reading("arbitrary_years", r)) is not None
    )
    return _("{policy}: held arbitrarily, person-years: {held}; died in custody: {custody}").format(
        policy=letter or phrases.name(row),
        held=held or _("not recorded"),
        custody=numbers.figure(row.figures.get(("deaths_custody", ""))),
    )


class Pictures:
    """Everything that the pictures of one result share."""

    def __init__(
        self,
        ds: xr.Dataset,
        rows: Sequence[Row],
        place: Any = None,
        stamps: Sequence[str] = (),
        by_scenario: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        self.ds, self.place = ds, place
        self.every = list(rows)
        self.rows = shown(rows)
        self.letters = letters(len(self.rows))
        self.base = next(r for r in rows if r.baseline)
        self.general = list(stamps)
        self.particular = {k: list(v) for k, v in (by_scenario or {}).items()}
        self.index = {r.policy: i for i, r in enumerate(rows)}

    def policies(self) -> list[dict[str, Any]]:
        """List the policies that pictures show."""
        return [
            {
                "id": row.policy,
                "title": phrases.name(row),
                "short": letter,
                "sentence": "",
                "order": k,
                "baseline": row.baseline,
                "stamps": self.particular.get(row.scenario, []),
            }
            for k, (row, letter) in enumerate(zip(self.rows, self.letters, strict=True))
        ]

    def _foot(self, rows: Sequence[Row] | None = None) -> dict[str, list[str]]:
        """Return the rights figures and the stamps that go with a picture of some policies."""
        rows = self.rows if rows is None else rows
        stamps = list(self.general)
        for row in rows:
            stamps += [f"{text} ({row.title})" for text in self.particular.get(row.scenario, [])]
        key = {r.policy: k for r, k in zip(self.rows, self.letters, strict=True)}
        return {
            "rights": [rights_line(r, key.get(r.policy, "")) for r in rows],
            "stamps": list(dict.fromkeys(stamps)),
        }

    # -- the pictures ----------------------------------------------------------------------------------------

    def all(
        self, compared: Sequence[Compared], splits: Sequence[Split], found: Sequence[Turn]
    ) -> list[Picture]:
        """Return every picture that the result has data for, in the order of the page."""
        made = [
            self.ranges(),
            self.authors(),
            self.deaths(),
            self.held(),
            self.tradeoff(),
            self.map(),
            self.structures(splits),
            self.readings(),
            self.turning(found),
            *self.evidence(compared),
        ]
        return [picture for picture in made if picture]

    def ranges(self) -> Picture:
        """Deaths of each policy, as ranges."""
        return {
            "id": "ranges",
            "kind": "intervals",
            "tone": "violence",
            "title": _("Deaths of each policy"),
            "caption": _("Dot: the middle run. Bar: eight runs in ten. All authors, custody included."),
            "unit": _("people, whole run"),
            "log": False,
            "rows": [
                {"label": phrases.name(r), "policy": r.policy, "group": None, "tone": "violence",
                 **_ends(r.deaths)}
                for r, k in zip(self.rows, self.letters, strict=True)
            ],
            **self._foot(),
        }  # fmt: skip

    def authors(self) -> Picture:
        """Mean deaths by author."""
        mean = breakdown.mean_deaths(self.ds)
        return {
            "id": "authors",
            "kind": "stack",
            "title": _("Who kills, and who dies in custody"),
            "caption": _(
                "Means of all runs, so that the parts add up. The line is the range of eight runs in ten of "
                "all deaths."
            ),
            "unit": _("people, whole run"),
            "parts": [{"id": a, "label": phrases.author(a), "colour": c} for a, c in AUTHOR.items()],
            "rows": [
                {
                    "policy": r.policy,
                    "values": [plain(float(mean[a][self.index[r.policy]])) for a in AUTHOR],
                    "low": plain(r.deaths.low),
                    "high": plain(r.deaths.high),
                }
                for r in self.rows
            ],
            **self._foot(),
        }

    def deaths(self) -> Picture:
        """Deaths a month."""
        bands = breakdown.deaths_by_month(self.ds)
        return _fan(
            "deaths",
            "violence",
            _("Deaths a month"),
            _(
                "Line: the middle run. Dark: half of the runs. Light: eight runs in ten. Thin line: the "
                "middle run of the baseline. All authors, custody included."
            ),
            _("people a month"),
            [{"policy": r.policy, "quantiles": _bands(bands[self.index[r.policy]])} for r in self.rows],
            self._foot(),
            self.base.policy if len(self.rows) > 1 else None,
        )

    def held(self) -> Picture:
        """People held arbitrarily, by reading."""
        bands = breakdown.held_by_month(self.ds)
        return _fan(
            "held",
            "rights",
            _("People held arbitrarily"),
            _(
                "People held past the lawful date of review, or held though uninvolved, on an average day. "
                "The two readings of who is arrested are never averaged."
            ),
            _("people on an average day"),
            [
                {
                    "policy": r.policy,
                    "series": [
                        {
                            "id": k,
                            "label": phrases.reading_title(k),
                            "quantiles": _bands(b[self.index[r.policy]]),
                        }
                        for k, b in bands.items()
                    ],
                }
                for r in self.rows
            ],
            self._foot(),
            self.base.policy if len(self.rows) > 1 else None,
        )

    def tradeoff(self) -> Picture:
        """Deaths against people held arbitrarily, with cost as size, a panel for each reading."""
        points = [
            {
                "policy": r.policy,
                "panel": phrases.reading_title(k),
                "x": three(r.reading("deaths", k)),
                "y": three(r.reading("arbitrary_years", k)),
                "size": [plain(v / 1e6) if v is not None else None for v in three(r.reading("cost", k))],
            }
            for k in readings_of(self.ds)
            for r in self.rows
            if r.reading("arbitrary_years", k) is not None
        ]
        if not points:
            return {}
        held = [p["y"][1] for p in points if p["y"][1]]
        wide = bool(held) and max(held) > 30 * min(held)
        return {
            "id": "tradeoff",
            "kind": "tradeoff",
            "title": _("Deaths against arbitrary detention"),
            "caption": _(
                "Left: fewer deaths. Down: fewer people held arbitrarily. Size: money spent by the mission "
                "and on prisons. Cross: eight runs in ten, both ways. One panel for each reading of who is "
                "arrested."
            ),
            "x": {"label": _("deaths, all authors"), "unit": _("people, whole run"), "scale": "linear"},
            "y": {
                "label": _("held arbitrarily"),
                "unit": _("person-years, whole run"),
                "scale": "log" if wide else "linear",
            },
            "size": {"label": _("spent by the mission and on prisons"), "unit": _("USD million")},
            "better": _("fewer deaths, fewer held"),
            "points": points,
            **self._foot(),
        }

    def _middles(self) -> tuple[dict[str, tuple[float, float]], dict[str, float]]:
        """Return the middle of the people of each region, and their number."""
        import numpy as np

        spots = breakdown.centroids(self.ds, self.place)
        people = result_view.people_of(self.ds) or result_view.people_of(self.ds, self.place)
        home = result_view.territory_regions(self.ds, self.place)
        where, total = {}, {}
        for region in dict.fromkeys(home.values()):
            mine = [i for i, r in home.items() if r == region and i in spots]
            weight = [people.get(i, 1.0) for i in mine]
            if mine and sum(weight) > 0:
                lat, lon = np.average([spots[i] for i in mine], axis=0, weights=weight)
                where[region], total[region] = (float(lat), float(lon)), float(sum(weight))
        return where, total

    def map(self) -> Picture:
        """Control and violence by region through time."""
        import numpy as np

        ds = to_regions(self.ds)
        where, people = self._middles()
        regions = result_view.region_titles(self.ds, self.place)
        titles = {i: regions.get(i, i) for i in (str(r) for r in ds["territory"].values)}
        names = [i for i in titles if i in where]
        if not names:
            return {}
        months = result_view.months(ds)
        at = sorted({*range(0, len(months), 3), len(months) - 1})
        spot = [list(titles).index(i) for i in names]
        layers: dict[str, dict[str, Any]] = {"control": {}, "deaths": {}}
        for row in self.rows:
            one = ds.sel(policy=row.policy).transpose("draw", "time", ...)
            control = np.median(one["control"].values, axis=0)
            killed = np.median(one["deaths_by_territory"].values, axis=0)
            layers["control"][row.policy] = [[round(float(control[t, j]), 3) for j in spot] for t in at]
            # the months since the last date shown, so that none is left out
            back = {t: (at[k - 1] + 1 if k else 0) for k, t in enumerate(at)}
            layers["deaths"][row.policy] = [
                [plain(float(killed[back[t] : t + 1, j].mean()), 3) for j in spot] for t in at
            ]
        near = getattr(self.place, "territories", None) or {}
        touching = {
            frozenset((one.region, near[j].region))
            for one in near.values()
            for j in getattr(one, "neighbours", ())
            if j in near
        }
        links = [
            [a, b]
            for a, i in enumerate(names)
            for b, j in enumerate(names)
            if a < b and frozenset((i, j)) in touching
        ]
        return {
            "id": "map",
            "kind": "map",
            "title": _("Control and violence through time"),
            "caption": _(
                "A circle is a region, sized by its people: nothing is counted at a finer level. Middle run "
                "of each; deaths are the mean of the months since the date shown before."
            ),
            "territories": [
                {
                    "id": i,
                    "name": titles[i],
                    "region": titles[i],
                    "lon": where[i][1],
                    "lat": where[i][0],
                    "people": plain(people.get(i, 1.0)),
                    "model_only": False,
                }
                for i in names
            ],
            "links": links,
            "dates": [_end(months[t]) for t in at],
            "policy": self.base.policy,
            "layers": [
                {
                    "id": "control",
                    "label": _("Share under gang control"),
                    "unit": _("share"),
                    "scale": "share",
                    "tone": "violence",
                    "policies": layers["control"],
                },
                {
                    "id": "deaths",
                    "label": _("Deaths a month"),
                    "unit": _("people a month"),
                    "scale": "count",
                    "tone": "plain",
                    "policies": layers["deaths"],
                },
            ],
            **self._foot(),
        }

    def structures(self, splits: Sequence[Split]) -> Picture:
        """Deaths by account of what a crackdown does."""
        if len(splits) < 2:
            return {}
        key = {r.policy: k for r, k in zip(self.rows, self.letters, strict=True)}
        return {
            "id": "structures",
            "kind": "intervals",
            "tone": "violence",
            "title": _("Deaths, by account of what a crackdown does"),
            "caption": _("Each account runs in its own share of the draws. They are never averaged here."),
            "unit": _("people, whole run"),
            "log": False,
            "rows": [
                {"label": phrases.name(r), "policy": r.policy, "tone": "violence",
                 "group": phrases.structure(split.structure), **_ends(r.deaths)}
                for split in splits
                for r in split.rows
                if r.policy in key
            ],
            **self._foot(),
        }  # fmt: skip

    def readings(self) -> Picture:
        """Arbitrary detention by reading: two branches."""
        keys = readings_of(self.ds)
        rows = [
            {
                "label": phrases.name(r),
                "policy": r.policy,
                "group": phrases.reading_title(key),
                "tone": "rights",
                "hollow": key == "ngo",
                **_ends(value),
            }
            for key in keys
            for r, k in zip(self.rows, self.letters, strict=True)
            if (value := r.reading("arbitrary_years", key)) is not None
        ]
        if not rows:
            return {}
        low = [r["mid"] for r in rows if r["mid"]]
        return {
            "id": "readings",
            "kind": "intervals",
            "tone": "rights",
            "title": _("Arbitrary detention, by reading of who is arrested"),
            "caption": _("Two branches, each in its own draws. No figure is an average of the two."),
            "unit": _("person-years, whole run"),
            "log": bool(low) and max(low) > 30 * min(low),
            "rows": rows,
            **self._foot(),
        }

    def turning(self, found: Sequence[Turn]) -> Picture:
        """Difference of deaths between the upper and the lower third of each parameter's draws."""
        least = min(self.rows, key=lambda r: r.deaths.median)
        picked = list(dict.fromkeys([self.base.policy, least.policy]))
        names = {r.policy: phrases.name(r) for r in self.rows}
        rows = [
            {
                "label": theme(t.parameter),
                "policy": None,
                "group": names[t.policy],
                "tone": "violence" if t.told else "plain",
                "hollow": not t.told,
                "mid": plain(t.difference),
                "low": plain(t.difference - t.noise),
                "high": plain(t.difference + t.noise),
            }
            for policy in picked
            for t in found
            if t.policy == policy and t.measure == "deaths"
        ]
        if not rows:
            return {}
        return {
            "id": "turning",
            "kind": "intervals",
            "title": _("What deaths turn on"),
            "caption": _(
                "Deaths in the third of the runs with most of a parameter, less those in the third with "
                "least. Bar: how far chance alone can part two such thirds. A hollow dot cannot be told "
                "from chance."
            ),
            "unit": _("people, whole run"),
            "log": False,
            "zero": True,
            "rows": rows,
            **self._foot([r for r in self.rows if r.policy in picked]),
        }

    def evidence(self, compared: Sequence[Compared]) -> list[Picture]:
        """Return one fan for each series that has been observed often enough to be drawn."""
        policy = model_vs_evidence.policy_for(self.ds, self.base.policy)
        row = next(r for r in self.every if r.policy == policy)
        out = []
        for one in compared:
            if len(one.seen) < 3:
                continue
            where = {s.row.place for s in one.seen}
            unit = translated(one.series.unit)
            unit = _("{unit} a month").format(unit=unit) if one.flow else unit
            out.append(
                _fan(
                    f"evidence-{one.name}" + ("" if "all" in where else f"-{min(where)}"),
                    "violence" if one.series.measures == "deaths" else "plain",
                    str(one.series.title),
                    _(
                        "Model: “{policy}”, counted as this series counts. Marks: what was observed. Base: "
                        "{base}."
                    ).format(policy=phrases.name(row), base=one.series.base),
                    unit,
                    [{"policy": policy, "quantiles": _bands(one.quantiles)}],
                    self._foot([row]),
                    observed=[_mark(s.row, one.flow) for s in one.seen],
                )
            )
        return out


def _fan(
    id_: str,
    tone: str,
    title: str,
    caption: str,
    unit: str,
    panels: list[dict[str, Any]],
    foot: dict[str, list[str]],
    baseline: str | None = None,
    observed: Sequence[dict[str, Any]] = (),
) -> Picture:
    """Return a picture of bands through time, a panel for each policy."""
    return {
        "id": id_,
        "kind": "fan",
        "tone": tone,
        "title": title,
        "caption": caption,
        "unit": unit,
        "levels": LEVELS,
        "panels": panels,
        "baseline": baseline,
        "observed": list(observed),
        **foot,
    }


def _mark(row: Any, flow: bool) -> dict[str, Any]:
    """Return an observed figure as a picture shows it: in the picture's unit, with what it comes from."""
    scale = model_vs_evidence.a_month(row, flow) / row.value if row.value else 1.0

    def scaled(value: float | None) -> float | int | None:
        return None if value is None else plain(value * scale)

    return {
        "from": row.start.isoformat(),
        "to": row.end.isoformat(),
        "value": scaled(row.value),
        "low": scaled(row.low),
        "high": scaled(row.high),
        "label": f"{marks(f'{row.value:,.10g}')} {translated(row.unit)}",
        "source": row.source,
        "url": row.url,
        "published": row.published.isoformat(),
        "grade": confidence(row.confidence),
        "source_id": evidence_id(row),
    }


def _ends(value: Estimate | None) -> dict[str, Any]:
    low, mid, high = three(value)
    return {"mid": mid, "low": low, "high": high}


def _bands(quantiles: np.ndarray) -> list[list[float | int | None]]:
    return [[plain(float(x), 4) for x in band] for band in quantiles]


def _end(month: Any) -> str:
    from datetime import date, timedelta

    following = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    return (following - timedelta(days=1)).isoformat()


def dates(ds: xr.Dataset) -> list[str]:
    """Return the month ends of a run."""
    return [_end(month) for month in result_view.months(ds)]


def escaped(payload: Any) -> str:
    """Write data as JSON that can stand inside a script element: no markup in it is ever seen as such."""
    import json

    text = json.dumps(payload, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text
