"""A clean case with an exhibit of each kind, its files, and how media files are made."""

from __future__ import annotations

import struct
import zlib

from scenarios.media import as_text
from tests.findings.every_kind import KINDS, KINDS_ARABIC

PLAN = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 300">
  <rect x="10" y="10" width="380" height="280" fill="none" stroke="black"/>
  <text x="40" y="60">Room 4</text>
</svg>
"""


def png(
    width: int = 4, height: int = 3, *more: tuple[bytes, bytes], after_head: bytes = b""
) -> bytes:
    """A grey PNG, perhaps with a longer header, and further chunks before its pixels."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0) + after_head
    pixels = zlib.compress((b"\0" + b"\x80" * width) * height)
    chunks = ((b"IHDR", head), *more, (b"IDAT", pixels), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(content))
        + kind
        + content
        + struct.pack(">I", zlib.crc32(kind + content))
        for kind, content in chunks
    )


def ogg(seconds: int = 2, head: bytes = b"OpusHead") -> bytes:
    """The pages of an Ogg Opus stream: its head, and a page that claims to end after so long."""

    def page(position: int, number: int, content: bytes) -> bytes:
        fields = struct.pack("<qII", position, 7, number)
        return b"OggS\0\0" + fields + bytes(4) + bytes((1, len(content))) + content

    told = head + struct.pack("<BBHIhB", 1, 1, 312, 48_000, 0, 0)
    return page(0, 0, told) + page(312 + seconds * 48_000, 1, b"\xf8\xff\xfe")


_EXHIBITS = """\
exhibits:
  talk:
    caption: "The chat on her phone"
    chat:
      people: {him: "{companion}", her: "{patient}"}
      owner: her
      messages:
        asks: {by: him, at: "21:04", text: "Where are you?"}
        tells: {by: her, text: "In the waiting room."}
  roster:
    caption: "The roster beside the door"
    document:
      heading: "Night cleaners"
      columns: "Name | Monday | Tuesday"
      rows:
        first: "{patient} | 22-06 | 22-06"
        second: "Amina | 22-06 |"
      foot: "Ask before you swap."
  plan:
    caption: "The floor plan"
    picture:
      file: plan.svg
      transcript: "One door leads to room 4."
  call:
    caption: "A voice message"
    voice:
      file: {en: call-en.ogg, ar: call-ar.ogg}
      transcript: "\\"Tell them that you are my wife.\\""

"""
_ARABIC = """\
exhibits:
  talk:
    caption: "المحادثة على هاتفها"
    chat:
      people: {him: "{companion}", her: "{patient}"}
      messages:
        asks: {text: "أين أنت؟"}
        tells: {text: "في غرفة الانتظار."}
  roster:
    caption: "جدول المناوبات بجانب الباب"
    document:
      heading: "عمال النظافة ليلًا"
      columns: "الاسم | الاثنين | الثلاثاء"
      rows:
        first: "{patient} | 22-06 | 22-06"
        second: "أمينة | 22-06 |"
      foot: "السؤال قبل أي تبديل."
  plan:
    caption: "مخطط الطابق"
    picture:
      transcript: "باب واحد يؤدي إلى الغرفة 4."
  call:
    caption: "رسالة صوتية"
    voice:
      transcript: "«قولي لهم إنك زوجتي»."

"""

EXHIBITS = (
    KINDS.replace("start: door\n", f"{_EXHIBITS}start: door\n")
    .replace("  door:\n    text:", "  door:\n    exhibit: [talk, roster]\n    text:")
    .replace("  signs:\n", "  signs:\n    exhibit: [plan, call]\n", 1)
)
EXHIBITS_ARABIC = KINDS_ARABIC.replace("scenes:\n", f"{_ARABIC}scenes:\n", 1)
FILES: dict[str, bytes] = {
    "scenario.yaml": EXHIBITS.encode(),
    "ar.yaml": EXHIBITS_ARABIC.encode(),
    "media/plan.svg": PLAN.encode(),
    "media/call-en.ogg": ogg(),
    "media/call-ar.ogg": ogg(3),
}
TEXTS = {name: as_text(name, raw) for name, raw in FILES.items()}
