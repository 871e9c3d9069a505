from pathlib import Path
from types import SimpleNamespace

import fake
import pytest

from tregua.assumptions.prior import LocalPrior, Prior

# the level of killing has a source: what is made up is stamped on every picture
LEVEL = LocalPrior(prior=Prior(lognormal=(0.5, 0.5)), source="a report", grade="C")


@pytest.fixture(scope="session")
def result():
    return fake.make()


@pytest.fixture(scope="session")
def place():
    territories = {
        key: SimpleNamespace(title=title, region=region, population=people, centroid=centroid)
        for key, (title, region, people, centroid) in fake.TERRITORIES.items()
    }
    return SimpleNamespace(
        title="Haiti",
        folder=Path("haiti"),
        regions=fake.REGIONS,
        territories=territories,
        gangs={},
        relations=(),
        reporting="Regions only.",
        series=fake.SERIES,
        evidence=fake.EVIDENCE,
        parameters={"killing_per_member": LEVEL},
        main_series="un_killed",
        state=SimpleNamespace(
            courts=SimpleNamespace(judgements_per_day=None, review_limit_days=None),
            support=SimpleNamespace(host=None, contributor=None, council=None),
        ),
    )
