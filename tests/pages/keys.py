"""Keyboards for the bot of these tests."""

import telegram


def keyboard(*labels: str) -> telegram.InlineKeyboardMarkup:
    """One button a row; each carries its own label, as far as 64 bytes go."""
    return telegram.InlineKeyboardMarkup.from_column(
        [
            telegram.InlineKeyboardButton(
                label, callback_data=label.encode()[:64].decode(errors="ignore")
            )
            for label in labels
        ]
    )
