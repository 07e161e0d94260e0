"""Roles: who has which, invitations into them, and taking them back."""

from __future__ import annotations

from bot.app.access import role_admin
from bot.app.access.rights import ADMIN, FOCAL, MASTER, SUPERVISOR, TRAINEE, TRAINER, Right
from bot.app.authoring import managed_scenarios
from bot.chat.kit.context import Context
from bot.chat.kit.lists import paged
from bot.chat.kit.request import Reply, ScreenPlacement
from bot.chat.kit.routes import button, command, danger, main, tap
from bot.chat.kit.screen import Screen, screen
from bot.fields import AgencyId, Key, Number, RoleName
from bot.lines import note, text, title
from bot.phrases.date_phrases import day_of
from bot.phrases.labels import agency_name, headed, person_name, role_name

INVITED = (TRAINER, SUPERVISOR, FOCAL, TRAINEE, MASTER, ADMIN)


@command("admin", right=Right.SEE_ROLES)
def show_roles(ctx: Context, _typed: str) -> Screen:
    return role_list(ctx, 0)


@tap("ca", right=Right.SEE_ROLES)
def role_list(ctx: Context, page: Number = 0) -> Screen:
    say, grantable = ctx.say, role_admin.grantable(ctx.conn, ctx.request)
    waiting = len(managed_scenarios.pending_approvals(ctx.conn, ctx.request))
    listed = paged(
        ctx.words,
        role_admin.visible(ctx.conn, ctx.request),
        page,
        lambda label, to: button(label, role_list, to),
    )
    return screen(
        title(say("Roles")),
        note(say("Tap a name to withdraw a role.")),
        note(
            say(
                "A trainer becomes a master trainer under “Trainers” once enough of "
                "their sessions are signed off. An admin of all agencies invites the "
                "first one."
            )
        ),
        waiting > 0
        and main(
            button(
                ctx.words.count(
                    "{n} case is waiting for approval",
                    "{n} cases are waiting for approval",
                    waiting,
                ),
                "approval_list",
            )
        ),
        [
            button(_invite(ctx, role), choose_role_agency, role)
            for role in INVITED
            if role in grantable
        ],
        [
            button(
                ctx.words.beside(
                    _holder(ctx, held),
                    role_name(ctx.words, held.role.role),
                    agency_name(ctx, held.role.agency),
                ),
                role_page,
                held.role.id,
            )
            for held in listed.items
        ],
        listed.turns,
        button(say("Trainers"), "trainer_list", 0),
        button(say("Find a person"), "ask_lost_account"),
        danger(button(say("Erase a person"), "ask_person_to_erase")),
        button(say("Agencies"), "agency_list", 0),
        button(say("Impact report"), "report_agencies"),
        button(say("Files"), "export_agencies"),
        ADMIN in grantable and button(say("Forecast accuracy"), "forecast_page"),
        button(say("Today"), "today_page"),
    )


def _invite(ctx: Context, role: str) -> str:
    say = ctx.say
    labels = {
        TRAINER: say("Invite a trainer"),
        SUPERVISOR: say("Invite a supervisor"),
        FOCAL: say("Invite a focal point"),
        TRAINEE: say("Invite a trainer in training"),
        MASTER: say("Invite a master trainer"),
        ADMIN: say("Invite an admin"),
    }
    return labels[role]


@tap("cg", right=Right.GIVE_ROLE)
def choose_role_agency(ctx: Context, role: RoleName) -> Screen:
    say, agencies = ctx.say, role_admin.agencies_for(ctx.conn, ctx.request, role)
    return screen(
        title(say("Invitation: {role}", role=role_name(ctx.words, role))),
        text(say("At which agency?")),
        [button(headed(agency_name(ctx, each)), invite_to_role, role, each) for each in agencies],
        button(say("Back"), role_list),
    )


@tap("ci", right=Right.GIVE_ROLE, writes=True, place=ScreenPlacement.NEW)
def invite_to_role(ctx: Context, role: RoleName, agency_id: AgencyId) -> Screen:
    """An invitation as a message to forward."""
    say, made = ctx.say, role_admin.invite(ctx.conn, ctx.request, role, agency_id)
    return screen(
        title(say("Invitation to Basira")),
        text(
            say(
                "Role: {role}, {agency}.",
                role=role_name(ctx.words, role),
                agency=agency_name(ctx, agency_id),
            )
        ),
        text(
            say(
                "The link opens the bot in Telegram. It works once, until {day}.",
                day=day_of(ctx.words, made.expires_at, ctx.person.timezone),
            )
        ),
        text(ctx.app.links.deep_link(made.token)),
        button(say("All roles"), role_list),
    )


@tap("ch", right=Right.SEE_ROLES)
def role_page(ctx: Context, role_id: Key) -> Screen:
    say, found = ctx.say, role_admin.details(ctx.conn, ctx.request, role_id)
    held, holder_id = found.held, found.held.role.person
    since = day_of(ctx.words, held.role.granted_at, ctx.person.timezone)
    return screen(
        title(_holder(ctx, held)),
        text(_summary(ctx, held)),
        text(say("Since {day}.", day=since)),
        danger(button(say("Withdraw the role"), take_back_role, role_id)),
        found.may_sign_out
        and [
            button(say("Sign out everywhere"), "ask_sign_out_person", holder_id),
            button(say("Code for another account"), "create_recovery_code", holder_id),
        ],
        found.may_erase and danger(button(say("Erase…"), "erasure_page", holder_id)),
        button(say("Back"), role_list),
    )


@tap("ct", right=Right.TAKE_ROLE, writes=True)
def take_back_role(ctx: Context, role_id: Key) -> Screen | Reply:
    say, outcome = ctx.say, role_admin.revoke_role(ctx.conn, ctx.request, role_id)
    if outcome is role_admin.Revocation.LAST_ADMIN:
        return screen(
            text(say("This is the last admin, so the role stays. Give it to someone else first.")),
            button(say("All roles"), role_list),
        )
    done = say("The role was withdrawn.")
    if not role_admin.sees_roles(ctx.conn, ctx.request):  # it was their own
        return screen(text(done))
    return Reply(role_list(ctx), done, ScreenPlacement.SAME)


def _holder(ctx: Context, held: role_admin.NamedRole) -> str:
    return person_name(ctx.words, held.names)


def _summary(ctx: Context, held: role_admin.NamedRole) -> str:
    return ctx.say(
        "{person}: {role}, {agency}",
        person=_holder(ctx, held),
        role=role_name(ctx.words, held.role.role),
        agency=agency_name(ctx, held.role.agency),
    )
