import gc
from functools import lru_cache
from pathlib import Path

import pytest

from scenarios import case_library
from scenarios.loader import Loaded, load_folder

pytest_plugins = ["tests.helpers.databases", "tests.helpers.selection"]


@lru_cache
def of_the_library(folder: Path) -> Loaded:
    return load_folder(folder, advice=False)


def load(folder: Path, *, advice: bool) -> Loaded:
    """As always; but the library stays as it is while tests run, so a case is read once."""
    if advice or not folder.is_relative_to(case_library.LIBRARY):
        return load_folder(folder, advice=advice)
    return of_the_library(folder)


pytest.MonkeyPatch().setattr(case_library, "load_folder", load)


def pytest_collection_finish() -> None:
    """Keep the garbage collector from looking through all that was collected again and again."""
    gc.collect()
    gc.freeze()
