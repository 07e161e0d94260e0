"""`basira export xapi --to`: a store gets each statement, whatever happens on the way."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import repeat
from pathlib import Path

import orjson
import pytest
from aiohttp import web

from bot.cli.lrs_client import PAUSES, TOGETHER, LrsError, receipt, send_statements, usable
from bot.export.dataset_list import DATASETS
from bot.export.writers.xapi_writer import StatementBuilder
from bot.settings import NOBODYS
from tests.helpers.lrs import KEY, SECRET, FakeLrs, listening

ROW = dict.fromkeys(column.name for column in DATASETS["decisions"].table("en").columns) | {
    "person": "p1",
    "cohort": "c_1",
    "work": "w_1",
    "scenario": "dream-job",
    "attempt": "a1",
    "decision": "door",
    "kind": "choose",
    "act": "papers",
    "points": 1.0,
    "critical": False,
    "language": "ar",
    "at": "2026-11-02T06:01:00Z",
}


def written(folder: Path, turns: range) -> Path:
    """A file of statements."""
    told = (
        row for turn in turns for row in StatementBuilder(NOBODYS).of_decision(ROW | {"turn": turn})
    )
    file = folder / "xapi.jsonl"
    file.write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in told))
    return file


class Pauses(list[float]):
    """Pauses that are noted and not made."""

    async def __call__(self, seconds: float) -> None:
        self.append(seconds)


async def test_interrupted_upload_resumes(tmp_path: Path) -> None:
    store, pauses, file = FakeLrs(), Pauses(), written(tmp_path, range(120))

    def moods() -> Iterator[web.Response | None]:
        yield None
        yield web.Response(status=503)
        yield web.Response(status=429, headers={"Retry-After": "7"})
        yield None
        for _ in range(len(PAUSES) + 1):
            yield web.Response(status=502)

    store.moods = moods()
    async with listening(store) as address:
        with pytest.raises(LrsError, match="out of reach or busy"):
            await send_statements(file, address, KEY, SECRET, pause=pauses)
        assert store.posts == [TOGETHER, TOGETHER]
        assert pauses == [1, 7, *PAUSES]

        with receipt(file, address).open("ab") as notes:
            notes.write(b"half")  # the machine went off
        assert await send_statements(file, address, KEY, SECRET) == 20
        asked = store.asked
        assert await send_statements(file, f"{address}/", KEY, SECRET) == 0
        assert store.asked == asked
        written(tmp_path, range(-5, 121))
        assert await send_statements(file, address, KEY, SECRET) == 6
        receipt(file, address).unlink()
        assert await send_statements(file, address, KEY, SECRET) == 126
    assert len(store.kept) == 126

    with pytest.raises(LrsError, match="out of reach or busy"):  # nobody listens there any more
        await send_statements(
            written(tmp_path, range(200, 201)), address, KEY, SECRET, pause=pauses
        )


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (web.Response(status=403), "may not write"),
        (web.Response(status=409), "other statements under the same ids"),
        (web.Response(status=302, headers={"Location": "/elsewhere"}), "it answers 302"),
        (web.Response(text="<p>Welcome</p>"), "it answers 200, and not as a store does"),
        (web.json_response([]), "it answers 200, and not as a store does"),
    ],
)
async def test_permanent_failure_is_reported(
    answer: web.Response, why: str, tmp_path: Path
) -> None:
    store, file = FakeLrs(), written(tmp_path, range(3))
    store.moods = repeat(answer, 1)
    async with listening(store) as address:
        with pytest.raises(LrsError, match=why):
            await send_statements(file, address, KEY, SECRET)
        assert store.asked == 1
        assert await send_statements(file, address, KEY, SECRET) == 3


@pytest.mark.parametrize(
    ("address", "may"),
    [
        ("https://lrs.example.org/xapi", True),
        ("http://127.0.0.1:8080/xapi", True),
        ("http://[::1]:8080/xapi", True),
        ("http://lrs.example.org/xapi", False),
        ("http://localhost.example.org/", False),
        ("https://key:secret@lrs.example.org/", False),
        ("https://lrs.example.org/?token=1", False),
        ("https://[lrs/", False),
        ("ftp://localhost/", False),
        ("lrs.example.org", False),
    ],
)
def test_a_key_goes_only_where_nobody_listens_in(address: str, *, may: bool) -> None:
    assert usable(address) is may
