"""The cascade of some agencies, as someone who may see it does, and someone's own way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.app.access.checks import agencies_for
from bot.app.access.rights import Right, may, where
from bot.app.certificates.trainer_lineage import KINDS, Branch, Trainer, trainers, tree
from bot.app.certificates.trainer_programme import forms, programme
from bot.app.errors import NotFound
from bot.chat.labels import agency_name, person_name
from bot.chat.trainer.trainer_pathway.pathway_screens import Rights, Seen
from bot.locale import Words
from storage.certificates import trainer_pathway
from storage.people import names, roles
from storage.people.people import Person
from storage.people.roles import EVERYWHERE, Role


@dataclass(frozen=True, slots=True)
class Cascade:
    """What someone sees of it."""

    branches: Sequence[Branch]
    seen: Sequence[Seen]  # in the order of the branches
    held: Sequence[Role]  # by who looks

    def one(self, person: str) -> Seen:
        """One of those who are seen.

        Raises:
            NotFound: They are not among them.
        """
        found = next((one for one in self.seen if one.trainer.person == person), None)
        if found is None:
            raise NotFound
        return found

    def rights(self, agency: str | None = None) -> Rights:
        """What who looks may do: at an agency, or anywhere at all."""

        def can(act: Right) -> bool:
            anywhere = bool(where(self.held, act))
            return anywhere if agency is None else may(self.held, act, agency)

        return Rights(can(Right.MAKE_TRAINER), can(Right.MAKE_MASTER))


def seen_by(conn: Connection, speak: Words, person: Person) -> Cascade:
    """All that someone may see of the cascade.

    Raises:
        NotFound: That is nothing.
    """
    held = roles.of(conn, person.id)
    allowed = agencies_for(conn, person, Right.SEE_TRAINERS)
    agencies = None if EVERYWHERE in allowed else [*allowed, EVERYWHERE]
    branches = tree(_trainers(conn, trainer_pathway.holders(conn, KINDS, agencies)))
    return Cascade(branches, _seen(conn, speak, branches), held)


def own(conn: Connection, speak: Words, person: Person) -> Seen:
    """Someone's own way, with those below them.

    Raises:
        NotFound: They are not on it.
    """
    branches = tree(_trainers(conn, trainer_pathway.holders(conn, KINDS, None)))
    mine = [one for one in branches if one.trainer.person == person.id]
    if not mine:
        raise NotFound
    return _seen(conn, speak, mine)[0]


def _trainers(conn: Connection, held: Sequence[Role]) -> list[Trainer]:
    people = list(dict.fromkeys(one.person for one in held))
    done = trainer_pathway.done(conn, people, programme(), forms())
    return trainers(held, done, trainer_pathway.taught(conn, people))


def _seen(conn: Connection, speak: Words, branches: Sequence[Branch]) -> list[Seen]:
    found = [one.trainer for one in branches]
    makers = {one.made_by for one in found if one.made_by is not None}
    called = names.of_all(conn, {one.person for one in found} | makers)
    agencies = {one.agency: agency_name(conn, speak, one.agency) for one in found}
    return [
        Seen(
            one.trainer,
            person_name(speak, called.get(one.trainer.person, {})),
            agencies[one.trainer.agency],
            person_name(speak, called[one.trainer.made_by])
            if one.trainer.made_by in called
            else "",
            one.reach,
        )
        for one in branches
    ]
