"""The picture of tipping points: the share of draws whose gangs are broken, by force and firepower."""

from __future__ import annotations

import numpy as np

from tregua.decisions.discovery.tipping_points import HOLD_YEARS, Map
from tregua.i18n import _
from tregua.i18n.numbers import percent, rough
from tregua.pictures.svg import Picture, short, wide_of
from tregua.vocabulary.palette import BLUE, GREY, INK, MUTED, PAPER, SHADES


def picture(found: Map, marks: dict[str, float] | None = None) -> str:
    """Draw the map: the share of draws whose gangs are broken, as force rises and as it falls.

    Parameters
    ----------
    found
        The map.
    marks
        Forces of policies, by title, to be marked.
    """
    title = _("Force against firepower: where gangs break, and where they come back")
    cell, high, left, top = 44.0, 34.0, 150.0, 96.0
    wide, tall = cell * len(found.forces), high * len(found.firepowers)
    width = left + wide + 40
    told = _("share of {n} draws whose gangs have lost nine in ten members, each force held {y} years")
    told = told.format(n=found.up.shape[2], y=HOLD_YEARS)
    p = Picture(width, 0, title)
    top += p.headed(20, title, told)
    p.height = top + 2 * (tall + 100) - 26
    for row, (way, words) in enumerate(
        (
            ("up", _("as force rises")),
            ("down", _("as force falls again, of the draws whose gangs broke")),
        )
    ):
        y0 = top + row * (tall + 100)
        p.text(left, y0 - 8, words, bold=True)
        shares = found.broken(way)
        for i, power in enumerate(found.firepowers):
            y = y0 + tall - (i + 1) * high
            p.text(left - 8, y + high / 2 + 4, short(float(power)), "end", MUTED)
            for j, force in enumerate(found.forces):
                share = float(shares[i, j])
                if share != share:  # no draw's gangs broke
                    p.text(left + (j + 0.5) * cell, y + high / 2 + 4, "–", "middle", MUTED, 11)
                    continue
                shade = SHADES[::-1][min(int((1 - share) * 5.999), 5)]
                hint = _("force x{f}, firepower x{p}: {s}").format(
                    f=rough(force, 3), p=rough(power, 3), s=percent(share)
                )
                p.rect(left + j * cell, y, cell - 1, high - 1, shade, hint=hint)
                ink = PAPER if share > 0.5 else INK
                p.text(left + (j + 0.5) * cell, y + high / 2 + 4, percent(share), "middle", ink, 11)
        for j, force in enumerate(found.forces):
            p.text(left + (j + 0.5) * cell, y0 + tall + 16, f"x{rough(force, 3)}", "middle", MUTED)
        p.text(20, y0 + 4, _("firepower"), colour=MUTED)
        p.text(20, y0 + 20, _("of a member, x"), colour=MUTED)
        p.text(
            left + wide / 2, y0 + tall + 34, _("police and soldiers against the first day"), "middle", MUTED
        )
        if row == 0:
            for n, (name, force) in enumerate((marks or {}).items()):
                x = (
                    left
                    + (
                        float(np.interp(np.log(force), np.log(found.forces), np.arange(len(found.forces))))
                        + 0.5
                    )
                    * cell
                )
                p.line(x, y0 - 2, x, y0 + tall, BLUE, 2, "4 3")
                label = _("{name}: x{f}").format(name=name, f=rough(force))
                half = wide_of(label, 11) / 2  # a long title stays on the paper
                middle = min(max(x, 20 + half), max(width - 20 - half, 20 + half))
                p.text(middle, y0 + tall + 52 + 14 * n, label, "middle", BLUE, 11)
    p.rect(left, top + tall + 0, wide, 0.1, GREY)
    return p.svg()
