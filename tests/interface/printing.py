"""What a thing that prints itself must look like."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import Any

from tregua.printed import MOST_LINES, WIDEST


def fits_a_screen(thing: Any) -> list[str]:
    """Return the lines that a thing prints, once they are few and narrow and its HTML is well-formed."""
    lines = repr(thing).splitlines()
    assert 1 <= len(lines) <= MOST_LINES, lines
    assert max(map(len, lines)) <= WIDEST
    ET.fromstring(thing._repr_html_())
    return lines
