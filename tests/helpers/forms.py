"""Forms of a page, as a browser would read, fill and send them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

_UNSEEN = ("hidden", "submit", "button", "image", "reset")


@dataclass
class Control:
    """A field of a form."""

    name: str
    kind: str
    """The type of an input; `select` or `textarea`."""
    value: str = ""
    on: bool = False
    """Whether a box is ticked."""
    options: list[str] = field(default_factory=list)
    longest: int | None = None

    @property
    def is_seen(self) -> bool:
        """Whether somebody fills it in."""
        return self.kind not in _UNSEEN

    @property
    def is_box(self) -> bool:
        return self.kind in ("checkbox", "radio")

    @property
    def sent(self) -> list[str]:
        """What is sent of it."""
        if self.kind in ("file", "submit", "button"):
            return []
        return [self.value] if self.on or not self.is_box else []


@dataclass
class PageForm:
    """A form."""

    action: str
    method: str
    id: str = ""
    controls: list[Control] = field(default_factory=list)

    def filled(self, text: str) -> None:
        """Fill in whatever can be: every box ticked, the last choice of each list, a text."""
        for control in self.controls:
            if control.is_box:
                control.on = True
            elif control.kind == "select":
                control.value = control.options[-1] if control.options else ""
            elif control.kind == "date":
                control.value = "2026-12-24"
            elif control.kind == "number":
                control.value = "7"
            elif control.kind == "textarea":
                control.value = f"{text}\nand more"
            elif control.is_seen and control.kind != "file":
                control.value = text[: control.longest]
        radios = [each for each in self.controls if each.kind == "radio"]
        last = {each.name: each for each in radios}
        for each in radios:
            each.on = each is last[each.name]

    @property
    def values(self) -> dict[str, list[str]]:
        """What is sent."""
        found: dict[str, list[str]] = {}
        for control in self.controls:
            for value in control.sent:
                found.setdefault(control.name, []).append(value)
        return found


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[PageForm] = []
        self.strays: list[tuple[str, Control]] = []
        self._form: PageForm | None = None
        self._control: Control | None = None
        self._first = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            method = found.get("method", "get").lower()
            self._form = PageForm(found.get("action", ""), method, found.get("id", ""))
            self.forms.append(self._form)
        elif tag in ("input", "textarea", "select"):
            kind = found.get("type", "text") if tag == "input" else tag
            longest = int(found["maxlength"]) if "maxlength" in found else None
            default = "on" if kind == "checkbox" else ""
            made = Control(
                found.get("name", ""), kind, found.get("value", default), "checked" in found
            )
            made.longest = longest
            self._keep(found.get("form", ""), made)
            self._control = made if tag != "input" else None
            self._first = True
        elif tag == "option" and self._control is not None:
            value = found.get("value", "")
            if self._first or "selected" in found:
                self._control.value = value
            self._first = False
            self._control.options.append(value)

    def _keep(self, form_id: str, made: Control) -> None:
        if not made.name:
            return
        if form_id:
            self.strays.append((form_id, made))
        elif self._form is not None:
            self._form.controls.append(made)

    def handle_data(self, data: str) -> None:
        if self._control is not None and self._control.kind == "textarea":
            self._control.value += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "textarea" and self._control is not None:
            # A browser leaves out a line break right after the tag.
            self._control.value = self._control.value.removeprefix("\n")
            self._control = None
        elif tag == "select":
            self._control = None


def forms_of(page: str) -> Iterator[PageForm]:
    """The forms of a page that change something."""
    reader = _Reader()
    reader.feed(page)
    by_id = {each.id: each for each in reader.forms if each.id}
    for form_id, control in reader.strays:
        by_id[form_id].controls.append(control)
    yield from (each for each in reader.forms if each.method == "post")
