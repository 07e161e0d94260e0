"""The wall page as HTML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader

from bot.app.live_session.session_flow import Phase
from bot.app.live_session.session_state import SessionState
from bot.kinds import PRESENTERS
from bot.locale import Words, words
from bot.phrases.class_choices import Choice
from bot.phrases.class_view import ClassView, revealed
from bot.pictures.typeset import qr_for_page
from scenarios.kinds import KINDS
from scenarios.languages import REQUIRED, RTL

ENDED, NOTHING = 410, 404


@dataclass(frozen=True, slots=True)
class Scene:
    """The content of a session's page."""

    words: Words
    view: ClassView | None
    """None once the session is over."""


def status(scene: Scene | None) -> int:
    """The status of an answer: 200, 410 where a session is over, 404 where there is none."""
    if scene is None:
        return NOTHING
    return ENDED if scene.view is None else 200


def page(scene: Scene | None) -> str:
    speak = scene.words if scene is not None else words("en")
    return _rendered(
        "page",
        language=speak.language,
        direction=_direction(speak),
        title=scene.view.title if scene and scene.view else "Basira · بصيرة",
        theme=speak.say("Light or dark"),
        scene=main(scene),
    )


def main(scene: Scene | None) -> str:
    """The changing part of the page."""
    if scene is None:
        messages = [
            words(each).say("There is no session here, or it has ended.") for each in REQUIRED
        ]
        return _rendered("over", language="en", direction="ltr", said=messages)
    speak = scene.words
    where = {"language": speak.language, "direction": _direction(speak)}
    if scene.view is None:
        return _rendered("over", **where, said=[speak.say("The session is over.")])
    return _rendered("scene", **where, **_scene(speak, scene.view))


def _scene(speak: Words, view: ClassView) -> Mapping[str, Any]:
    state = view.state
    turn, phase, session = state.turn, state.phase, state.session
    lobby = phase is Phase.LOBBY
    after = () if lobby else revealed(speak, view)
    joining = phase in (Phase.LOBBY, Phase.VOTING)
    # Of a scale, its ends and what somebody voted for.
    shown = [] if lobby else [each for each in view.choices if each.text or each.n]
    return {
        "phase": phase.value,
        "title": view.title,
        "place": f"{state.cohort.name} · {session.place}",
        "counted": _counted(speak, state),
        "after": [(line.role.value, line.text) for line in after],
        "passages": () if lobby else _paragraphs(*turn.story, turn.recap or ""),
        "prompt": "" if lobby else turn.prompt or "",
        "choices": [_choice(speak, view, each) for each in shown],
        "question": view.question,
        "said": _task(speak, state),
        "code": qr_for_page(view.door) if joining else "",
        "or_send": speak.say("No camera? Open {bot} and send:", bot=_address(view.door)),
        "typed": state.typed,
        "exercise": speak.say(
            "This is an exercise. A real case goes to the agency's own line, never into this room."
        ),
    }


def _paragraphs(*texts: str) -> list[str]:
    return [each for text in texts for each in text.split("\n\n") if each]


def _choice(speak: Words, view: ClassView, choice: Choice) -> Mapping[str, Any]:
    """A choice; once the vote is closed with its bar, which begins where the text begins."""
    every = sum(each.n for each in view.choices)
    share = round(100 * choice.n / every) if every else 0
    return {
        "letter": choice.letter,
        "text": choice.text,
        "n": choice.n,
        "percent": speak.say("{n}%", n=share),
        "width": share,
        "start": 100 - share if speak.language in RTL else 0,
        "mark": _mark(view.state, choice),
    }


def _mark(state: SessionState, choice: Choice) -> str:
    """The mark of a class's choice: ticked, or its place in an order; empty without one."""
    if choice.id not in state.marks:
        return ""
    ordered = KINDS[state.turn.kind].decision.sequenced
    return str(state.marks.index(choice.id) + 1) if ordered else "✓"


def _counted(speak: Words, state: SessionState) -> str:
    """The number of people present, or of votes."""
    if state.phase is Phase.LOBBY:
        return speak.count("{n} person joined.", "{n} people joined.", state.there)
    if state.phase not in (Phase.VOTING, Phase.CLOSED):
        return ""
    return speak.count("{n} vote", "{n} votes", state.voted)


def _task(speak: Words, state: SessionState) -> str:
    match state.phase:
        case Phase.LOBBY:
            return speak.say("Scan the code with your phone to join.")
        case Phase.VOTING | Phase.TALKING:
            return PRESENTERS[state.turn.kind].wall_task(speak)
        case _:
            return ""


def _address(link: str) -> str:
    """The address of the bot in a link, as read from a wall."""
    return link.removeprefix("https://").partition("?")[0]


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
