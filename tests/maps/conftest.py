"""The made-up place as a fixture."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def made_up() -> ModuleType:
    spec = spec_from_file_location("made_up", Path(__file__).with_name("made_up.py"))
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
