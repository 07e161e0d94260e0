"""Several people share one page, and their chats stay apart."""

import pytest
import telegram
from playwright.async_api import expect

from tests.helpers.sandbox import Served
from tests.pages.conftest import Open, meet

pytestmark = pytest.mark.asyncio(loop_scope="session")

ANNA = 1001
YUSUF = 1002


@pytest.mark.parametrize(
    ("locale", "name", "language"), [("en-GB", "You", "en"), ("ar-BH", "أنت", "ar")]
)
async def test_the_first_visit_makes_the_first_person(
    open_page: Open, here: Served, locale: str, name: str, language: str
) -> None:
    page = await open_page(locale=locale)
    await expect(page.locator(f'[data-person="{ANNA}"] .name')).to_have_text(name)
    await expect(page.locator("#start")).to_be_visible()
    (person,) = (await here.http.get("/people")).json()["people"]
    assert (person["id"], person["language_code"]) == (ANNA, language)


@pytest.mark.parametrize(("locale", "user"), [("en-GB", ANNA), ("ar-BH", YUSUF), ("fr-FR", ANNA)])
async def test_first_visit_selects_a_person_of_the_browsers_language(
    open_page: Open, here: Served, locale: str, user: int
) -> None:
    await meet(here, ANNA, "Anna", "en")
    await meet(here, YUSUF, "يوسف", "ar")
    page = await open_page(locale=locale)
    await expect(page.locator(f'[data-person="{user}"]')).to_have_attribute("aria-current", "true")


async def test_chats_stay_apart(open_page: Open, here: Served, bot: telegram.Bot) -> None:
    await meet(here, YUSUF, "Yusuf")
    page = await open_page(ANNA)
    await bot.send_message(ANNA, "For Anna")
    await bot.send_message(YUSUF, "For Yusuf")
    await expect(page.locator(".content")).to_have_text(["For Anna"])
    await page.locator("#text").fill("half a thought")

    await page.locator(f'[data-person="{YUSUF}"]').click()
    await expect(page.locator(".content")).to_have_text(["For Yusuf"])
    await expect(page.locator("#text")).to_have_value("")
    await page.locator("#text").fill("from Yusuf")
    await page.keyboard.press("Enter")
    await expect(page.locator(".content")).to_have_text(["For Yusuf", "from Yusuf"])
    (update,) = await bot.get_updates(timeout=5)
    assert update.effective_user is not None
    assert update.effective_user.id == YUSUF

    await page.locator(f'[data-person="{ANNA}"]').click()
    await expect(page.locator(".content")).to_have_text(["For Anna"])
    await expect(page.locator("#text")).to_have_value("half a thought")


async def test_news_of_others_shows_as_a_dot_and_a_line(
    open_page: Open, here: Served, bot: telegram.Bot
) -> None:
    await meet(here, YUSUF, "Yusuf")
    page = await open_page(ANNA)
    yusuf = page.locator(f'[data-person="{YUSUF}"]')
    await expect(yusuf.locator(".preview")).to_have_text("No messages yet")
    await expect(yusuf.locator(".dot")).to_be_hidden()
    await bot.send_message(YUSUF, "Something new")
    await expect(yusuf.locator(".preview")).to_have_text("Something new")
    await expect(yusuf.locator(".dot")).to_be_visible()
    await expect(page.get_by_role("button", name="Yusuf")).to_contain_text("unread")
    await yusuf.click()
    await expect(yusuf.locator(".dot")).to_be_hidden()


async def test_the_address_names_a_person_and_the_page_remembers(
    open_page: Open, here: Served
) -> None:
    await meet(here, ANNA, "Anna")
    page = await open_page(YUSUF, name="Yusuf")
    await page.goto("about:blank")
    await page.goto(here.url)
    await expect(page.locator(f'[data-person="{YUSUF}"]')).to_have_attribute("aria-current", "true")
    await page.evaluate(f"location.hash = 'user={ANNA}'")
    await expect(page.locator(f'[data-person="{ANNA}"]')).to_have_attribute("aria-current", "true")


async def test_somebody_is_added_with_name_and_language(open_page: Open, here: Served) -> None:
    page = await open_page(ANNA)
    await page.get_by_role("button", name="Add a person").click()
    await expect(page.get_by_label("Name")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("button", name="Add a person")).to_be_focused()

    await page.keyboard.press("Enter")
    await page.get_by_label("Name").fill("<i>ليلى</i>")
    await page.get_by_label("العربية").check()
    await page.get_by_role("button", name="Add", exact=True).click()
    added = page.locator('.person[aria-current="true"]')
    await expect(added.locator(".name")).to_have_text("<i>ليلى</i>")
    await expect(page.locator("#phone")).to_have_attribute("dir", "rtl")
    people = (await here.http.get("/people")).json()["people"]
    assert [person["language_code"] for person in people] == ["en", "ar"]
