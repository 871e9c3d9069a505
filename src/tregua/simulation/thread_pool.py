"""Pieces of a run on threads of this process: the compiled days hold no lock, so that all processors work."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import TypeVar

Piece = TypeVar("Piece")
Answer = TypeVar("Answer")


def count(workers: int | None) -> int:
    """Return how many workers there are: as many as asked for, or as there are processors."""
    return workers or os.cpu_count() or 1


def each_done(
    work: Callable[[Piece], Answer], pieces: Iterable[Piece], workers: int | None
) -> Generator[Answer]:
    """Yield answers to pieces as they come; an error, or nobody who listens, drops what is not begun."""
    with ThreadPoolExecutor(max_workers=count(workers)) as pool:
        waiting = [pool.submit(work, piece) for piece in pieces]
        try:
            for future in as_completed(waiting):
                yield future.result()
        except BaseException:
            for future in waiting:
                future.cancel()
            raise
