"""Gazetteers of the tests of addresses."""

import csv
import gzip
import importlib.util
from dataclasses import replace
from pathlib import Path

import pytest

from data.reference.divisions import read_elsewhere, read_former_divisions
from geo.address.divisions import Division
from geo.address.gazetteer import build_gazetteer
from geo.address.read import read_address

_SPEC = importlib.util.spec_from_file_location("made_up", Path(__file__).with_name("made_up.py"))


@pytest.fixture(scope="session")
def made_up():
    """Codes and rows of a made-up county."""
    module = importlib.util.module_from_spec(_SPEC)
    _SPEC.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def read(made_up):
    """Read a text against the made-up county."""
    gazetteer = made_up.made_up_gazetteer()

    def reading(text, **known):
        return read_address(gazetteer, text, **known)

    return reading


def divisions_of(path):
    """Divisions of a file of the statistics bureau, with the former names we ship."""
    former = read_former_divisions()
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt") as file:
        rows = [Division(row["code"], row["name"], row["parent"]) for row in csv.DictReader(file)]
    return [replace(row, former=former.get(row.code, ())) for row in rows]


@pytest.fixture(scope="session")
def jungar(shared_data):
    """Divisions of Jungar Banner."""
    return divisions_of(shared_data / "divisions" / "nbs2016_jungar_150622.csv")


@pytest.fixture(scope="session")
def jungar_gazetteer(jungar):
    return build_gazetteer(jungar, elsewhere=read_elsewhere())


@pytest.fixture(scope="session")
def region(shared_data):
    """Divisions of the whole autonomous region."""
    return divisions_of(shared_data / "divisions" / "nbs2016_inner_mongolia_all_levels.csv.gz")


@pytest.fixture(scope="session")
def region_gazetteer(region):
    return build_gazetteer(region, elsewhere=read_elsewhere())


@pytest.fixture(scope="session")
def gazetteers(shared_data, jungar_gazetteer):
    """Gazetteers of Jungar Banner, of Hohhot, and of Hinggan League by their short names."""
    files = {"hohhot": "nbs2016_hohhot_1501.csv", "hinggan": "nbs2016_hinggan_1522.csv"}
    others = {
        name: build_gazetteer(
            divisions_of(shared_data / "divisions" / file), elsewhere=read_elsewhere()
        )
        for name, file in files.items()
    }
    return others | {"jungar": jungar_gazetteer}
