"""Builds a playable scenario from a validated document and its translations."""

from __future__ import annotations

from collections.abc import Mapping
from math import prod

from scenarios import limits
from scenarios.catalogue import catalogue
from scenarios.compression import CompressedTexts
from scenarios.conditions import Scope
from scenarios.document import ScenarioSpec, SceneSpec
from scenarios.exhibits import exhibit
from scenarios.findings import did_you_mean
from scenarios.model import Decision, Ending, Key, Scenario, Scene, Script, Slot, Variable, Variant
from scenarios.recall import recall
from scenarios.saying import say
from scenarios.schema import AfterSpec, EndingSpec, VariableSpec, VariantSpec
from scenarios.scope import Builder, path_of, value_of
from scenarios.texts import SplitDocument, check_placeholders, content_hash, join_translation, split
from scenarios.yaml_source import Data, Path, Source

_CURLY = ("“", "”", "„", "‘", "’")  # typographic quotes of word processors


def build(
    spec: ScenarioSpec, main: Source, translations: Mapping[str, Source], files: Mapping[str, str]
) -> Scenario:
    """Build a scenario; errors are added to the findings of its files.

    Args:
        spec: The parsed `scenario.yaml`.
        main: That file.
        translations: The files of the other languages.
        files: All files by name, as an edition keeps them: it is a hash of them.
    """
    parted = split(spec)
    variables = {
        name: _variable(main, name, variable_spec) for name, variable_spec in spec.variables.items()
    }
    builder = Builder(main, _scope(spec, variables), variables, {*spec.scenes, *spec.endings})
    _check_names(spec, main)
    _check_places(variables, main)
    exhibits = {
        name: built
        for name, entry in spec.exhibits.items()
        if (built := exhibit(name, entry, builder)) is not None
    }
    scenes = {name: _scene(name, scene, builder) for name, scene in spec.scenes.items()}
    scripts: dict[str, Script] = {spec.language: _script(spec, parted, builder)}
    for language, source in translations.items():
        scripts[language] = _translation(language, source, spec, scripts[spec.language])
    structure = parted.structure
    assert isinstance(structure, dict)
    return Scenario(
        id=spec.id,
        edition=content_hash(dict(files)),
        structure_hash=content_hash(
            {
                key: structure.get(key)
                for key in ("level", "variables", "start", "scenes", "endings")
            }
        ),
        track=spec.track,
        level=spec.level,
        use=spec.use,
        truth=spec.truth,
        should_refer=spec.should_refer,
        hard=spec.hard,
        indicators=spec.indicators,
        sources=spec.sources,
        language=spec.language,
        cast={
            name: Slot(name, slot.gender, slot.draw is not None, slot.role, slot.age is not None)
            for name, slot in spec.cast.items()
        },
        variables=tuple(variables.values()),
        start=spec.start,
        scenes=scenes,
        endings={name: _ending(name, ending) for name, ending in spec.endings.items()},
        bits=dict(builder.scope.bits),
        scripts=scripts,
        files=CompressedTexts(files),
        exhibits=exhibits,
    )


def _ending(name: str, spec: EndingSpec) -> Ending:
    after = spec.after or AfterSpec()
    return Ending(name, spec.outcome, spec.fact, after.worked, after.parallel)


def _scope(spec: ScenarioSpec, variables: Mapping[str, Variable]) -> Scope:
    choices = {
        name: scene.decision.timed_picks if scene.decision else frozenset()
        for name, scene in spec.scenes.items()
    }
    return Scope(
        {
            name: (index, type(variable.start))
            for index, (name, variable) in enumerate(variables.items())
        },
        choices,
        values={name: variable.values for name, variable in variables.items() if variable.fact},
    )


def _variable(source: Source, name: str, spec: VariableSpec) -> Variable:
    path = ("variables", name)
    if spec.fact is not None:
        return _fact_variable(source, name, spec, spec.fact)
    if spec.start is None:
        source.add_finding("missing-key", path, say("`{name}` is missing.", name="start"))
        return Variable(name, 0)
    start = value_of(spec.start)
    if start is None:
        source.add_finding(
            "bad-value",
            path,
            say("`{value}` is neither a number nor true or false.", value=spec.start),
        )
        return Variable(name, 0)
    if isinstance(start, bool):
        if spec.min is not None or spec.max is not None:
            source.add_finding(
                "bad-value",
                path,
                say("A variable that is true or false must not have `min` or `max`."),
            )
        return Variable(name, start)
    low, high = spec.min or 0, spec.max if spec.max is not None else 9
    if not low <= start <= high or high - low > 100:
        source.add_finding(
            "bad-value",
            path,
            say("`start` must lie in {low} to {high}, a span of at most 100.", low=low, high=high),
        )
    return Variable(name, start, low, high)


def _fact_variable(source: Source, name: str, spec: VariableSpec, fact: str) -> Variable:
    """A variable that stands for a local fact."""
    path, known = ("variables", name), catalogue().settings
    if (spec.start, spec.min, spec.max) != (None, None, None):
        text = say("A variable with a `fact` must not have `start`, `min` or `max`.")
        source.add_finding("bad-value", path, text)
    if fact not in known:
        text = say("The catalogue has no local fact `{name}` with values.", name=fact)
        source.add_finding("unknown-fact", (*path, "fact"), text, did_you_mean(fact, known))
        return Variable(name, 0)
    values = known[fact].names
    return Variable(name, 0, 0, len(values) - 1, fact, values)


def _check_places(variables: Mapping[str, Variable], main: Source) -> None:
    """Every place is explored, so there must not be too many."""
    values = {variable.fact: variable.values for variable in variables.values() if variable.fact}
    count = prod(map(len, values.values()))
    if count > limits.PLACES:
        text = say(
            "Its local facts make {count} different places; at most {most} can be explored.",
            count=count,
            most=limits.PLACES,
        )
        main.add_finding("too-many-places", ("variables",), text, say("Depend on fewer facts."))


def _check_names(spec: ScenarioSpec, main: Source) -> None:
    for name in spec.endings:
        if name in spec.scenes:
            main.add_finding(
                "duplicate-id",
                ("endings", name),
                say("`{name}` is already the name of a scene.", name=name),
            )
    if spec.start not in spec.scenes:
        mend = did_you_mean(spec.start, spec.scenes)
        main.add_finding(
            "lead-nowhere", ("start",), say("There is no scene `{name}`.", name=spec.start), mend
        )


def _scene(name: str, spec: SceneSpec, builder: Builder) -> Scene:
    key = f"scenes.{name}"
    leads = builder.leads(f"{key}.go", spec.go) if spec.go else ()
    if spec.decision is None:
        if not leads:
            builder.add_finding("no-way-on", key, say("A scene needs a decision or a `go`."))
        if spec.recall:
            builder.add_finding(
                "recall-kind", f"{key}.recall", say("There is no decision to come back.")
            )
        return Scene(name, spec.stop is not None, None, leads, exhibits=spec.exhibit)
    if len(spec.kinds) > 1:
        text = say(
            "A scene cannot have both `{one}` and `{two}`.", one=spec.kinds[0], two=spec.kinds[1]
        )
        mend = say("Split the scene in two.")
        builder.add_finding("two-decisions", f"{key}.{spec.kinds[1]}", text, mend)
    if leads:
        builder.add_finding(
            "go-outside", f"{key}.go", say("`go` must be inside `{kind}`.", kind=str(spec.kind))
        )
    if spec.text is None:
        builder.add_finding(
            "missing-key", key, say("A decision needs a `text` before its question.")
        )
    at = f"{key}.{spec.kind}"
    decision = spec.decision.build(at, builder)
    forms = recall(f"{key}.recall", spec.recall, spec.decision.recall_choices(at), builder)
    stop = spec.stop is not None
    return Scene(
        name,
        stop,
        decision,
        recall=forms,
        signature=signature(decision),
        exhibits=spec.exhibit,
    )


def signature(decision: Decision) -> str:
    """The identity of a decision for statistics and memory: its kind, answers, credit and errors.

    It excludes wordings, effects and leads, so that correcting a comma keeps the history.
    """
    answers = [
        [
            answer.act,
            answer.band,
            answer.error,
            answer.critical,
            {name: str(x) for name, x in answer.credit.items()},
        ]
        for answer in decision.every_answer()
    ]
    return content_hash([decision.kind, sorted(answers, key=str)])


def _script(spec: ScenarioSpec, parted: SplitDocument, builder: Builder) -> Script:
    """The texts of the original language."""
    cast = {name: slot.name for name, slot in spec.cast.items()}
    _check_cast(cast, builder.source, ("cast",))
    texts = {key: _variants(key, specs, builder) for key, specs in parted.texts.items()}
    unquoted = _unquoted(builder.source)
    for key, variants in texts.items():
        for variant in variants:
            check_placeholders(builder.source, key, variant.text, cast)
        if key in unquoted:
            _report_unquoted(builder.source, key)
    return Script(spec.language, texts, cast, _text_hash(texts, cast))


def _variants(key: Key, specs: tuple[VariantSpec, ...], builder: Builder) -> tuple[Variant, ...]:
    variants = tuple(
        Variant(spec.text, builder.condition(f"{key}.{index}.when", spec.when))
        for index, spec in enumerate(specs)
    )
    for index, spec in enumerate(specs[:-1]):
        if spec.when is None:
            message = say("The wordings after this one can never be shown.")
            builder.add_finding("text-hidden", f"{key}.{index}", message)
    if variants[-1].when is not None:
        builder.add_finding("text-open", key, say("The last wording must have no `when`."))
    return variants


def _translation(language: str, source: Source, spec: ScenarioSpec, original: Script) -> Script:
    """The texts of a translation, with the original's conditions."""
    _check_language(language, source)
    found = join_translation(source, original.texts)
    cast = _translated_cast(source, spec)
    texts: dict[Key, tuple[Variant, ...]] = {}
    unquoted = _unquoted(source)
    for key, variants in original.texts.items():  # whose keys are shared by all languages
        wordings = found.get(key, [])
        if not wordings:
            continue
        pairs = zip(wordings, variants, strict=True)
        texts[key] = tuple(Variant(wording, variant.when) for wording, variant in pairs)
        for wording in wordings:
            check_placeholders(source, key, wording, original.cast)
        if key in unquoted:
            _report_unquoted(source, key)
    return Script(language, texts, cast, _text_hash(texts, cast))


def _check_language(language: str, source: Source) -> None:
    declared = source.data.get("language", language) if isinstance(source.data, dict) else language
    if declared != language:
        message = say("`language` must be `{language}`, as the file is named.", language=language)
        source.add_finding("bad-value", ("language",), message)


def _translated_cast(source: Source, spec: ScenarioSpec) -> dict[str, tuple[str, ...]]:
    data = source.data if isinstance(source.data, dict) else {}
    given = data.get("cast", {})
    cast: dict[str, tuple[str, ...]] = dict.fromkeys(spec.cast, ())
    for name, names in given.items() if isinstance(given, dict) else ():
        if name not in cast or not isinstance(names, list):
            source.add_finding(
                "cast-differs",
                ("cast", name),
                say("`{name}` is not a list of names for someone in the cast.", name=name),
            )
        else:
            cast[name] = tuple(key for key in names if isinstance(key, str))
    for name, slot in spec.cast.items():
        if len(cast[name]) != len(slot.name):
            source.add_finding(
                "cast-differs",
                ("cast", name),
                say(
                    "`{name}` has a different number of names here ({here}) than "
                    "in the scenario ({there}).",
                    name=name,
                    here=len(cast[name]),
                    there=len(slot.name),
                ),
            )
    return cast


def _check_cast(cast: Mapping[str, tuple[str, ...]], source: Source, path: tuple[str, ...]) -> None:
    lengths = {len(names) for names in cast.values() if names}
    if len(lengths) > 1:
        source.add_finding(
            "cast-differs", path, say("All entries of `cast` must have the same number of names.")
        )


def _unquoted(source: Source) -> set[Key]:
    """The keys of unquoted texts, single or in lists of wordings."""
    found = set()
    for path in source.unquoted():
        key = ".".join(map(str, path))
        found.add(key)
        match path:
            case (*_, int(), "text"):
                found.add(key.rpartition(".")[0].rpartition(".")[0])
            case (*_, int()):
                found.add(key.rpartition(".")[0])
    return found


def _report_unquoted(source: Source, key: Key) -> None:
    """Unquoted YAML may lose text after ` #`, or stop at a comma, so texts must be quoted."""
    path = source.with_indices(path_of(key))
    curly = str(_value_at(source, path)).startswith(_CURLY)
    mend = say("These are curly quotes; use straight ones.") if curly else None
    source.add_finding("unquoted", path, say("A text must be in quotes, or after `|`."), mend)


def _value_at(source: Source, path: Path) -> Data:
    data = source.data
    for step in path:
        if isinstance(data, dict):
            data = data.get(str(step), "")
        elif isinstance(data, list) and isinstance(step, int) and step < len(data):
            data = data[step]
    return data


def _text_hash(
    texts: Mapping[Key, tuple[Variant, ...]], cast: Mapping[str, tuple[str, ...]]
) -> str:
    return content_hash(
        [
            {key: [variant.text for variant in variants] for key, variants in texts.items()},
            dict(cast),
        ]
    )
