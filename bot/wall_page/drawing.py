"""The page of a room as HTML. Pure: what is seen comes in, a page goes out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import segno
from jinja2 import Environment, PackageLoader

from bot.app.live_session.session_flow import Phase
from bot.chat.kinds import PRESENTERS
from bot.chat.trainer.live_session.class_choices import Offer
from bot.chat.trainer.live_session.session_control_screens import consequence
from bot.chat.trainer.live_session.session_view import Room
from bot.chat.trainer.live_session.wall_view import Over, Scene
from bot.locale import LANGUAGES, Words, words
from scenarios.bidi import RTL
from scenarios.kinds import KINDS

ENDED, NOTHING = 410, 404


def status(seen: Scene | Over | None) -> int:
    """The status of an answer: 200, 410 where a session is over, 404 where there is none."""
    if seen is None:
        return NOTHING
    return ENDED if isinstance(seen, Over) else 200


def page(seen: Scene | Over | None) -> str:
    """The whole page, as it is opened."""
    speak = seen.speak if seen is not None else words("en")
    return _rendered(
        "page",
        language=speak.language,
        direction=_direction(speak),
        title=seen.room.title if isinstance(seen, Scene) else "Basira · بصيرة",
        theme=speak.say("Light or dark"),
        scene=scene(seen),
    )


def scene(seen: Scene | Over | None) -> str:
    """What is on the page now."""
    if seen is None:
        said = [words(one).say("There is nothing here, or it is over.") for one in LANGUAGES]
        return _rendered("over", language="en", direction="ltr", said=said)
    speak = seen.speak
    where = {"language": speak.language, "direction": _direction(speak)}
    if isinstance(seen, Over):
        return _rendered("over", **where, said=[speak.say("The session is over.")])
    return _rendered("scene", **where, **_scene(speak, seen.room))


def _scene(speak: Words, room: Room) -> Mapping[str, Any]:
    turn, phase = room.turn, room.phase
    lobby = phase is Phase.LOBBY
    after = consequence(speak, turn.after) if turn.after is not None and not lobby else ()
    joining = phase in (Phase.LOBBY, Phase.VOTING)
    return {
        "phase": phase.value,
        "title": room.title,
        "place": f"{room.cohort.name} · {room.session.place}",
        "counted": _counted(speak, room),
        "after": [(line.role.value, line.text) for line in after],
        "passages": () if lobby else (*turn.passages, *((turn.recap,) if turn.recap else ())),
        "prompt": "" if lobby else turn.prompt or "",
        "choices": ()
        if lobby
        else [_choice(speak, room, one) for one in room.offers if one.text or one.n],
        "question": room.question,
        "said": _said(speak, room),
        "code": _code(room.door) if joining else "",
        "link": room.door.removeprefix("https://"),
        "exercise": speak.say(
            "This is an exercise. A real case goes to the agency's own line, never into this room."
        ),
    }


def _shown(room: Room) -> Iterable[Offer]:
    """The choices; of a scale, its ends and what somebody voted for."""
    return (one for one in room.offers if one.text or one.n)


def _choice(speak: Words, room: Room, one: Offer) -> Mapping[str, Any]:
    """A choice; once the vote is closed with its bar, which begins where the text begins."""
    every = sum(each.n for each in room.offers)
    share = round(100 * one.n / every) if every else 0
    return {
        "letter": one.letter,
        "text": one.text,
        "n": one.n,
        "percent": speak.say("{n}%", n=share),
        "width": share,
        "start": 100 - share if speak.language in RTL else 0,
        "mark": _mark(room, one),
    }


def _mark(room: Room, one: Offer) -> str:
    """That the room ticked it, or at which place it put it; empty where it did not."""
    if one.id not in room.marks:
        return ""
    ordered = KINDS[room.turn.kind].decision.sequenced
    return str(room.marks.index(one.id) + 1) if ordered else "✓"


def _counted(speak: Words, room: Room) -> str:
    """Who is there, or how many votes are in."""
    counts = room.counts
    if room.phase is Phase.LOBBY:
        return speak.count("{n} person is there.", "{n} people are there.", counts.there)
    if room.phase not in (Phase.VOTING, Phase.CLOSED):
        return ""
    return speak.count("{n} vote", "{n} votes", counts.voted + counts.hands)


def _said(speak: Words, room: Room) -> str:
    """What there is to do in the room."""
    say = speak.say
    match room.phase:
        case Phase.LOBBY:
            return say("Scan the code with the phone to come in.")
        case Phase.VOTING | Phase.TALKING:
            return PRESENTERS[room.turn.kind].wall_task(speak)
        case _:
            return ""


def _code(link: str) -> str:
    """A link as a QR code, dark on light in every look, so that phones can read it."""
    code = segno.make(link, error="m", micro=False)
    return code.svg_inline(border=3, dark="#000", light="#fff", omitsize=True, svgclass="code")


def _direction(speak: Words) -> str:
    return "rtl" if speak.language in RTL else "ltr"


@cache
def _pages() -> Environment:
    return Environment(
        loader=PackageLoader("bot.wall_page", "look"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _rendered(name: str, **what: Any) -> str:
    return str(_pages().get_template(f"{name}.html.j2").render(**what))
