"""People with roles: search, an invitation into a role, and taking one back."""

from __future__ import annotations

from bot.app.access import role_admin
from bot.app.access.rights import ROLES, Right
from bot.app.access.role_admin import NamedRole, Revocation
from bot.app.web_sessions import confirmations
from bot.app.web_sessions.confirmations import DangerousAct, Intent
from bot.fields import Key
from bot.phrases.date_phrases import date_of, day_of
from bot.phrases.labels import agency_name, headed, person_name, role_name
from bot.web.kit.context import Context
from bot.web.kit.forms import FormError
from bot.web.kit.responses import Redirect, Values, ensure_confirmed, redirect
from bot.web.kit.routes import act, address, page
from bot.web.kit.tables import Cell, Column, Filter, Row, Table, read_query


@page("/roles", right=Right.SEE_ROLES, template="admin/roles")
def role_list(ctx: Context) -> Values:
    say, words = ctx.say, ctx.words
    query = read_query(ctx.query, ["name", "since"], {"role": ("", *ROLES)})
    wanted, search = query.filters["role"], query.search.casefold()
    found = [
        (person_name(words, held.names), held)
        for held in role_admin.visible(ctx.conn, ctx.request)
        if not wanted or held.role.role == wanted
    ]
    shown = [(name, held) for name, held in found if search in name.casefold()]
    shown.sort(
        key=lambda named: (
            named[1].role.granted_at.isoformat() if query.sort == "since" else named[0].casefold()
        ),
        reverse=query.descending,
    )
    return {
        "table": Table(
            say("People with roles"),
            [
                Column(say("Name"), "name"),
                Column(say("Role")),
                Column(say("Agency")),
                Column(say("Since"), "since"),
            ],
            [_row(ctx, name, held) for name, held in shown],
            query,
            total=len(shown),
            filters=[
                Filter(
                    "role",
                    say("Show"),
                    [("", say("all roles")), *((each, role_name(words, each)) for each in ROLES)],
                )
            ],
            search_label=say("Search by name"),
            empty=say("There is nobody here."),
        ),
        "offered": _offered(ctx),
        "link": "",
    }


def _row(ctx: Context, name: str, held: NamedRole) -> Row:
    words, role = ctx.words, held.role
    return Row(
        [
            Cell(name, address(role_page, role.id)),
            Cell(role_name(words, role.role)),
            Cell(headed(agency_name(ctx, role.agency))),
            Cell(date_of(words, role.granted_at, ctx.person.timezone)),
        ]
    )


def _offered(ctx: Context) -> list[tuple[str, str]]:
    """The roles that one may give, each with its agency."""
    return [
        (
            confirmations.offer(role, agency),
            ctx.words.beside(headed(role_name(ctx.words, role)), agency_name(ctx, agency)),
        )
        for role in role_admin.grantable(ctx.conn, ctx.request)
        for agency in role_admin.agencies_for(ctx.conn, ctx.request, role)
    ]


@page("/roles/{role_id}", right=Right.SEE_ROLES, template="admin/role")
def role_page(ctx: Context, role_id: Key) -> Values:
    found = role_admin.details(ctx.conn, ctx.request, role_id)
    held = found.held
    return {
        "role": held.role,
        "name": person_name(ctx.words, held.names),
        "what": headed(role_name(ctx.words, held.role.role)),
        "agency": agency_name(ctx, held.role.agency),
        "since": date_of(ctx.words, held.role.granted_at, ctx.person.timezone),
        "person": address("person_page", held.role.person) if found.may_sign_out else "",
    }


@act("/roles/{role_id}/take-back", right=Right.TAKE_ROLE, form=role_page)
def take_back_role(ctx: Context, role_id: Key) -> Redirect:
    """Take a role back, once it was confirmed in the chat."""
    role_admin.details(ctx.conn, ctx.request, role_id)
    ensure_confirmed(ctx, Intent(DangerousAct.TAKE_ROLE, "role", role_id))
    if role_admin.revoke_role(ctx.conn, ctx.request, role_id) is Revocation.LAST_ADMIN:
        raise FormError(
            form=ctx.say(
                "Nobody would be left to give out roles. Make somebody else an admin first."
            )
        )
    return redirect(role_list, notice=ctx.say("The role was withdrawn."))


@act("/roles", right=Right.GIVE_ROLE, form=role_list)
def invite_to_role(ctx: Context) -> Redirect:
    """Make an invitation into a role, once it was confirmed in the chat."""
    offer = ctx.form.text("offer")
    if offer not in dict(_offered(ctx)):
        raise FormError(offer=ctx.say("Please choose a role from the list."))
    ensure_confirmed(ctx, Intent(DangerousAct.GIVE_ROLE, "offer", offer))
    role, _, agency = offer.partition("@")
    made = role_admin.invite(ctx.conn, ctx.request, role, agency)
    notice = ctx.say(
        "This link opens the bot. It works once, until {day}: {link}",
        day=day_of(ctx.words, made.expires_at, ctx.person.timezone),
        link=ctx.app.links.deep_link(made.token),
    )
    return redirect(role_list, notice=notice)
