"""Recall items: a decision that is repeated later, in up to five forms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from scenarios.model import Form, RecallChoice, RecallForm
from scenarios.saying import say
from scenarios.schema import Brick, ChoiceId, Credit, Remark, ShouldRefer, Text
from scenarios.scope import Builder


class RecallChoiceSpec(Remark):
    """The document model of a choice."""

    text: Text
    short: Text | None = None
    credit: Credit = {}


class FormSpec(Brick):
    """One form: a situation in a few words, and a question about it."""

    text: Text
    prompt: Text
    should_refer: ShouldRefer | None = None
    choices: Annotated[dict[ChoiceId, RecallChoiceSpec], Field(min_length=2)] | None = None


def recall(
    key: str,
    forms: Mapping[Form, FormSpec],
    same: tuple[RecallChoice, ...] | None,
    builder: Builder,
) -> dict[Form, RecallForm]:
    """Build the forms of a recall item; errors are added to the builder's findings.

    Args:
        key: The key of the item.
        forms: The document model.
        same: The choices of the decision; None if its kind does not support recall.
        builder: The scenario's builder.
    """
    if forms and same is None:
        builder.add_finding(
            "recall-kind", key, say("Only a `choose` can come back as a recall item.")
        )
    if same is None:
        return {}
    return {name: _form(f"{key}.{name}", name, form, same, builder) for name, form in forms.items()}


def _form(
    key: str, name: Form, form: FormSpec, same: tuple[RecallChoice, ...], builder: Builder
) -> RecallForm:
    if form.choices is None and name == "same-move":
        return RecallForm(key, same, form.should_refer)
    if form.choices is None:
        text = say("`{form}` needs `choices` of its own.", form=name)
        builder.add_finding("recall-choices", key, text)
    choices = (form.choices or {}).items()
    own = tuple(_choice(f"{key}.choices.{value}", value, spec, builder) for value, spec in choices)
    return RecallForm(key, own, form.should_refer)


def _choice(key: str, name: str, spec: RecallChoiceSpec, builder: Builder) -> RecallChoice:
    if spec.critical is not None:
        builder.check_sort(key, spec.error)
    return RecallChoice(name, key, spec.credit, spec.error, spec.critical is not None)
