"""Telegram's refusals, in its own words.

The texts are those of `telegram-bot-api/Client.cpp`, of TDLib, and of suites that other people run
against the real service. What only this sandbox refuses stands at the end of the file.
"""

from typing import Any

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
QUERY_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
WEBHOOK_IS_SET = (
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)
OTHER_POLLER = (
    "Conflict: terminated by other getUpdates request; "
    "make sure that only one bot instance is running"
)
POLLER_ENDED = "Conflict: terminated by setWebhook request"

TEXT_EMPTY = "message text is empty"
TEXT_BLANK = "text must be non-empty"
TEXT_TOO_LONG = "message is too long"
CAPTION_TOO_LONG = "message caption is too long"
PARSE_MODE = "unsupported parse_mode"

EFFECT = "EFFECT_ID_INVALID"

NO_CHAT_ID = "chat_id is empty"
NO_MESSAGE_ID = "message identifier is not specified"
CHAT_NOT_FOUND = "chat not found"
EDIT_NOT_FOUND = "message to edit not found"
DELETE_NOT_FOUND = "message to delete not found"
REPLY_NOT_FOUND = "message to be replied not found"
CANT_EDIT = "message can't be edited"
CANT_DELETE = "message can't be deleted"
NO_TEXT_TO_EDIT = "there is no text in the message to edit"
NO_CAPTION_TO_EDIT = "there is no caption in the message to edit"

MARKUP_NOT_JSON = "can't parse reply keyboard markup JSON object"
MARKUP_NOT_OBJECT = "object expected as reply markup"
MARKUP_TOO_LONG = "reply markup is too long"
BUTTON_DATA = "BUTTON_DATA_INVALID"
BUTTON_STYLE = "invalid button style specified"
BUTTON_TEXT_ONLY = "Text buttons are unallowed in the inline keyboard"
BUTTON_TYPE = "BUTTON_TYPE_INVALID"
APP_ELSEWHERE = "Web App buttons can be used in private chats only"
ANSWER_TOO_LONG = "MESSAGE_TOO_LONG"

WRONG_FILE = "wrong file identifier/HTTP URL specified"
NO_SUCH_FILE = "wrong file_id or the file is temporarily unavailable"
FILE_TOO_BIG = "file is too big"
FILE_EMPTY = "file must be non-empty"
PHOTO_UNREADABLE = "IMAGE_PROCESS_FAILED"
PHOTO_DIMENSIONS = "PHOTO_INVALID_DIMENSIONS"
WRONG_ACTION = "wrong parameter action in request"

COMMANDS_TOO_MANY = "BOT_COMMANDS_TOO_MUCH"
COMMAND_INVALID = "BOT_COMMAND_INVALID"
COMMAND_DESCRIPTION = "BOT_COMMAND_DESCRIPTION_INVALID"
LANGUAGE_CODE = "invalid language code specified"
MENU_BUTTON = "can't parse menu button: "
MENU_BUTTON_TYPE = f"{MENU_BUTTON}MenuButton has unsupported type"
MENU_BUTTON_TEXT = "menu button text must be non-empty"
MENU_BUTTON_CHAT = "invalid chat_id specified"
USER_NOT_FOUND = "user not found"


class Refusal(Exception):
    """An answer that is not `ok`.

    Attributes:
        code: The HTTP status, which is also Telegram's `error_code`.
        description: Telegram's sentence.
        parameters: `ResponseParameters`, such as `retry_after`.
    """

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def answer(self) -> dict[str, Any]:
        """The body that goes over the wire."""
        body = {"ok": False, "error_code": self.code, "description": self.description}
        return body | ({"parameters": self.parameters} if self.parameters else {})


def bad(reason: str) -> Refusal:
    """400, the request makes no sense.

    Telegram writes the first letter small, unless the reason is one of its CONSTANTS.
    """
    constant = reason[1:2] == "_" or reason[1:2].isupper()
    return Refusal(400, f"Bad Request: {reason if constant else reason[:1].lower() + reason[1:]}")


def unauthorized() -> Refusal:
    """401, an unknown token."""
    return Refusal(401, "Unauthorized")


def blocked() -> Refusal:
    """403, the person does not want to hear from the bot."""
    return Refusal(403, "Forbidden: bot was blocked by the user")


def kicked() -> Refusal:
    """403, the bot was taken out of the group."""
    return Refusal(403, "Forbidden: bot was kicked from the group chat")


def no_method() -> Refusal:
    """404, no such method."""
    return Refusal(404, "Not Found: method not found")


def conflict(reason: str) -> Refusal:
    """409, two ways of taking updates at once."""
    return Refusal(409, reason)


def too_large() -> Refusal:
    """413, more bytes than a bot may send."""
    return Refusal(413, "Request Entity Too Large")


def too_many(retry_after: int) -> Refusal:
    """429, with the seconds to wait."""
    return Refusal(429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after)


def broken() -> Refusal:
    """500, Telegram itself has failed."""
    return Refusal(500, "Internal Server Error")


# Ours. Telegram drops unknown parameters in silence and reads a word as the number 0; a test
# should hear of both. What Telegram has and the sandbox lacks must not look like a bot's mistake.


def unknown_parameter(name: str) -> Refusal:
    """A parameter that the method does not have."""
    return bad(f'unknown parameter "{name}"')


def unknown_field(parameter: str, name: str) -> Refusal:
    """A field, somewhere in a parameter, that none of the objects there have."""
    return bad(f'unknown field "{name}" in parameter "{parameter}"')


def ill_typed(name: str, wanted: str) -> Refusal:
    """A parameter whose value cannot be what it should be."""
    return bad(f'parameter "{name}" must be of type {wanted}')


def missing(name: str) -> Refusal:
    """A required parameter that was left out, in Telegram's words where it has its own."""
    return bad(
        {"text": TEXT_EMPTY, "chat_id": NO_CHAT_ID}.get(name, f'parameter "{name}" is required')
    )


def not_built(method: str) -> Refusal:
    """501, a method of Telegram that the sandbox does not have."""
    return Refusal(501, f"Not Implemented: the sandbox has no {method}")
