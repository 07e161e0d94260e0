"""SQLite databases in which something has happened already.

Each is made once in a process, where a second test wants it, and copied from then on.
"""

from __future__ import annotations

import filecmp
import shutil
from collections import Counter
from collections.abc import Awaitable, Callable, Hashable
from pathlib import Path

TEMPLATE = "template.db"
"""The migrated, empty database; its copies lie in folders beside it."""

_asked = Counter[Hashable]()
_made: dict[Hashable, Path] = {}


async def begin_with(url: str, key: Hashable, make: Callable[[str], Awaitable[None]]) -> bool:
    """Put a database in which something has happened in the place of an empty one.

    Args:
        url: The database. On PostgreSQL, and where it is not empty any more, it stays as it is.
        key: What has happened.
        make: Lets it happen in the empty database of an address.

    Returns:
        Whether the database is now such a copy; otherwise it has to happen there.
    """
    path = Path(url.removeprefix("sqlite:///"))
    template = path.parent.parent / TEMPLATE
    if not (template.exists() and filecmp.cmp(template, path, shallow=False)):
        return False
    _asked[key] += 1
    if _asked[key] == 1:
        return False
    if key not in _made:
        new = template.with_name(f"begun-{len(_made)}") / "basira.db"
        new.parent.mkdir()
        shutil.copy(template, new)
        await make(f"sqlite:///{new}")
        assert list(new.parent.glob("*.db*")) == [new], "its log is not empty"
        _made[key] = new
    shutil.copy(_made[key], path)
    return True
