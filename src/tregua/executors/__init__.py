"""Let others run the chunks of a run: processes of this machine, a dask cluster, any executor."""

from tregua.executors.executors import Workforce
from tregua.executors.scheduler import gather, spread

__all__ = ["Workforce", "gather", "spread"]
