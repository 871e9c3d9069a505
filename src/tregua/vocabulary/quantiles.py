"""Quantiles in which ranges are stated: nine draws in ten, half of them, and the middle."""

LOW, MIDDLE, HIGH = INTERVAL = (0.05, 0.5, 0.95)
BANDS = (0.05, 0.25, 0.5, 0.75, 0.95)
FINE = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
DATES = (0.1, 0.5, 0.9)  # of the day by which something comes


def percent(quantiles: tuple[float, ...]) -> tuple[int, ...]:
    """Return quantiles as whole numbers of a hundred."""
    return tuple(round(100 * q) for q in quantiles)
