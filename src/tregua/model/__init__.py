"""How it works: state, mechanisms and the order of a day.

Arithmetic on arrays; knows no files and no country.
"""

import tregua.code_fingerprint  # noqa: F401 - taken before any file of this room is loaded
from tregua.model.explain import explain
from tregua.model.state import people
from tregua.vocabulary.causes import CAUSES
from tregua.vocabulary.people import AGES, CLASSES, PUBLICS, STAGES

__all__ = ["AGES", "CAUSES", "CLASSES", "PUBLICS", "STAGES", "explain", "people"]
