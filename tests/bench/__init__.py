"""Benchmarks: the performance of the bot beside floors and peers measured in the same minutes.

`parts` is what `make bench` measures, a module or a folder for each of its names; `soak` what
holds while everything goes wrong. What they need lies below: `bots` are put under test, `peers` are
those that are not ours, `double` takes Telegram's place, `people` are invented, and `measuring` is
the plan, the figures and the machine. `reporting` tells what was found.
"""
