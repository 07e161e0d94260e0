"""The buttons of the Today page that lead to what a person's roles open."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from bot.app.access.rights import TRAINEE, Right, permitted_agencies
from bot.chat.kit.routes import button
from bot.chat.kit.screen import Button
from bot.locale import Words
from storage.people.roles import Role


def role_buttons(words: Words, own: Collection[Role]) -> Iterator[Button]:
    say = words.say
    if permitted_agencies(own, Right.CREATE_COHORT):
        yield button(say("Your cohorts"), "cohort_list")
    if permitted_agencies(own, Right.SEE_GUIDES):
        yield button(say("Programmes"), "programme_list")
    if permitted_agencies(own, Right.OBSERVE):
        yield button(say("Sessions to observe"), "observable_sessions")
    if permitted_agencies(own, Right.SEE_TRAINERS):
        yield button(say("Trainers"), "trainer_list", 0)
    elif any(role.role == TRAINEE for role in own):
        yield button(say("Your path to becoming a trainer"), "my_pathway")
    if permitted_agencies(own, Right.SEE_TEAM):
        yield button(say("Team"), "team_list", 0)
    if permitted_agencies(own, Right.WRITE_SCENARIO) or permitted_agencies(
        own, Right.APPROVE_SCENARIO
    ):
        yield button(say("Your scenarios"), "scenario_list")
    if permitted_agencies(own, Right.SEE_TOTALS):
        yield button(say("Monthly totals"), "totals_page")
    if permitted_agencies(own, Right.SEE_ROLES):
        yield button(say("Roles and invitations"), "role_list")
