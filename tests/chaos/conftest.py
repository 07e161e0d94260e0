import io
import subprocess
import tarfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from storage.db import schema
from tests.bench.soak.workers import ForkServer, listened_to, nursery
from tests.helpers.cluster import Cluster
from tests.helpers.databases import PostgreSQL

ROOT = Path(__file__).parents[2]
OLDEST_PROGRAM = "bfbec744"
"""The first commit whose schema is `OLDEST` or later (`storage/db/schema_versions.py`)."""


@pytest.fixture(scope="session")
def loaded() -> Iterator[subprocess.Popen[bytes]]:
    """A process that has loaded all that a bot needs, since each by itself would take seconds."""
    with nursery() as process:
        yield process


@pytest.fixture
async def forks(loaded: subprocess.Popen[bytes]) -> AsyncIterator[ForkServer]:
    """Where bots come from."""
    async with listened_to(loaded) as found:
        yield found


@pytest.fixture
def cluster(postgresql: PostgreSQL, fast: Path) -> Iterator[Cluster]:
    """A server that may crash, with an empty database of ours."""
    found = Cluster(postgresql, fast)
    try:
        found.make()
        schema.upgrade(found.url)
        yield found
    finally:
        found.end()


@pytest.fixture
def standby(postgresql: PostgreSQL, fast: Path, cluster: Cluster) -> Iterator[Cluster]:
    """A server that has all that the other has, at any moment."""
    found = Cluster(postgresql, fast)
    try:
        found.copy(cluster)
        yield found
    finally:
        found.end()


@pytest.fixture(scope="session")
def oldest_release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The oldest program that works with the present schema, from the history."""
    folder = tmp_path_factory.mktemp("oldest")
    archive = ("git", "archive", "--format=tar", OLDEST_PROGRAM, "bot", "storage", "scenarios")
    packed = subprocess.run(archive, cwd=ROOT, capture_output=True, check=False)
    if packed.returncode:
        pytest.skip("the history is not there")
    with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as files:
        files.extractall(folder, filter="data")
    return folder
