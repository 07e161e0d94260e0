"""`python -m bot.cli` is `basira`."""

from bot.cli import main

main(prog_name="basira")
