"""Trainers and an admin at the console, and what must be refused to them."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import TypeVar

import httpx
from sqlalchemy import Connection, func, select

from bot.app.access.rights import ADMIN, TRAINER
from bot.app.onboarding.consent import NOTICE
from bot.app.web_sessions.sessions import ADMIN_IDLE, LASTS
from bot.app.web_sessions.sign_in import MOST
from bot.chat.admin.roles import take_back_role
from bot.chat.kit.routes import Call, call
from bot.chat.learner.console import (
    choose_console_number,
    console_sessions,
    end_console_sessions,
    refuse_console_sign_in,
)
from bot.chat.routes import ROUTES as TAPS
from bot.sandbox import Sandbox
from bot.web.kit.cookies import Cookies
from bot.web.kit.routes import Method, address
from bot.web.routes import ROUTES
from bot.web.trainer.cohort_settings import cohort_settings, rename_cohort
from storage.cohorts import cohorts
from storage.cohorts.cohorts import Cohort
from storage.db import tables
from storage.db.ids import new_id
from storage.people import people, roles
from storage.people.people import Account, Person
from storage.people.roles import EVERYWHERE, Role
from tests.bench.soak.diary import buttons
from tests.simulation.browsers import FOREIGN, URL, Browser
from tests.simulation.virtual_time import Clocks

T = TypeVar("T")

PAUSE = 4.0  # seconds between two acts, at the middle
PATIENCE = 40.0  # seconds that somebody waits for the chat
SLACK = timedelta(minutes=2)
"""For which the console may take a session for older or younger than it is."""
STOLEN = 0.3  # how often somebody else has the link too
IN_TELEGRAM, FORGED = 0.4, 0.3  # how often the Mini App is opened, and what signs it is forged
KEPT_BACK = 4  # links for the end
FIRST_USER = 3001
AGENCIES = {"falcon": "airport-company", "dhow": "primary-health-care"}
"""Of each trainer. Their cohorts are called by their names, which nobody else may read."""
REFUSED = {401, 404, 503}
PAGES, ACTS = (
    [
        route
        for route in ROUTES
        if route.method is method and [*route.fields] == ["cohort_id"] and not route.largest_file
    ]
    for method in (Method.PAGE, Method.ACT)
)
PLAIN_PAGES = [route for route in ROUTES if route.method is Method.PAGE and not route.fields]
_NUMBER = re.compile(r'class="big-number"[^>]*>(\d+)<')
_PAGE = re.compile(r"/signing-in/([\w-]+)")
_WAS = re.compile(r'name="was" value="([^"]*)"')


@dataclass
class Session:
    """A session of which a browser has the cookie.

    Attributes:
        begun: When, by the clock on the wall.
        used: When it was last answered, by the same clock.
        in_telegram: Whether it is of a Mini App, which people without a role have too.
        ended: Whether it was ended: None where the answer to that was lost.
    """

    cookie: str
    begun: datetime
    used: datetime
    in_telegram: bool = False
    ended: bool | None = False


@dataclass
class Kept:
    """What must have been kept of one trainer's cohort.

    Attributes:
        names: The names that it may have.
        renamed: How often it was surely renamed, and how often perhaps.
    """

    names: set[str]
    renamed: int = 0
    perhaps: int = 0


@dataclass
class Staffer:
    """Somebody with a role, who signs in and out, works, and tries what is not theirs."""

    name: str
    role: str
    agency: str
    chat: int
    sandbox: Sandbox
    clocks: Clocks
    browser: Browser
    dice: Random
    wrong: list[str]
    held: bool | None = True
    """Whether they have their role; None where nobody knows."""
    over: bool = False
    asked: int = 0
    """Links to sign in; there are so many within an hour."""
    is_late: bool = False
    """Whether something that ends sessions may still be on its way."""
    sessions: list[Session] = field(default_factory=list)
    signed_out: list[float] = field(default_factory=list)
    """When they signed out in the chat, in seconds since the run began."""
    ends: list[float] = field(default_factory=list)
    """When the program ended, which all staff share: the next one may take a tap once more."""
    used_paths: list[str] = field(default_factory=list)
    """Addresses of signing in that were used, and so are good no more."""
    used_data: list[str] = field(default_factory=list)
    """What Telegram signed for a Mini App, used as well."""
    kept: Kept = field(init=False)
    cohort: str = field(default_factory=new_id)
    role_id: str = field(default_factory=new_id)
    others: tuple[str, ...] = ()
    """Cohorts that are not theirs, and one that is nobody's."""
    to_take: Staffer | None = None
    """Whose role an admin takes back."""

    def __post_init__(self) -> None:
        self.kept = Kept({self.name})
        self.phone = self.sandbox.world.person(self.chat)
        self.phone.started = True
        self.cookie_name = Cookies(URL).session_name

    def arrive(self, conn: Connection, bot: int) -> None:
        """Take the role, and make a cohort where one is theirs."""
        now = self.clocks.now()
        person = Person(
            self.name, "en", "Asia/Bahrain", now, notice=NOTICE, notice_at=now, enrolled_at=now
        )
        people.add(conn, person, Account(bot, self.chat, self.name))
        roles.grant(conn, Role(self.role_id, self.name, self.role, self.agency, None, now))
        if self.role == TRAINER:
            made = Cohort(self.cohort, self.name, self.agency, person.timezone, now)
            cohorts.create(conn, made, self.name)

    async def work(self) -> None:
        """Do one thing after the other until it is over."""
        self.sandbox.people.says(self.phone, "/settings")
        own = [self._rename, self._rename] if self.role == TRAINER else [self._take]
        acts = [*own, *[self._look] * 4, *[self._trespass] * 3, self._forge, self._replay]
        acts += [self._sign_out, self._sign_out_in_chat]
        while not self.over:
            await asyncio.sleep(self.dice.expovariate(1 / PAUSE))
            if not any(session.ended is False for session in self.sessions):
                if self.dice.random() < IN_TELEGRAM:
                    await self._open_mini_app()
                elif self.asked < MOST - KEPT_BACK:
                    await self.sign_in(honest=self.dice.random() < 0.8)
            elif not self.over:
                await self.dice.choice(acts)()

    async def finish(self) -> None:
        """In peace: whatever has ended is refused, and whoever has a role comes in."""
        for session in self.sessions:
            await self._get("/", session)
        for path in self.used_paths:
            await self._replay_path(path)
        if self.held is None:
            return
        came_in = False
        while not came_in and self.asked < MOST:  # an answer may be lost
            came_in = await self.sign_in(honest=True)
        if came_in is not self.held:
            self.wrong.append(f"{self.name} has {'a' if self.held else 'no'} role: {came_in=}")
        elif came_in and self.role == TRAINER:
            await self._get(address(cohort_settings, self.cohort), self.sessions[-1])

    def faults(self, conn: Connection) -> list[str]:
        """What the database holds although it must not."""
        held = any(role.id == self.role_id for role in roles.of(conn, self.name))
        wrong = [] if self.held in (held, None) else [f"the role of {self.name}: {held}"]
        if self.role != TRAINER:
            return wrong
        found = cohorts.get(conn, self.cohort)
        if found is None or found.name not in self.kept.names:
            wrong.append(f"{self.cohort} is {found and found.name}, not of {self.kept.names}")
        audit = tables.audit.c
        own = (audit.object == self.cohort, audit.deed == "rename-cohort")
        times = conn.execute(select(func.count()).where(*own)).scalar_one()
        if not self.kept.renamed <= times <= self.kept.renamed + self.kept.perhaps:
            wrong.append(f"{self.cohort} was renamed {times} times: {self.kept}")
        return wrong

    # Signing in and out

    async def sign_in(self, *, honest: bool) -> bool:
        """Sign in by the chat; whether a session began.

        Args:
            honest: Whether they choose the number that the page shows; else a wrong one, or none.
        """
        before = max(self.phone.messages, default=0)
        self.asked += 1
        self.sandbox.people.says(self.phone, "/console")
        path = await self._awaited(lambda: next(self._links(before), None))
        if path is None:
            return False
        opened = await self.browser.send("POST", path)
        if opened is not None and opened.status_code == 200:
            self.used_paths.append(path)
            if self.dice.random() < STOLEN:
                await self._replay_path(path)
        found = opened and _NUMBER.search(opened.text), opened and _PAGE.search(opened.text)
        if not found[0] or not found[1]:
            return False
        number, page = int(found[0][1]), f"/signing-in/{found[1][1]}"
        asked = await self._awaited(lambda: self._question(before, number))
        if asked is None:
            return False
        message, offered = asked
        wanted = [data for data, value in offered.items() if (value == number) is honest]
        self.sandbox.people.taps(self.phone, message, self.dice.choice(wanted))
        return await self._enter(page, honest=honest)

    async def _enter(self, page: str, *, honest: bool) -> bool:
        until = self.clocks.elapsed + PATIENCE
        while self.clocks.elapsed < until:
            await asyncio.sleep(2.0)
            ahead = self.clocks.ahead
            entered = await self.browser.send("POST", page)
            if entered is None or entered.status_code in (200, 503):
                continue
            token = entered.cookies.get(self.cookie_name)
            if entered.status_code != 303 or token is None:
                return False
            if not honest:
                self.wrong.append(f"{self.name} came in by a wrong number")
            self.used_paths.append(page)
            now = self.clocks.now()
            session = Session(f"{self.cookie_name}={token}", now, now)
            session.ended = False if ahead == self.clocks.ahead else None  # begun at either time
            self.sessions.append(session)
            return True
        return False

    async def _open_mini_app(self) -> None:
        """Open the console in Telegram, which signs who opens it; that is good once."""
        now, ahead = self.clocks.now(), self.clocks.ahead
        signed = self.sandbox.mini_apps.init_data(self.phone, auth_date=str(int(now.timestamp())))
        if self.dice.random() < FORGED:
            forged = signed[:-1] + ("0" if signed[-1] != "0" else "1")  # it ends with the hash
            await self._refused_app(forged)
        answer = await self.browser.send("POST", "/app", form={"init_data": signed})
        token = answer and answer.cookies.get(self.cookie_name)
        if token:
            cookie = f"{self.cookie_name}={token}"
            session = Session(cookie, self.clocks.now(), now, in_telegram=True)
            session.ended = False if ahead == self.clocks.ahead else None  # begun at either time
            self.sessions.append(session)
            self.used_data.append(signed)

    async def _refused_app(self, signed: str) -> None:
        answer = await self.browser.send("POST", "/app", form={"init_data": signed})
        if answer is not None and answer.status_code not in (403, 503):
            self.wrong.append(f"{self.name} was answered {answer.status_code} at /app")

    async def _sign_out(self) -> None:
        """By the console: this session, or all."""
        session, everywhere = self._newest(), self.dice.random() < 0.5
        ending = [each for each in self.sessions if each is session or everywhere]
        path = "/account/sign-out-everywhere" if everywhere else "/account/sign-out"
        answer = await self._send("POST", path, session)
        for each in ending:
            if answer is not None and answer.status_code == 303:
                each.ended = True
            elif answer is None or answer.status_code == 401:  # it may have come twice
                each.ended = each.ended or None
        self.is_late |= answer is None

    async def _sign_out_in_chat(self) -> None:
        message = max(self._own_messages(), default=None)
        if message is None:  # they came by the Mini App, and the chat has not answered yet
            return
        ending, signed_out = list(self.sessions), "signed in to the console nowhere"
        self.sandbox.people.taps(self.phone, message, call(console_sessions).data)
        shown = await self._awaited(lambda: self._newest_with("Where you are signed in", message))
        if shown is None or shown != max(self._own_messages()):
            return
        self.sandbox.people.taps(self.phone, shown, call(end_console_sessions).data)
        self.signed_out.append(self.clocks.elapsed)
        done = await self._awaited(lambda: self._newest_with(signed_out, shown))
        for each in ending:
            each.ended = each.ended or (None if done is None else True)
        self.is_late |= done is None

    # At work

    async def _look(self) -> None:
        """A page of their own, or of everybody."""
        own = [route.address({"cohort_id": self.cohort}, {}) for route in PAGES]
        paths = [route.address({}, {}) for route in PLAIN_PAGES]
        paths += own if self.role == TRAINER else []
        await self._get(self.dice.choice(paths), self._newest())

    async def _rename(self) -> None:
        """Open the settings, and send their form with another name."""
        session = self._newest()
        page = await self._get(address(cohort_settings, self.cohort), session)
        was = page and _WAS.search(page.text)
        if not was:
            if self.held and page is not None and page.status_code == 404:
                self.wrong.append(f"{self.name} does not find their own cohort")
            return
        name = f"{self.name} {self.dice.randrange(10**6)}"
        form = {"name": name, "was": was[1]}
        answer = await self._send("POST", address(rename_cohort, self.cohort), session, form)
        if answer is None:
            self.kept.names.add(name)
            self.kept.perhaps += 1
        elif answer.status_code == 303:
            self.kept.names = {name}
            self.kept.renamed += 1
        elif answer.status_code == 422:  # it came twice, or an earlier one did arrive
            self.kept.names.add(name)
            self.kept.perhaps += 1

    async def _trespass(self) -> None:
        """A page or an act of a cohort that is not theirs, or of none."""
        route = self.dice.choice(self.dice.choice((PAGES, ACTS)))
        path = route.address({"cohort_id": self.dice.choice(self.others)}, {})
        method, form = ("GET", None) if route in PAGES else ("POST", {"name": "taken"})
        answer = await self._send(method, path, self._newest(), form)
        if answer is not None and answer.status_code not in REFUSED:
            self.wrong.append(f"{self.name} was answered {answer.status_code} at {path}")

    async def _forge(self) -> None:
        """A form from another site, or a session that was never given out."""
        path, session = address(rename_cohort, self.cohort), self._newest()
        form = {"name": "forged"}
        if self.dice.random() < 0.5:
            cookie = session.cookie[:-1] + ("A" if session.cookie[-1] != "A" else "B")
            answer = await self.browser.send("POST", path, cookie=cookie, form=form)
            expected = {401, 503}
        else:
            answer = await self.browser.send(
                "POST", path, cookie=session.cookie, form=form, headers=FOREIGN
            )
            expected = {403, 503}
        if answer is not None and answer.status_code not in expected:
            self.wrong.append(f"{self.name} forged a form: {answer.status_code}")

    async def _replay(self) -> None:
        """What was good once: a link, the page of its number, or a session."""
        if self.used_paths and self.dice.random() < 0.5:
            await self._replay_path(self.dice.choice(self.used_paths))
        elif self.used_data and self.dice.random() < 0.5:
            await self._refused_app(self.dice.choice(self.used_data))
        else:
            await self._get("/account", self.dice.choice(self.sessions))

    async def _replay_path(self, path: str) -> None:
        answer = await self.browser.send("POST", path)
        if answer is not None and answer.status_code not in (410, 503):
            self.wrong.append(f"{self.name} was answered {answer.status_code} at {path} once more")

    async def _take(self) -> None:
        """Take somebody's role back, in the chat."""
        taken = self.to_take
        if taken is None or self.dice.random() < 0.5:
            return
        message = max(self._own_messages(), default=None)
        if message is None:
            return
        self.to_take, said = None, "The role was withdrawn."
        taken.held = None
        self.sandbox.people.taps(self.phone, message, call(take_back_role, taken.role_id).data)
        toasts = await self._awaited(
            lambda: [each for each in self.phone.toasts if each.get("text") == said] or None
        )
        taken.held = None if toasts is None else False

    # Requests

    async def _get(self, path: str, session: Session) -> httpx.Response | None:
        return await self._send("GET", path, session)

    async def _send(
        self, method: str, path: str, session: Session, form: dict[str, str] | None = None
    ) -> httpx.Response | None:
        """Send with a session, and judge whether it was rightly taken or refused."""
        ended, held, begun = session.ended, self.held, self.clocks.now()
        ahead = self.clocks.ahead
        answer = await self.browser.send(method, path, cookie=session.cookie, form=form)
        if answer is None:
            return None
        now, taken = self.clocks.now(), answer.status_code not in (401, 503)
        what = f"{method} {path} of {self.name} was answered {answer.status_code}"
        if answer.status_code >= 500 and answer.status_code != 503:
            self.wrong.append(what)
        if self.role == TRAINER and _reads_of_others(self.name, answer.text):
            self.wrong.append(f"{what} and told of others")
        if ahead != self.clocks.ahead:
            return answer
        is_old = not session.begun - SLACK < begun or now >= session.begun + LASTS + SLACK
        is_idle = self.role == ADMIN and begun >= session.used + ADMIN_IDLE + SLACK
        is_for_staff = not session.in_telegram or path.startswith("/cohorts")
        refused = REFUSED if session.in_telegram else {401, 503}
        exceeds = held is False and is_for_staff and answer.status_code not in refused
        if exceeds or (taken and (ended or is_old or is_idle)):
            self.wrong.append(f"{what} after {ended=}, {held=}, {is_old=}, {is_idle=}")
        is_good = session.begun <= now < session.begun + LASTS - SLACK
        is_used = self.role != ADMIN or now < session.used + ADMIN_IDLE - SLACK
        if answer.status_code == 401:
            again = any(0 <= end - out < PATIENCE for out in self.signed_out for end in self.ends)
            may_end = self.is_late or again or path.startswith("/account/sign-out")
            if is_good and is_used and session.ended is False and self.held and not may_end:
                self.wrong.append(f"{what} although the session is good")
            session.ended = session.ended or None  # it may be good again if the clock is set back
        elif taken:
            session.used = now
        return answer

    def _newest(self) -> Session:
        return next(each for each in reversed(self.sessions) if each.ended is False)

    # The chat

    async def _awaited(self, look: Callable[[], T | None]) -> T | None:
        until = self.clocks.elapsed + PATIENCE
        while (found := look()) is None and self.clocks.elapsed < until:
            await self.phone.signal.wait(1.0)
        return found

    def _own_messages(self, after: int = 0) -> Iterator[int]:
        """The bot's messages."""
        for number, message in list(self.phone.messages.items()):
            if number > after and message.shown["from"]["is_bot"] and not message.deleted:
                yield number

    def _newest_with(self, words: str, since: int) -> int | None:
        """The newest message with these words, sent or changed since one was tapped."""
        found = [
            number
            for number in self._own_messages(since - 1)
            if words in self.phone.messages[number].shown.get("text", "")
        ]
        return max(found, default=None)

    def _links(self, after: int) -> Iterator[str]:
        """Paths of links that sign in."""
        for number in self._own_messages(after):
            markup = self.phone.messages[number].shown.get("reply_markup", {})
            for row in markup.get("inline_keyboard", []):
                for entry in row:
                    if str(entry.get("url", "")).startswith(f"{URL}/sign-in/"):
                        yield entry["url"].removeprefix(URL)

    def _question(self, after: int, number: int) -> tuple[int, dict[str, int | None]] | None:
        """The message that asks for a number, and what each of its buttons says: None for no."""
        for message in self._own_messages(after):
            offered: dict[str, int | None] = {}
            for data in buttons(self.phone.messages[message].shown):
                action = TAPS.read(data)
                if not isinstance(action, Call):
                    continue
                if action.name == choose_console_number.__name__:
                    offered[data] = action.arguments["number"]
                elif action.name == refuse_console_sign_in.__name__:
                    offered[data] = None
            if number in offered.values():
                return message, offered
        return None


def staff(
    seed: int, sandbox: Sandbox, clocks: Clocks, note: Callable[..., None], wrong: list[str]
) -> list[Staffer]:
    """A trainer of each agency, and an admin of all."""

    def made(number: int, name: str, role: str, agency: str) -> Staffer:
        browser = Browser(Random(f"browser {name} {seed}"), note)
        dice = Random(f"staff {name} {seed}")
        chat = FIRST_USER + number
        return Staffer(name, role, agency, chat, sandbox, clocks, browser, dice, wrong)

    trainers = [
        made(number, name, TRAINER, agency)
        for number, (name, agency) in enumerate(AGENCIES.items())
    ]
    admin = made(len(trainers), "admin", ADMIN, EVERYWHERE)
    admin.to_take = trainers[-1]
    for each in (*trainers, admin):
        each.others = (*(other.cohort for other in trainers if other is not each), new_id())
    return [*trainers, admin]


def _reads_of_others(name: str, text: str) -> bool:
    return any(other in text for other in AGENCIES if other != name)
