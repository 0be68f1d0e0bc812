"""The counties the tests of the sample look at."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from data.sample.county import generate

ZONE = ZoneInfo("Asia/Shanghai")
UNTIL = datetime(2026, 11, 20, 15, 30, tzinfo=ZONE)


@pytest.fixture(scope="package")
def county():
    return generate(0, 3_000, UNTIL)


@pytest.fixture(scope="package")
def counties(county):
    return [county, *(generate(seed, 3_000, UNTIL) for seed in range(1, 8))]


@pytest.fixture(scope="package")
def small():
    return generate(7, 300, UNTIL)


@pytest.fixture(scope="package")
def grids(county):
    households = county.households[county.households["resident"]]
    serial = households.groupby("village_code").cumcount() // 12 + 1
    code = households["village_code"] + serial.astype(str).str.zfill(3)
    grids = pd.DataFrame({"code": code, "village_code": households["village_code"]})
    return grids.drop_duplicates(ignore_index=True)
