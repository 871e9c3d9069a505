"""Let others run the chunks of a run: processes of this machine, a dask cluster, any executor."""

from tregua.engine.spread.dealing import gather, spread
from tregua.engine.spread.pools import Workforce

__all__ = ["Workforce", "gather", "spread"]
