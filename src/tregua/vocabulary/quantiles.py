"""Quantiles in which ranges are stated: the middle, and eight or nine draws in ten."""

LOW, MIDDLE, HIGH = INTERVAL = (0.05, 0.5, 0.95)
BANDS = (0.05, 0.25, 0.5, 0.75, 0.95)
# Of every figure of a report, of the explorer and of a comparison in the terminal: where such a range leaves
# out nothing, nine draws in ten are of one sign.
SHOWN = (0.1, 0.5, 0.9)
SHOWN_BANDS = (0.1, 0.25, 0.5, 0.75, 0.9)
FINE = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
DATES = (0.1, 0.5, 0.9)  # of the day by which something comes


def percent(quantiles: tuple[float, ...]) -> tuple[int, ...]:
    """Return quantiles as whole numbers of a hundred."""
    return tuple(round(100 * q) for q in quantiles)
