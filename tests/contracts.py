"""Import contracts of our own, checked by import-linter beside its own (see `pyproject.toml`)."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class FolderContract(Contract):
    """No cycle of imports between folders.

    A module belongs to the folder in which its file lies. The modules of a root package are taken
    one by one, since they join what lies below.
    """

    type_name = "folders"

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        try:
            TopologicalSorter(folder_imports(graph)).prepare()
        except CycleError as error:
            return ContractCheck(kept=False, metadata={"cycle": error.args[1]})
        return ContractCheck(kept=True)

    def render_broken_contract(self, check: ContractCheck) -> None:
        output.print_error("Folders import each other in a circle:")
        output.print_error(" ← ".join(check.metadata["cycle"]))


def folder_imports(graph: ImportGraph) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    folders = {module: _folder(graph, module) for module in graph.modules}
    for module in graph.modules:
        for imported in graph.find_modules_directly_imported_by(module):
            if folders[imported] != folders[module]:
                found[folders[module]].add(folders[imported])
    return found


def _folder(graph: ImportGraph, module: str) -> str:
    is_folder = module in _squashed(graph) or graph.find_children(module)
    parent = module.rpartition(".")[0]
    return module if is_folder or "." not in parent else parent


def _squashed(graph: ImportGraph) -> set[str]:
    return {module for module in graph.modules if graph.is_module_squashed(module)}


class RecordsContract(Contract):
    """Some packages use what `storage` declares, such as records, and none of its functions."""

    type_name = "records"
    source_packages = fields.ListField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        calls = [
            f"{module} calls {call}"
            for module in sorted(graph.modules)
            if module.startswith(tuple(f"{each}." for each in self.source_packages))  # type: ignore[attr-defined]
            for call in _storage_calls(graph, module)
        ]
        return ContractCheck(kept=not calls, metadata={"calls": calls})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for call in check.metadata["calls"]:
            output.print_error(call)


def _storage_calls(graph: ImportGraph, module: str) -> Iterator[str]:
    path = Path(*module.split("."))
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    tree = ast.parse(file.read_text("utf-8"))
    imported = {
        alias.asname or alias.name: f"{node.module}.{alias.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("storage")
        for alias in node.names
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        match node.func:
            case ast.Attribute(value=ast.Name(id=name), attr=function) if (
                imported.get(name) in graph.modules and function.islower()
            ):
                yield f"{imported[name]}.{function}"
            case ast.Name(id=name) if name in imported and name.islower():
                yield imported[name]
