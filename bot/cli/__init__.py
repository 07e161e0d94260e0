"""The program `basira`. Commands are imported when they are called, so that help comes at once."""

from __future__ import annotations

import click

from bot.cli.program import Program

_COMMANDS = {
    "demo": "Play at once: a sandbox, the bot and a chat page on this machine; no token needed.",
    "run": "Run the bot on Telegram until it is stopped (Ctrl-C or SIGTERM).",
    "play": "Play a scenario in the terminal.",
    "scenarios": "List scenarios and check them.",
    "catalogue": "Look up the signs, sources and terms on which cases rest.",
    "programmes": "List programmes, and make the guides for who takes a room through them.",
    "refreshers": "Fit the memory model to answers, and compare forecasts with results.",
    "people": "Give and take roles, and make the first admin; show someone's data, and erase it.",
    "agencies": "Keep the bodies whose people are trained, and what each has promised.",
    "totals": "Enter and list what agencies count of their own work, month by month.",
    "facts": "Keep local lines and procedures, and who confirmed them.",
    "audit": "See what was done with a role, and by whom.",
    "export": "Write what people did as tables.",
    "files": "See which files with what people did went out, and note which are deleted.",
    "report": "Say on a page what training came to in some months, in English and in Arabic.",
    "evidence": "Write the report of some months, and all that stands behind it, into a folder.",
    "retention": "See how long things are kept, and let go of what is older.",
    "db": "Look after the database.",
    "doctor": "Check that everything is in place, and say what to do where it is not.",
    "sandbox": "Serve a local stand-in for Telegram, for a bot that you start yourself.",
}


@click.group(
    cls=Program,
    commands_help=_COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 88},
)
@click.version_option(package_name="basira", message="Basira %(version)s")
def main() -> None:
    """Basira trains first responders to recognise and respond to trafficking in persons.

    Begin with `basira demo`. Exit status: 0 all is well, 1 a check found something, 2 it could not
    be done as asked.
    """
