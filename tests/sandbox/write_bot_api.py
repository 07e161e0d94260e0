"""Writes `bot/sandbox/bot_api.json`: what the methods of the Bot API take, by its documentation.

python -m tests.sandbox.write_bot_api FOLDER

FOLDER is the unpacked npm package `@gramio/types`, whose TypeScript is generated from the
documentation: `npm pack @gramio/types`. Kept are methods, parameters and the objects that a bot
sends, without descriptions. A type is written as alternatives, such as `Integer|String` or
`Array<MessageEntity>`, with `!` where it is required. Unions stand at the end. TypeScript has one
kind of number, so the floating fields are listed here.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

FILE = Path(__file__).parents[2] / "bot" / "sandbox" / "bot_api.json"

FLOATING = {
    "corner_radius_percentage", "cover_frame_timestamp", "height_percentage",
    "horizontal_accuracy", "latitude", "longitude", "main_frame_timestamp", "rotation_angle",
    "scale", "temperature", "width_percentage", "x_percentage", "x_shift", "y_percentage",
    "y_shift",
}  # fmt: skip

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_INTERFACE = re.compile(r"^export interface (\w+) \{(\}|\n.*?^\})", re.DOTALL | re.MULTILINE)
_UNION = re.compile(r"^export type (\w+) =(.*?)(?=^export|\Z)", re.DOTALL | re.MULTILINE)
_FIELD = re.compile(r"^    (\w+)(\??):\s*(.*?)(?=^    \w+\??:|\Z)", re.DOTALL | re.MULTILINE)
_METHOD = re.compile(r"^    (\w+): CallAPI\w*<\s*(?:Params\.(\w+))?", re.MULTILINE)
_WORDS = {"string": "String", "boolean": "Boolean", "true": "Boolean", "false": "Boolean"}

Fields = dict[str, str]
Objects = dict[str, Fields]


def main(folder: Path) -> None:
    texts = {
        name: (folder / "out" / f"{name}.d.ts").read_text("utf-8")
        for name in ("methods", "params", "objects")
    }
    version = re.search(r"Based on Bot API v([\d.]+) \(([\d.]+)\)", texts["params"])
    assert version is not None
    plain = {name: _COMMENT.sub("", text) for name, text in texts.items()}
    unions = {
        name.removeprefix("Telegram"): _type(body)
        for name, body in _UNION.findall(plain["objects"] + plain["params"])
    }
    objects = {
        name.removeprefix("Telegram"): _fields(body)
        for name, body in _INTERFACE.findall(plain["objects"])
    }
    parameters = {name: _fields(body) for name, body in _INTERFACE.findall(plain["params"])}
    methods = {name: parameters.get(taken, {}) for name, taken in _METHOD.findall(plain["methods"])}
    words = {name: kind for name, kind in unions.items() if kind in {"String", "Integer"}}
    for fields in (*objects.values(), *methods.values()):
        for field, kind in fields.items():
            fields[field] = re.sub(r"\w+", lambda name: words.get(name[0], name[0]), kind)
    # The documentation says so in a sentence only.
    unions["RichText"] += "|Array<RichText>|String"
    package = json.loads((folder / "package.json").read_text("utf-8"))
    head = {
        "version": version[1],
        "of": version[2],
        "source": f"npm {package['name']} {package['version']} ({package['license']})",
    }
    _write(head, methods, *_sent(methods, objects, unions))


def _fields(body: str) -> Fields:
    found = {}
    for name, optional, written in _FIELD.findall(body.removesuffix("}")):
        kind = _type(written)
        if name in FLOATING:
            kind = kind.replace("Integer", "Float")
        found[name] = kind + ("" if optional else "!")
    return found


def _type(written: str) -> str:
    parts = {_part(part.strip()) for part in _alternatives(written)}
    return "|".join(sorted(part for part in parts if part))


def _alternatives(written: str) -> list[str]:
    """Split at the bars that stand outside of brackets."""
    parts, depth = [""], 0
    for char in written:
        depth += {"(": 1, "{": 1, "<": 1, ")": -1, "}": -1, ">": -1}.get(char, 0)
        if char == "|" and depth == 0:
            parts.append("")
        else:
            parts[-1] += char
    return parts


def _part(part: str) -> str:
    if part.endswith("[]"):
        return f"Array<{_type(part[:-2].strip().removeprefix('(').removesuffix(')'))}>"
    if part.startswith("{"):  # what the package's own classes turn into
        return ""
    if part.startswith(('"', "Exclude<", "`")):
        return "String"
    if part in _WORDS:
        return _WORDS[part]
    if part == "number" or part.lstrip("-").isdigit():
        return "Integer"
    name = part.removeprefix("Objects.").removeprefix("Telegram")
    return "File" if name == "InputFile" else name


def _sent(methods: Objects, objects: Objects, unions: Fields) -> tuple[Objects, Fields]:
    """The objects and unions that the parameters of methods lead to."""
    kept: Objects = {}
    named: Fields = {}
    ahead = [kind for fields in methods.values() for kind in fields.values()]
    while ahead:
        for name in re.findall(r"\w+", ahead.pop()):
            if name in objects and name not in kept:
                kept[name] = objects[name]
                ahead += objects[name].values()
            elif name in unions and name not in named:
                named[name] = unions[name]
                ahead.append(unions[name])
    return dict(sorted(kept.items())), dict(sorted(named.items()))


def _write(head: Fields, methods: Objects, objects: Objects, unions: Fields) -> None:
    def lines(entries: Objects | Fields) -> str:
        rows = (f"  {json.dumps(name)}: {json.dumps(each)}" for name, each in entries.items())
        return "{\n" + ",\n".join(rows) + "\n }"

    rows = [f" {json.dumps(name)}: {json.dumps(value)}" for name, value in head.items()]
    parts: dict[str, Objects | Fields] = {"methods": methods, "objects": objects, "unions": unions}
    rows += [f" {json.dumps(name)}: {lines(entries)}" for name, entries in parts.items()]
    FILE.write_text("{\n" + ",\n".join(rows) + "\n}\n", "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
