"""A figure of the report: people whom gangs recruit over the run."""

from tregua.report.measures import Measure


def recruited(ds):
    """Return people recruited, (policy, draw)."""
    counts = ds["recruits"].astype("float64")
    return counts.sum([dim for dim in counts.dims if dim not in ("policy", "draw")])


RECRUITED = Measure("recruited", "people recruited by gangs", "people", "violence", recruited)
