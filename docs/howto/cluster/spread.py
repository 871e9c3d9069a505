"""Run a study on a cluster of dask, here or at an address: ``python spread.py [ADDRESS]``."""

import sys

from distributed import Client, LocalCluster

import tregua
from tregua.studies import run_study


def main() -> None:
    """Run 48 members of two scenarios, and print the digest."""
    if len(sys.argv) > 1:
        client = Client(sys.argv[1])
    else:
        client = Client(
            LocalCluster(n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None)
        )
    with client:
        place = tregua.load_place("haiti")
        scenarios = [tregua.load_scenario(name, place) for name in ("haiti/no-mission", "haiti/offer-6000")]
        result = run_study(scenarios, place, "spread", members=48, dt="week", executor=client)
        print(tregua.digest(result))


if __name__ == "__main__":  # processes that are started read this file again
    main()
