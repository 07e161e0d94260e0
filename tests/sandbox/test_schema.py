"""What the Bot API takes is read from its documentation, whole, without a list of our own."""

import json
import re

import pytest

from bot.sandbox import schema
from bot.sandbox.method_list import METHODS
from bot.sandbox.schema import Kind
from tests.sandbox.write_bot_api import FILE


def test_every_method_of_ours_is_one_of_telegrams() -> None:
    for method in METHODS:
        assert schema.method_named(method) == method


def test_every_type_in_the_schema_is_known() -> None:
    api = json.loads(FILE.read_text("utf-8"))
    written = [*api["unions"].values()]
    for entries in (api["methods"], api["objects"]):
        written += [kind for fields in entries.values() for kind in fields.values()]
    simple = {"Array", "String", "Integer", "Float", "Boolean", "File"}
    names = set(re.findall(r"\w+", " ".join(written)))
    assert names <= simple | api["objects"].keys() | api["unions"].keys()


def test_the_librarys_conveniences_are_not_parameters() -> None:
    taken = schema.parameters("sendMessage")
    assert taken["text"].required
    assert not taken["parse_mode"].required
    assert not taken.keys() & {"read_timeout", "api_kwargs", "reply_to_message_id", "self"}


@pytest.mark.parametrize("name", ["initialize", "shutdown", "to_dict", "send_message", "_post"])
def test_unknown_methods(name: str) -> None:
    assert schema.method_named(name) is None


@pytest.mark.parametrize(
    ("method", "name", "given", "read"),
    [
        ("sendMessage", "chat_id", "501", 501),
        ("sendMessage", "chat_id", "@name", "@name"),
        ("sendMessage", "text", "501", "501"),
        ("sendMessage", "text", '{"a": 1}', '{"a": 1}'),
        ("sendMessage", "protect_content", "true", True),
        ("sendMessage", "reply_markup", '{"keyboard": []}', {"keyboard": []}),
        ("getUpdates", "allowed_updates", '["message"]', ["message"]),
    ],
)
def test_a_form_and_json_are_read_alike(method: str, name: str, given: str, read: object) -> None:
    parameter = schema.parameters(method)[name]
    assert parameter.read(given) == read
    assert parameter.read(read) == read


@pytest.mark.parametrize(
    ("method", "name", "given", "wanted"),
    [
        ("getUpdates", "offset", "soon", "Integer"),
        ("getUpdates", "offset", True, "Integer"),
        ("sendMessage", "text", 5, "String"),
        ("sendMessage", "protect_content", "1", "Boolean"),
        ("sendMessage", "reply_markup", "[]", "Object"),
        ("setMyCommands", "commands", {}, "Array"),
    ],
)
def test_invalid_parameters(method: str, name: str, given: object, wanted: str) -> None:
    with pytest.raises(ValueError, match=wanted):
        schema.parameters(method)[name].read(given)


def test_fields_of_objects_are_read_too() -> None:
    button = schema.fields("InlineKeyboardButton")
    assert button["text"].required
    assert button["callback_data"].kinds == {Kind.STRING}
