"""Dangerous acts on the console in words."""

from __future__ import annotations

from bot.app.web_sessions.confirmations import DangerousAct, NamedObject
from bot.phrases.labels import agency_name, headed, person_name, role_name
from bot.phrases.phrase_context import PhraseContext


def act_sentence(ctx: PhraseContext, act: str, about: NamedObject) -> str:
    """An act and its object, as one sentence."""
    say, name = ctx.words.say, _object_name(ctx, about)
    match DangerousAct(act):
        case DangerousAct.GIVE_ROLE:
            return say("Invite someone to a role: {name}", name=name)
        case DangerousAct.TAKE_ROLE:
            return say("Take back a role: {name}", name=name)
        case DangerousAct.SIGN_OUT:
            return say("Sign someone out everywhere: {name}", name=name)
        case DangerousAct.RECOVERY_CODE:
            return say("Make a code for the way back: {name}", name=name)
        case DangerousAct.EXPORT_NAMES:
            return say("Make a file with names: {name}", name=name)
        case DangerousAct.ERASE:
            return say("Have someone erased: {name}", name=name)
        case DangerousAct.CLOSE_AGENCY:
            return say("Close an agency: {name}", name=name)


def _object_name(ctx: PhraseContext, about: NamedObject) -> str:
    words = ctx.words
    parts = (
        about.names is not None and person_name(words, about.names),
        about.role is not None and headed(role_name(words, about.role)),
        about.agency is not None and agency_name(ctx, about.agency),
        about.cohort,
    )
    return words.beside(*(part for part in parts if part))
