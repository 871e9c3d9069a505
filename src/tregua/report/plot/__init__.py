"""The report's pictures on paper: SVG, PNG or PDF through matplotlib (the extra ``plot``).

They are drawn from the same data as the pictures of the page (`tregua.report.figure_data`), in the same
colours, and carry the same stamps, the rights figures and one line on where they come from: a picture that
leaves the report takes them along.
"""

from tregua.report.plot.save import FORMATS, draw, save_pictures

__all__ = ["FORMATS", "draw", "save_pictures"]
