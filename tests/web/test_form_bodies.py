"""Bodies of forms, read while they arrive: what is kept of them, and what is too much."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest
from starlette.requests import Request
from starlette.types import Message

from bot.web.kit import body
from bot.web.kit.body import BodyTooLarge, read_form
from bot.web.kit.forms import LARGEST_FORM, MOST_FIELDS, Form

LARGEST = 1000
EDGE = "edge-of-parts"


def part(name: str, content: bytes, file: str | None = None) -> bytes:
    named = f'form-data; name="{name}"' + ("" if file is None else f'; filename="{file}"')
    return f"--{EDGE}\r\nContent-Disposition: {named}\r\n\r\n".encode() + content + b"\r\n"


END = f"--{EDGE}--\r\n".encode()


async def read(
    chunks: Iterable[bytes],
    kind: str = f"multipart/form-data; boundary={EDGE}",
    largest: int = LARGEST,
) -> Form:
    """Read a body that arrives in chunks, without saying how long it is."""
    left: Iterator[bytes] = iter(chunks)

    async def receive() -> Message:
        chunk = next(left, None)
        return {"type": "http.request", "body": chunk or b"", "more_body": chunk is not None}

    headers = [(b"content-type", kind.encode())]
    scope = {"type": "http", "method": "POST", "path": "/", "headers": headers}
    most = body.most_sent(largest, signed_in=True)
    return await read_form(Request(scope, receive), largest, most)


async def test_fields_and_files_are_read_wherever_chunks_are_cut() -> None:
    whole = (
        part("name", "Sara سارة".encode())
        + part("list", b"\x00\r\n--edge\r\n" * 40, 'my "list".xlsx'.replace('"', "'"))
        + part("whom", b"1")
        + part("whom", b"2")
        + part("none", b"", "")
        + END
    )
    for size in (1, 7, len(whole)):
        form = await read([whole[at : at + size] for at in range(0, len(whole), size)])
        assert form.values == {"name": ["Sara سارة"], "whom": ["1", "2"]}
        assert set(form.files) == {"list"}
        assert form.files["list"].name == "my 'list'.xlsx"
        assert form.files["list"].content == b"\x00\r\n--edge\r\n" * 40


async def test_a_file_that_is_too_large_is_not_kept_and_the_fields_are() -> None:
    def chunks() -> Iterator[bytes]:
        yield part("before", b"typed") + part("list", b"", "list.csv").removesuffix(b"\r\n")
        for _ in range(10):
            yield b"x" * (1 << 20)
        yield b"\r\n" + part("after", b"typed too") + END

    form = await read(chunks())
    assert form.values == {"before": ["typed"], "after": ["typed too"]}
    assert form.files["list"].too_large
    assert form.files["list"].content == b""


async def test_a_form_that_takes_no_files_keeps_none() -> None:
    form = await read([part("list", b"x" * 50, "list.csv") + part("name", b"x") + END], largest=0)
    assert (form.values, form.files) == ({"name": ["x"]}, {})


@pytest.mark.parametrize("largest", [0, LARGEST])
async def test_an_endless_body_is_given_up(largest: int) -> None:
    """Although no header says how long it is."""
    sent = 0

    def chunks() -> Iterator[bytes]:
        nonlocal sent
        yield part("list", b"", "list.csv").removesuffix(b"\r\n")
        while True:
            sent += 1
            yield b"x" * (1 << 20)

    with pytest.raises(BodyTooLarge):
        await read(chunks(), largest=largest)
    assert sent <= (body.MOST_SENT if largest else LARGEST_FORM) >> 20


async def test_fields_have_bounds_as_well() -> None:
    for whole in (
        [part("name", b"x" * LARGEST_FORM) + part("more", b"x") + END],
        [part("name", b"x") * (MOST_FIELDS + 1) + END],
        [*(part(f"list-{n}", b"x", "a.csv") for n in range(body.MOST_FILES + 1)), END],
    ):
        with pytest.raises(BodyTooLarge):
            await read(whole)
    plain = "application/x-www-form-urlencoded"
    for sent in (b"a=" + b"x" * LARGEST_FORM, b"a=1&" * (MOST_FIELDS + 1)):
        with pytest.raises(BodyTooLarge):
            await read([sent], plain)


async def test_other_bodies_have_no_fields() -> None:
    assert await read([b"nonsense"]) == Form()
    assert await read([part("name", b"never ended")]) == Form({}, {})
    assert await read([b"{}"], "application/json") == Form()
    assert await read([b"a=%FF&b&c=1+2&c="], "application/x-www-form-urlencoded") == Form(
        {"a": ["�"], "b": [""], "c": ["1 2", ""]}
    )
