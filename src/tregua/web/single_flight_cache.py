"""What was worked out and may be asked for again: bounded, and made once."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class Kept(Generic[T]):
    """The latest of what was worked out; what two requests ask for at once is worked out once."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._found: OrderedDict[Hashable, T] = OrderedDict()
        self._busy: dict[Hashable, threading.Lock] = {}

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what is kept under a key, or make it."""
        with self._lock:
            if key in self._found:
                self._found.move_to_end(key)
                return self._found[key]
            own = self._busy.setdefault(key, threading.Lock())
        with own:
            with self._lock:
                if key in self._found:
                    return self._found[key]
            try:
                made = make()
            finally:
                with self._lock:
                    self._busy.pop(key, None)
            self.keep(key, made)
            return made

    def find(self, key: Hashable) -> T | None:
        """Return what is kept under a key, if anything is."""
        with self._lock:
            if key in self._found:
                self._found.move_to_end(key)
            return self._found.get(key)

    def keep(self, key: Hashable, made: T) -> None:
        """Keep something, and let the oldest go."""
        with self._lock:
            self._found[key] = made
            while len(self._found) > self._most:
                self._found.popitem(last=False)

    def __len__(self) -> int:
        return len(self._found)
