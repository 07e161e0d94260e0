"""A bot and a person talk through the sandbox, both over HTTP, the bot with the real library."""

import telegram

from tests.helpers.sandbox import served


async def test_a_bot_and_a_person_talk() -> None:
    async with served() as here, here.bot() as bot:
        phone = here.phone(501)
        assert (await bot.get_me()).username == "basira_sandbox_bot"

        await phone.says("/start hello")
        (update,) = await bot.get_updates(timeout=5)
        assert update.message is not None
        assert update.message.text == "/start hello"
        assert update.message.entities[0].type == "bot_command"

        keyboard = telegram.InlineKeyboardMarkup.from_row(
            [telegram.InlineKeyboardButton("Yes", callback_data="y")]
        )
        sent = await bot.send_message(501, "<b>Ready?</b> & so", "HTML", reply_markup=keyboard)
        await phone.waits_for_text("Ready?")
        assert phone.chat["messages"][-1]["html"] == "<b>Ready?</b> &amp; so"

        query_id = await phone.taps("Yes")
        (update,) = await bot.get_updates(offset=update.update_id + 1, timeout=5)
        assert update.callback_query is not None
        assert update.callback_query.id == query_id
        assert update.callback_query.data == "y"
        await bot.edit_message_text("Then we begin.", 501, sent.message_id)
        await bot.answer_callback_query(query_id, "Good")

        chat = await phone.waits_for(lambda chat: not chat["pending"])
        assert chat["toasts"][-1]["text"] == "Good"
        assert phone.texts()[-1] == "Then we begin."
        assert phone.labels() == []
