"""What comes by itself tells a locked phone, and whoever looks at it, nothing of its subject."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.app.access.rights import TRAINER
from bot.app.playing.time_limits import GRACE
from bot.chat import notices as notice_modules
from bot.chat.common import certificate_links
from bot.chat.kit.notices import NoticeText
from bot.chat.kit.routes import call
from bot.chat.kit.screen import Button, Screen
from bot.chat.learner.case_cards import case_card
from bot.chat.learner.personal_settings import set_discreet, set_language
from bot.chat.routes import NOTICE_TEXTS
from bot.locale import words
from bot.outbox.notice_sending import WRITTEN_OUT, notice_screen
from bot.telegram.render import html
from scenarios.languages import LANGUAGES
from tests.helpers.front_desk import FrontDesk, at_counter, front_desk
from tests.helpers.live_session import a_class, asking, begun
from tests.helpers.refresher_world import RefresherWorld
from tests.helpers.staff import AIRPORT, Staff

TOPIC = re.compile(
    "traffick|victim|exploit|forced|slave|servitude|abus|passport|prostitut|sexual|smuggl|migra"
    "|recruit|police|rescue|report|labour|refer|danger"
    "|اتجار|ضحي|ضحايا|استغلال|سخرة|قسر|جبري|عبودية|استعباد|جواز|تهريب|مهاجر|إيذاء|عنف|دعارة"
    "|شرط|إنقاذ|بلاغ|إحالة|خطر",
    re.IGNORECASE,
)
SPOILER = re.compile("<tg-spoiler>.*?</tg-spoiler>", re.DOTALL)
BETRAYING = (
    "“The recruiter”: a victim of trafficking, forced labour.",
    "«مكتب الاستقدام»: ضحية اتجار وعمل جبري.",
)
SEE = call(case_card, "kinds")
MODULES = (*inspect.getmembers(notice_modules, inspect.ismodule), ("links", certificate_links))


def seen(screen: Screen) -> str:
    """What shows without a tap."""
    return SPOILER.sub("", html(screen))


def seen_words(screen: Screen) -> str:
    return re.sub("<.*?>", "", seen(screen)).strip()


def first_line(screen: Screen) -> str:
    return html(screen).split("\n")[0]


def labels() -> Iterator[tuple[str, str | None]]:
    """Each button of a notice: where it is made, and its label; None where that is no constant."""
    for name, module in MODULES:
        source = Path(inspect.getfile(module)).read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(source)):
            match node:
                case ast.Call(func=ast.Name("button" | "Button"), args=[label, *_]):
                    yield f"{name}:{node.lineno}", _constant(label)


def _constant(label: ast.expr) -> str | None:
    match label:
        case ast.Call(
            func=ast.Name("say") | ast.Attribute(attr="say"),
            args=[ast.Constant(str(text))],
            keywords=[],
        ):
            return text
        case ast.Call(func=ast.Name("str"), args=[ast.Name("number")]):
            return "0"  # whichever number it is
    return None


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_button_of_any_notice_names_a_case_or_the_topic(language: str) -> None:
    """Each label is a constant, so nothing that is filled in can betray anything."""
    found = dict(labels())
    assert len(found) > len(NOTICE_TEXTS) / 2
    assert [place for place, label in found.items() if label is None] == []
    said = {place: words(language).say(label) for place, label in found.items() if label}
    assert {place: label for place, label in said.items() if TOPIC.search(label)} == {}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("count", [1, 2, WRITTEN_OUT + 2])
def test_a_notice_shows_nothing_of_its_text(language: str, count: int) -> None:
    """Whatever its kind says. Where discreet messages are off, its first line is neutral still."""
    speak = words(language)
    texts = [NoticeText(text, Button(speak.say("Open"), SEE)) for text in BETRAYING] * count
    discreet = notice_screen(speak, texts[:count], discreet=True)
    open_ = notice_screen(speak, texts[:count], discreet=False)

    for visible in (seen(discreet), first_line(open_), *(each.text for each in discreet.buttons)):
        assert not TOPIC.search(visible)
    assert BETRAYING[0] in html(open_)


def test_equal_buttons_are_numbered_like_their_notices() -> None:
    speak = words("en")
    texts = [NoticeText(name, Button("Open", SEE)) for name in ("first", "second")]
    screen = notice_screen(speak, texts, discreet=True)

    assert [line.text for line in screen.lines[1:]] == ["1. first", "2. second"]
    assert [words_of_label(button.text) for button in screen.buttons] == ["1 · Open", "2 · Open"]


def words_of_label(label: str) -> str:
    return label.replace("\u2068", "").replace("\u2069", "")


# --- What asks


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("discreet", [True, False])
async def test_a_refresher_begins_with_a_neutral_line(
    school: RefresherWorld, language: str, discreet: bool
) -> None:
    await school.plays()
    await school.desk.tap(call(set_language, language))
    await school.desk.tap(call(set_discreet, discreet))
    await school.goes_to(await school.comes())
    sent = await school.sends()

    assert sent is not None
    assert not TOPIC.search(first_line(sent))
    assert "Elsewhere" not in first_line(sent)
    if discreet:
        assert len(sent.lines) == len(sent.buttons) == 1


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[FrontDesk]:
    async with front_desk(database_url) as front:
        yield front


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_step_that_comes_by_the_clock_shows_nothing_of_its_story(
    desk: FrontDesk, language: str
) -> None:
    await desk.tap(call(set_language, language))
    await at_counter(desk)
    desk.clock.passes(30 + GRACE.total_seconds())
    await desk.overtime.send()

    (sent,) = desk.post.sent
    assert seen_words(sent.screen).strip("\u200e\u200f") == words(language).say(
        "Your next step is here."
    )
    assert len(sent.screen.buttons) > 1


@pytest.mark.parametrize("language", LANGUAGES)
async def test_resent_screen_hides_its_story(desk: FrontDesk, language: str) -> None:
    await desk.tap(call(set_language, language))
    await at_counter(desk, arrives=False)

    ((_, screen),) = await desk.owed()
    seen = seen_words(screen).strip("\u200e\u200f")
    assert seen == words(language).say("Your next step is here.")


async def test_undiscreet_notice_names_the_step(desk: FrontDesk) -> None:
    await desk.tap(call(set_discreet, False))
    await at_counter(desk, arrives=False)

    ((_, screen),) = await desk.owed()
    assert seen(screen) == html(screen)


async def test_a_question_of_a_class_shows_nothing_of_its_story(sqlite_url: str) -> None:
    async with front_desk(sqlite_url) as front:
        front.parts.links.username = "basira_bot"
        staff = Staff(front)
        await staff.person("trainer", (TRAINER, AIRPORT))
        await staff.person("sara")
        await a_class(staff, "sara")
        await begun(staff, "sara")
        await asking(staff).ask()

        (sent,) = front.post.sent
        assert seen_words(sent.screen) == "A question for you."
