"""A figure of the report: people kidnapped over the run."""

from tregua.report.measures import Measure


def kidnapped(ds):
    """Return people kidnapped, (policy, draw)."""
    counts = ds["kidnappings"].astype("float64")
    return counts.sum([dim for dim in counts.dims if dim not in ("policy", "draw")])


KIDNAPPED = Measure("kidnapped", "people kidnapped", "people", "violence", kidnapped)
