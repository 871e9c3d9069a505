"""Small charts as inline SVG: drawn by hand, so that the page needs no script, no font and no library."""

from tregua.report.pictures.authors import authors
from tregua.report.pictures.cartogram import cartogram, circles
from tregua.report.pictures.fans import fan
from tregua.report.pictures.ranges import ranges
from tregua.report.pictures.tradeoff import tradeoff

__all__ = ["authors", "cartogram", "circles", "fan", "ranges", "tradeoff"]
