"""Whatever a bot sends, it gets an answer that Telegram could have given."""

import asyncio
from contextlib import suppress
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox import Sandbox, schema, views
from bot.sandbox.calls import RawCall, Upload
from bot.sandbox.markup import parse_html
from bot.sandbox.method_list import METHODS
from bot.sandbox.refusals import Refusal
from bot.sandbox.render import to_html
from bot.sandbox.schema import Kind
from bot.sandbox.text import read_text
from tests.helpers.examples import examples

# A poll with a long timeout would wait, and a webhook would be brought to.
CALM = sorted(METHODS.keys() - {"getUpdates", "setWebhook"})

TAGS = "<b> </b> <i> </i> </ <a·href='https://a.org'> </a> <blockquote·expandable> <pre> </pre>"
SIGNS = '&lt; &#65; & < > " = 😀 سلام <code·class=language-x> </code>'
PARTS = st.sampled_from(
    [part.replace("·", " ") for part in f"{TAGS} {SIGNS}".split()] + [" ", "\n"]
)
TEXTS = st.lists(PARTS, max_size=12).map("".join)

# Words that mean something somewhere, so that what is made of them gets far before it is refused.
FIELDS = """type offset length inline_keyboard keyboard text callback_data url message_id command
description force_reply remove_keyboard copy_text web_app media caption parse_mode entities"""
KEYS = st.sampled_from(FIELDS.split())
WORDS = st.sampled_from(
    ["", "bold", "photo", "attach://x", "https://a.org", "typing", "HTML", "ar", "1"]
)
LEAVES = st.none() | st.booleans() | st.integers(-3, 3) | TEXTS | WORDS
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)
OF_KIND = {
    Kind.STRING: TEXTS | WORDS,
    Kind.INTEGER: st.integers(-3, 3) | st.sampled_from([1, 2]),
    Kind.BOOLEAN: st.booleans(),
    Kind.ARRAY: st.lists(VALUES, max_size=3),
    Kind.OBJECT: st.dictionaries(KEYS, VALUES, max_size=4),
}


@st.composite
def calls(draw: st.DrawFn) -> RawCall:
    """A call of a method that exists, mostly with parameters of the right kind."""
    method = draw(st.sampled_from(CALM))
    args: dict[str, Any] = {}
    for name, parameter in schema.parameters(method).items():
        if parameter.required or draw(st.integers(0, 3)) == 0:
            kind = draw(st.sampled_from(sorted(parameter.kinds - {Kind.FILE}) or [Kind.STRING]))
            args[name] = draw(VALUES if draw(st.integers(0, 9)) == 0 else OF_KIND[kind])
    if "chat_id" in args:
        args["chat_id"] = 1
    uploads = {"x": Upload("x", "x", b"x")} if draw(st.booleans()) else {}
    return RawCall(method, args, uploads)


@examples(600)
@given(calls())
def test_any_call_is_answered_or_refused(asked: RawCall) -> None:
    sandbox = Sandbox(limits=None)
    person = sandbox.world.person(1)
    sandbox.people.says(person, "/start")
    # The numbers 1 and 2 are messages here, so that edits find something.
    for number in (1, 2):
        message = sandbox.world.add_message(person, sandbox.world.profile.user(), {"text": "x"})
        person.messages[number] = message
    with suppress(Refusal):
        asyncio.run(sandbox.perform(asked))
    views.chat(sandbox.world, person)


@examples(400)
@given(TEXTS)
def test_any_text_is_read_or_refused_and_shown_safely(source: str) -> None:
    try:
        text = read_text(source, "HTML", None)
    except Refusal:
        return
    # What is shown is Telegram's HTML again, so reading it gives the same text.
    again, entities = parse_html(to_html(text.plain, text.entities).replace("&#x27;", "'"))
    assert again == text.plain
    assert {e["type"] for e in entities} <= {e["type"] for e in text.entities} | {"text_link"}
