"""Telegram's HTML is read as Telegram reads it, and shown again safely."""

import pytest

from bot.sandbox.markup import parse_html
from bot.sandbox.refusals import Refusal
from bot.sandbox.render import to_html
from bot.sandbox.text import read_text, written

MARKED = {
    "<b>a</b><i>b</i>": ("ab", [("bold", 0, 1), ("italic", 1, 1)]),
    "<strong>a</strong><em>b</em><ins>c</ins><del>d</del>": (
        "abcd",
        [("bold", 0, 1), ("italic", 1, 1), ("underline", 2, 1), ("strikethrough", 3, 1)],
    ),
    "<b>a<i>b</i></b>": ("ab", [("bold", 0, 2), ("italic", 1, 1)]),
    "<b>a</>": ("a", [("bold", 0, 1)]),
    "<B>a</b >": ("a", [("bold", 0, 1)]),
    "<b></b>x": ("x", []),
    "<b>a<b>b</b></b>": ("ab", [("bold", 0, 2)]),
    "😀<b>a</b>": ("😀a", [("bold", 2, 1)]),
    "<b>😀</b>": ("😀", [("bold", 0, 2)]),
    "سلام <b>عليكم</b>": ("سلام عليكم", [("bold", 5, 5)]),
    '<span class="tg-spoiler">a</span>': ("a", [("spoiler", 0, 1)]),
    "<blockquote>a</blockquote>": ("a", [("blockquote", 0, 1)]),
    "<blockquote expandable>a</blockquote>": ("a", [("expandable_blockquote", 0, 1)]),
    "<blockquote>a<blockquote>b</blockquote></blockquote>": ("ab", [("blockquote", 0, 2)]),
    "<code>a<b>b</b></code>": ("ab", [("code", 0, 2)]),
    "&lt;b&gt; &amp; &quot;&#65;&#x42;": ('<b> & "AB', []),
    "&ge; &nbsp; & &#0;": ("&ge; &nbsp; & &#0;", []),
    '<a href="nothing">a</a>': ("a", []),
    "<a>a.org</a>": ("a.org", [("text_link", 0, 5)]),
    '<tg-time unix="1">a</tg-time>': ("a", [("date_time", 0, 1)]),
}


@pytest.mark.parametrize("source", MARKED)
def test_marks(source: str) -> None:
    text, entities = parse_html(source)
    assert (text, [(e["type"], e["offset"], e["length"]) for e in entities]) == MARKED[source]


def test_entities_of_markup() -> None:
    assert parse_html("<a href='https://a.org/?b=1&amp;c=2'>x</a>")[1][0]["url"] == (
        "https://a.org/?b=1&c=2"
    )
    (code,) = parse_html('<pre><code class="language-python">x</code></pre>')[1]
    assert code == {"type": "pre", "offset": 0, "length": 1, "language": "python"}
    (emoji,) = parse_html('<tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>')[1]
    assert emoji["custom_emoji_id"] == "5368324170671202286"


REFUSED = {
    "<br>": 'Unsupported start tag "br" at byte offset 0',
    "<br/>": 'Unsupported start tag "br/" at byte offset 0',
    "سلام <int>": 'Unsupported start tag "int" at byte offset 9',
    "a < b": 'Unsupported start tag "" at byte offset 2',
    "x <b": "Unclosed start tag at byte offset 2",
    "<a href": 'Unclosed start tag "a" at byte offset 0',
    "<a href=": 'Unclosed start tag "a" at byte offset 0',
    '<a href="x"': "Unclosed start tag at byte offset 0",
    '<a ="x">y</a>': 'Empty attribute name in the tag "a" at byte offset 0',
    "<a href=x/>y</a>": "Unexpected end of name token at byte offset 8",
    "<span>x</span>": 'Tag "span" must have class "tg-spoiler" at byte offset 0',
    "x</b>": "Unexpected end tag at byte offset 1",
    "<b>x</b": "Unclosed end tag at byte offset 4",
    "<b>x</i>": 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"',
    "<b>x": 'Can\'t find end tag corresponding to start tag "b"',
    '<tg-emoji emoji-id="x">y</tg-emoji>': "Invalid custom emoji identifier specified",
    "&#xD800;": (
        "Text contains invalid Unicode characters after decoding HTML entities, "
        "check for unmatched surrogate code units"
    ),
}


@pytest.mark.parametrize("source", REFUSED)
def test_refusals(source: str) -> None:
    with pytest.raises(Refusal) as refused:
        parse_html(source)
    assert refused.value.description == f"Bad Request: can't parse entities: {REFUSED[source]}"


def test_trimming_moves_the_marks() -> None:
    text = read_text("  <b> a </b> ", "HTML", None)
    assert text.plain == "a"
    assert text.entities == [{"type": "bold", "offset": 0, "length": 1}]


def test_isolates_stay_and_old_direction_marks_go() -> None:
    """An Arabic text with a number in it, once the right way and once the old way."""
    assert written("\u2067سلام\u2069 \u200f5").plain == "\u2067سلام\u2069 \u200f5"
    assert written("\u202bسلام\u202c").plain == "سلام"


def test_commands_and_links_are_found() -> None:
    found = written("/start and /help: https://a.org/b, not a/b or </i>").entities
    assert [(e["type"], e["offset"], e["length"]) for e in found] == [
        ("bot_command", 0, 6),
        ("bot_command", 11, 5),
        ("url", 18, 15),
    ]


def test_given_entities_are_checked() -> None:
    with pytest.raises(Refusal, match="entity begins after the end of the text at UTF-16 offset 9"):
        read_text("hello", None, [{"type": "bold", "offset": 9, "length": 1}])
    with pytest.raises(Refusal, match="Unsupported type specified"):
        read_text("hello", None, [{"type": "shiny", "offset": 0, "length": 1}])


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("<b>a<i>b</i></b>c", "<b>a<i>b</i></b>c"),
        ("&lt;script&gt;<b>&quot;</b>", "&lt;script&gt;<b>&quot;</b>"),
        ("<blockquote expandable>😀 <b>x</b></blockquote>y", None),
        (
            '<pre><code class="language-python">x</code></pre>',
            '<pre><code class="language-python">x</code></pre>',
        ),
        ("<tg-spoiler>x</tg-spoiler>", "<tg-spoiler>x</tg-spoiler>"),
    ],
)
def test_shown_again(source: str, shown: str | None) -> None:
    assert to_html(*parse_html(source)) == (shown or source)


def test_a_link_cannot_run_a_script() -> None:
    assert to_html(*parse_html('<a href="javascript:alert(1)">x</a>')) == "x"
    assert 'href="https://a.org/&quot;onclick=x"' in to_html(
        *parse_html("<a href='https://a.org/\"onclick=x'>x</a>")
    )


def test_marks_that_overlap_are_closed_all_the_same() -> None:
    marks = [
        {"type": "bold", "offset": 0, "length": 2},
        {"type": "italic", "offset": 1, "length": 2},
    ]
    assert to_html("abc", marks) == "<b>a<i>b</i></b><i>c</i>"
