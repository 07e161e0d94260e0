"""The programs from outside Python that tests run.

`python3 -m tests.helpers.programs` prints the Debian packages of the missing ones, and with
`--names` the names of all. It needs only the standard library, since it runs before anything is
installed.
"""

import shutil
import sys
from collections.abc import Iterable

PACKAGES = {
    "age": ("age",),
    "chromium": ("chromium", "fonts-noto-core"),
    "docker-compose": ("docker-compose",),
    "nginx": ("nginx-light",),
    "openssl": ("openssl",),
    "pgbouncer": ("pgbouncer",),
    "promtool": ("prometheus",),
    "systemd-analyze": ("systemd",),
}
"""The Debian packages that bring each program."""


def missing() -> list[str]:
    """The programs that are not on the PATH."""
    return [name for name in PACKAGES if shutil.which(name) is None]


def path_of(name: str) -> str:
    """Return the path of a program that a test needs and that is there."""
    found = shutil.which(name)
    assert found, f"{name} is not on the PATH: mark the test with @pytest.mark.needs({name!r})"
    return found


def how_to_install(names: Iterable[str]) -> str:
    """Return the command that installs programs on Debian."""
    return " ".join(("apt-get install", *(each for name in names for each in PACKAGES[name])))


if __name__ == "__main__":
    if sys.argv[1:] == ["--names"]:
        print(*PACKAGES)
    else:
        print(*(each for name in missing() for each in PACKAGES[name]))
