"""What the bot says of itself reaches each person in their language."""

import telegram
from telegram import BotCommandScopeAllPrivateChats, BotCommandScopeChat

from bot.telegram.profile import introduce
from tests.helpers.sandbox import Phone, Served


async def offered(phone: Phone) -> list[str]:
    return [command["description"] for command in (await phone.look())["commands"]]


async def test_the_narrowest_scope_wins_then_the_language(
    here: Served, bot: telegram.Bot, phone: Phone
) -> None:
    await here.http.post("/people", json={"id": 501, "language_code": "ar-BH"})
    await bot.set_my_commands([("start", "default")])
    assert await offered(phone) == ["default"]
    await bot.set_my_commands([("start", "default in Arabic")], language_code="ar")
    assert await offered(phone) == ["default in Arabic"]
    await bot.set_my_commands([("start", "private")], BotCommandScopeAllPrivateChats())
    assert await offered(phone) == ["private"]
    await bot.set_my_commands([("start", "only yours")], BotCommandScopeChat(501))
    assert await offered(phone) == ["only yours"]
    await bot.delete_my_commands(BotCommandScopeChat(501))
    assert await offered(phone) == ["private"]
    kept = await bot.get_my_commands(BotCommandScopeAllPrivateChats())
    assert [command.description for command in kept] == ["private"]
    assert await bot.get_my_commands(language_code="de") == ()


async def test_names_and_descriptions(bot: telegram.Bot, here: Served, phone: Phone) -> None:
    await bot.set_my_name("Basira for all")
    await bot.set_my_name("بصيرة", language_code="ar")
    await bot.set_my_description("What it is")
    await bot.set_my_short_description("Short", language_code="ar")
    assert (await bot.get_my_name("ar")).name == "بصيرة"
    assert (await bot.get_my_name("de")).name == "Basira for all"
    assert (await bot.get_my_short_description()).short_description == ""
    assert (await bot.get_my_description("ar")).description == "What it is"
    await here.http.post("/people", json={"id": 501, "language_code": "ar"})
    assert (await phone.look())["bot"]["first_name"] == "بصيرة"


async def test_name_is_arabic_for_arabic_readers(bot: telegram.Bot) -> None:
    await bot.set_my_name("Basira")
    await introduce(bot)
    assert (await bot.get_my_name("ar")).name == "بصيرة"
    assert (await bot.get_my_name("de")).name == "Basira"
    await bot.set_my_name("بصيرة الخليج", language_code="ar")
    await introduce(bot)
    assert (await bot.get_my_name("ar")).name == "بصيرة الخليج"


async def test_a_name_that_its_owner_chose_stays(bot: telegram.Bot) -> None:
    await bot.set_my_name("Training of the ministry")
    await introduce(bot)
    assert (await bot.get_my_name("ar")).name == "Training of the ministry"


async def test_the_menu_button(bot: telegram.Bot, phone: Phone) -> None:
    assert (await phone.look())["menu_button"] == {"type": "commands"}
    await bot.set_chat_menu_button(501, telegram.MenuButtonDefault())
    assert (await bot.get_chat_menu_button(501)).type == "default"


async def test_chat_details_and_log_out(bot: telegram.Bot, phone: Phone) -> None:
    assert (await bot.get_chat(501)).first_name == "Learner 501"
    assert await bot.log_out()
    assert await bot.close()
