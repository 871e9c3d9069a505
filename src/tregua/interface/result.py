"""What a result can be asked, as ``result.tregua``: its summary, differences, tables and pictures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import xarray as xr

from tregua.i18n import _
from tregua.interface.difference import Difference, difference, in_words, label_of
from tregua.interface.keywords import public
from tregua.interface.plots import Plots
from tregua.interface.table import tidy_table
from tregua.printed import Printed, Row
from tregua.report import numbers, phrases, result_view
from tregua.report.summary import headline, readings_of
from tregua.results.integrity import warning

if TYPE_CHECKING:
    import pandas as pd

    from tregua.report.summary import Headline

LARGEST = 12  # policies of which a summary prints a line


class Summary(Printed):
    """A result on one screen."""

    def __init__(self, ds: xr.Dataset, baseline: str | None = None) -> None:
        self._rows = _rows(ds, baseline)

    def printed_rows(self) -> list[Row]:
        """Return what a session in Python prints of it."""
        return self._rows


@xr.register_dataset_accessor("tregua")
class Result:
    """What a result of `tregua.run` or `tregua.compare` can be asked.

    Parameters
    ----------
    ds
        The result: dimensions policy, draw, time (month), and those of each variable.
    """

    def __init__(self, ds: xr.Dataset) -> None:
        self._ds = ds

    def __repr__(self) -> str:
        return repr(self.summary())

    def _repr_html_(self) -> str:
        return self.summary()._repr_html_()

    @property
    def plot(self) -> Plots:
        """Pictures of the result, which notebooks show."""
        return Plots(self._ds)

    @property
    def headline(self) -> Headline:
        """The report's figures, a row for each policy."""
        return headline(self._ds)

    def summary(self, baseline: str | None = None) -> Summary:
        """Return the result on one screen.

        Parameters
        ----------
        baseline
            Label or scenario of the policy that others are held against; the first by default.

        Raises
        ------
        InputError
            If there is no such policy.
        """
        return Summary(self._ds, baseline)

    def difference(self, baseline: str | xr.Dataset | None = None, *, mixed: bool = False) -> Difference:
        """Compute how policies differ from a baseline: see `tregua.difference`.

        Parameters
        ----------
        baseline
            Label or scenario in this result, the first by default; or another result.
        mixed
            Whether another result may have been drawn from other parameters.

        Raises
        ------
        InputError
            As `tregua.difference` does.
        """
        return difference(self._ds, baseline, mixed=mixed)

    @public
    def table(self, name: str = "deaths", by: str | Sequence[str] = ()) -> pd.DataFrame:
        """Return a tidy table of one variable or figure: a row for each policy and entry of `by`.

        Parameters
        ----------
        name
            A variable of the result, or a figure of the report such as ``arbitrary_years``.
        by
            Dimensions and labels that have rows of their own: those of the variable, "time" or "year",
            "author" and "civilian" of causes, "reading", "structure" and "response" of draws. Flows are
            summed over the rest; of stocks the last month stands. Figures that depend on the reading have a
            row for each reading.

        Returns
        -------
        pandas.DataFrame
            Columns policy, those of `by`, median, low and high (5 and 95 %), mean, draws; the unit in
            ``attrs["units"]``.

        Raises
        ------
        InputError
            For names that there are not, shares that cannot be added, or a table of too many rows.
        """
        return tidy_table(self._ds, name, by)


def _rows(ds: xr.Dataset, baseline: str | None) -> list[Row]:
    rows = headline(ds, label_of(ds, baseline))
    title, period = result_view.place_title(ds), phrases.period(ds)
    text = _("{place}, {period}, {n} draws")
    said: list[Row] = [("", text.format(place=title, period=period, n=ds.sizes["draw"]))]
    if doubt := warning(ds):
        said.append(("", doubt))
    said.append((_("drawn from"), in_words(ds)))
    readings = readings_of(ds)
    said.append(("", _("middle of the draws (eight in ten); differences are draw by draw")))
    for row in rows[:LARGEST]:
        deaths = numbers.figure(row.deaths, shorten=True)
        gap = row.difference("deaths")
        apart = _("baseline") if row.baseline else numbers.figure(gap, signed=True, shorten=True)
        held = "; ".join(
            f"{phrases.reading(r)} {numbers.figure(row.reading('arbitrary_years', r), shorten=True)}"
            for r in readings
        )
        said.append((phrases.name(row), _("deaths {n}, {gap}").format(n=deaths, gap=apart)))
        if len(rows) <= 5:  # rights next to lives, as long as there is room
            said.append(("", _("held arbitrarily, person-years: {held}").format(held=held)))
    if len(rows) > LARGEST:
        said.append(("", f"… + {len(rows) - LARGEST}"))
    return said
