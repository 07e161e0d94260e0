"""Keyboards for the bot of these tests."""

import telegram


def keyboard(*labels: str) -> telegram.InlineKeyboardMarkup:
    """One button a row; each carries its own label."""
    return telegram.InlineKeyboardMarkup.from_column(
        [telegram.InlineKeyboardButton(label, callback_data=label) for label in labels]
    )
