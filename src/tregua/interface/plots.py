"""Pictures of a result, as SVG that notebooks show and files keep."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tregua.errors import InputError, Problem, did_you_mean, one_of, shorten
from tregua.i18n import _, translated
from tregua.interface.difference import in_words
from tregua.report import phrases, result_view
from tregua.report.summary import headline, readings_of
from tregua.results.variables import VARIABLES
from tregua.vocabulary.quantiles import BANDS

if TYPE_CHECKING:
    import xarray as xr

MOST_POLICIES = 12


@dataclass(frozen=True, repr=False)
class Drawing:
    """A picture.

    Attributes
    ----------
    svg
        The file, as text.
    title
        What it shows.
    """

    svg: str
    title: str

    def __repr__(self) -> str:
        return _("{title} (a picture; .save(FILE.svg) writes it)").format(title=self.title)

    def _repr_svg_(self) -> str:
        return self.svg

    def save(self, path: str | Path) -> Path:
        """Write the picture into an SVG file, and return its path."""
        from tregua.results.atomic_write import write_text

        write_text(Path(path), self.svg)
        return Path(path)


class Plots:
    """The pictures of a result."""

    def __init__(self, ds: xr.Dataset) -> None:
        self._ds = ds

    def __repr__(self) -> str:
        return _("pictures: .fan(NAME), .tradeoff()")

    def fan(self, name: str = "deaths", policies: str | list[str] | None = None) -> Drawing:
        """Plot a variable by month: a panel for each policy, half and nine in ten of the draws.

        Parameters
        ----------
        name
            A variable of the result that adds up: a flow, summed over all but time, or a stock.
        policies
            Labels or scenarios, the baseline first; all by default.

        Raises
        ------
        InputError
            For a variable that there is not, or that does not add up, or too many policies.
        """
        import numpy as np

        from tregua.pictures.fan import Panel, picture

        ds = self._ds
        known = {v.name: v for v in VARIABLES if v.name in ds and v.kind in ("flow", "stock")}
        if name not in known:
            raise InputError(
                Problem("fan()", None, "name", shorten(name), one_of(known, 40), did_you_mean(name, known))
            )
        v = known[name]
        rows = _chosen(ds, policies)
        array = (
            ds[name].astype("float64").sum([d for d in ds[name].dims if d not in ("policy", "draw", "time")])
        )
        values = array.transpose("policy", "draw", "time").values
        reading = ds["reading"].values.astype(str)
        apart = "class" in v.dims or (("age" in v.dims) and v.kind == "flow")
        found = result_view.policies(ds)
        panels = []
        for at in rows:
            groups = {"": np.ones(len(reading), bool)}
            if apart:
                groups = {phrases.reading_title(r): reading == r for r in readings_of(ds)}
            bands = {label: np.quantile(values[at, mine], BANDS, axis=0) for label, mine in groups.items()}
            one = found[at]
            title = f"{one.title}, {phrases.branch(one.branch)}" if one.branch else one.title
            panels.append(Panel(title, bands))
        title = f"{translated(v.long_name)}, {result_view.place_title(ds)}"
        unit = (
            _("{unit} a month").format(unit=translated(v.units)) if v.kind == "flow" else translated(v.units)
        )
        return Drawing(picture(title, unit, result_view.months(ds), panels, _foot(ds)), title)

    def tradeoff(self, policies: str | list[str] | None = None) -> Drawing:
        """Plot deaths against arbitrary detention, a panel for each reading of who is arrested.

        Parameters
        ----------
        policies
            Labels or scenarios; all by default.

        Raises
        ------
        InputError
            For a policy that there is not, or too many.
        """
        from tregua.pictures.lives_and_rights import Point, picture

        ds = self._ds
        found, points = headline(ds), []
        for at in _chosen(ds, policies):
            row = found[at]
            held = {}
            for reading in readings_of(ds):
                value = row.reading("arbitrary_years", reading)
                held[phrases.reading_title(reading)] = _three(value)
            points.append(Point(phrases.name(row), _three(row.deaths), held))
        title = _("Deaths and arbitrary detention, {place}").format(place=result_view.place_title(ds))
        return Drawing(picture(title, points, _foot(ds)), title)


def _three(value: Any) -> tuple[float, float, float]:
    return (0.0, 0.0, 0.0) if value is None else (value.low, value.median, value.high)


def _chosen(ds: xr.Dataset, policies: str | list[str] | None) -> list[int]:
    """Return the places of policies that were named by label or scenario, in the order named."""
    from tregua.interface.difference import label_of

    labels = [p.label for p in result_view.policies(ds)]
    named = [policies] if isinstance(policies, str) else policies
    rows = list(range(len(labels)))
    if named is not None:
        rows = []
        for each in named:
            label = label_of(ds, each)
            scenario = next(p.scenario for p in result_view.policies(ds) if p.label == label)
            both = [k for k, p in enumerate(result_view.policies(ds)) if p.scenario == scenario]
            rows += both if each not in labels else [labels.index(each)]
    if len(rows) > MOST_POLICIES:
        expected = _("at most {n} policies in a picture").format(n=MOST_POLICIES)
        raise InputError(Problem("plot", None, "policies", str(len(rows)), expected, "policies=[...]"))
    return rows


def _foot(ds: xr.Dataset) -> list[str]:
    """Return what stands below every picture: the run, and where its parameters come from."""
    text = _("{place}, {period}, {n} draws, Tregua {version}; drawn from {what}")
    return [
        text.format(
            place=result_view.place_title(ds),
            period=phrases.period(ds),
            n=ds.sizes["draw"],
            version=ds.attrs.get("version", ""),
            what=in_words(ds),
        ),
        phrases.plainly(ds),
    ]
