"""The small place of the simulation's tests serves here too."""

from tests.simulation.conftest import place  # noqa: F401
