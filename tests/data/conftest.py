"""A database whose every change is rolled back after each test."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from sqlalchemy.orm import sessionmaker

from data.session import make_engine


@pytest.fixture(scope="session")
def engine(new_database):
    engine = make_engine(new_database("rolled_back"))
    yield engine
    engine.dispose()


@pytest.fixture
def session(engine):
    """Session inside one outer transaction that is always rolled back."""
    with engine.connect() as connection:
        outer = connection.begin()
        sessions = sessionmaker(
            connection, join_transaction_mode="create_savepoint", expire_on_commit=False
        )
        with sessions() as session:
            yield session
        outer.rollback()


@pytest.fixture(scope="session")
def small():
    """The module that makes the small county up; the tests of `api` use it too."""
    place = Path(__file__).parents[1] / "api" / "small_county.py"
    spec = spec_from_file_location("small_county", place)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
