"""Published estimates as data, and the model's own figure for the same estimand."""

from tregua.validation.claims.compare import Line, compare, summary
from tregua.validation.claims.plan import due
from tregua.validation.claims.register import Entry, read_claims
from tregua.validation.claims.table import last_comparison, table_rows

__all__ = [
    "Entry",
    "Line",
    "compare",
    "due",
    "last_comparison",
    "read_claims",
    "summary",
    "table_rows",
]
