from types import SimpleNamespace

import fake
import pytest


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
        regions=fake.REGIONS,
        territories=territories,
        gangs={},
        relations=(),
        reporting="Regions only.",
        series=fake.SERIES,
        evidence=fake.EVIDENCE,
        # a level that was counted, so that no figure of this place is made up
        parameters={"killing_per_member": SimpleNamespace(source="counts")},
        main_series="",
        state=SimpleNamespace(
            courts=SimpleNamespace(judgements_per_day=None, review_limit_days=None),
            support=SimpleNamespace(host=None, contributor=None, council=None),
        ),
    )
