"""The order of the house: who may import whom, which outside library lives where, how long things may get.

``LAYERS`` is the plan (docs/architecture.md says why). Imports run strictly downward; inside a room they run as they
like, but in no circle. A new top-level module of ``assembler`` needs a line in ``LAYERS``; a new outside library
needs a line in ``ROOMS_OF_LIBRARIES``.
"""

import ast
import re
import subprocess
import sys
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "assembler"

LAYERS = {
    "recall": -1,
    "assembler": 0,  # the package itself: assembler/__init__.py
    "errors": 0,
    "assets": 1,
    "elements": 1,
    "engine": 1,
    "files": 1,
    "locale": 1,
    "model": 1,
    "package": 1,
    "patterns": 0,
    "records": 0,
    "checks": 2,
    "checksum": 0,
    "directory": 0,
    "excel": 2,
    "formats": 2,
    "messages": 2,
    "word": 2,
    "html": 3,  # arranges what messages says
    "tasks": 4,
    "cli": 5,
    "__main__": 6,
}
# (importing room, imported room) on one layer. Each entry is an exception that costs order; keep it small.
ALLOWED_SIDEWAYS: frozenset[tuple[str, str]] = frozenset()

ROOMS_OF_LIBRARIES = {
    "click": {"cli"},
    "cn2an": {"checks"},
    "distributed": {"engine"},
    "docx": {"word"},
    "docxtpl": {"word"},
    "jinja2": {"html", "word"},
    "lxml": {"excel", "word"},
    "msoffcrypto": {"excel"},
    "olefile": {"excel"},
    "pebble": {"engine"},
    "python_calamine": {"excel"},
    "tomllib": {"formats", "messages"},
    "xlsxwriter": {"excel"},
}
LOADED_WHEN_NEEDED = {
    "cn2an", "distributed", "docx", "docxtpl", "jinja2", "lxml", "msoffcrypto", "python_calamine", "xlsxwriter",
}  # fmt: skip
STANDARD = sys.stdlib_module_names | {"_sha2", "_sha256"}  # each is there in some versions of Python
MODULE_LINES = 300
FUNCTION_LINES = 40


@dataclass(frozen=True)
class Import:
    """One imported module. ``at_start``: it is loaded with the importer, not inside a function or for types only."""

    importer: str
    imported: str
    line: int
    at_start: bool = True

    def __str__(self) -> str:
        return f"{self.importer}:{self.line} imports {self.imported}"


def imports_of(module: str, source: str, known: Collection[str]) -> list[Import]:
    """Every import in the source; ``known`` are all modules of the package (``assembler.excel`` is a package there
    if ``assembler.excel.read`` is known), to tell a module from a name inside one."""
    is_package = any(other.startswith(f"{module}.") for other in known)
    return list(_imports(ast.parse(source), module, module if is_package else module.rpartition(".")[0], known, True))


def _imports(node: ast.AST, module: str, package: str, known: Collection[str], at_start: bool) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            for alias in child.names:
                yield Import(module, alias.name, child.lineno, at_start)
        elif isinstance(child, ast.ImportFrom):
            origin = _origin(child, package)
            for alias in child.names:
                inner = f"{origin}.{alias.name}"
                yield Import(module, inner if inner in known else origin, child.lineno, at_start)
        else:
            later = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) or _for_types_only(child)
            yield from _imports(child, module, package, known, at_start and not later)


def _origin(node: ast.ImportFrom, package: str) -> str:
    """The absolute name behind ``from .. import``."""
    if not node.level:
        return node.module or ""
    parts = package.split(".")
    parts = parts[: len(parts) - node.level + 1]
    return ".".join([*parts, *([node.module] if node.module else [])])


def _for_types_only(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING")


def is_ours(module: str) -> bool:
    """True for modules of assembler."""
    return module.split(".")[0] == "assembler"


def room(module: str) -> str:
    """``assembler.excel.read`` stands in the room ``excel``; ``assembler`` in itself."""
    return module.split(".")[1] if "." in module else module


def unplanned(modules: Iterable[str]) -> list[str]:
    """A sentence for each room without a layer."""
    rooms = sorted({room(module) for module in modules} - LAYERS.keys())
    return [f"assembler/{each} has no layer yet: add it to LAYERS in tests/test_architecture.py" for each in rooms]


def upward(imports: Iterable[Import]) -> list[str]:
    """Imports from a lower layer of a higher one."""
    return [
        f"{each} (layer {LAYERS[room(each.importer)]} imports layer {LAYERS[room(each.imported)]})"
        for each in imports
        if is_ours(each.imported) and LAYERS[room(each.importer)] < LAYERS[room(each.imported)]
    ]


def sideways(imports: Iterable[Import], allowed: Collection[tuple[str, str]] = ALLOWED_SIDEWAYS) -> list[str]:
    """Imports of another room on the same layer."""
    found = []
    for each in imports:
        if not is_ours(each.imported):
            continue
        here, there = room(each.importer), room(each.imported)
        if here != there and LAYERS[here] == LAYERS[there] and (here, there) not in allowed:
            found.append(f"{each} (rooms {here} and {there} should not know each other)")
    return found


def circles(imports: Iterable[Import]) -> list[str]:
    """Modules that load each other at start, one circle after the other."""
    graph: dict[str, set[str]] = {}
    for each in imports:
        if each.at_start and is_ours(each.imported):
            graph.setdefault(each.importer, set()).add(each.imported)
    found = []
    while True:
        try:
            TopologicalSorter(graph).prepare()
        except CycleError as error:
            circle: list[str] = error.args[1][::-1]  # graphlib names the imported module first
            found.append(" imports ".join(circle))
            graph[circle[0]].discard(circle[1])
        else:
            return found


def misplaced(imports: Iterable[Import]) -> list[str]:
    """Outside libraries (and tomllib) outside their rooms."""
    found = []
    for each in imports:
        library = each.imported.split(".")[0]
        if library in ROOMS_OF_LIBRARIES:
            if room(each.importer) not in ROOMS_OF_LIBRARIES[library]:
                rooms = " or ".join(sorted(ROOMS_OF_LIBRARIES[library]))
                found.append(f"{each} ({library} belongs into assembler/{rooms})")
        elif library not in STANDARD and not is_ours(each.imported):
            found.append(f"{each} ({library} has no room: add it to ROOMS_OF_LIBRARIES in tests/test_architecture.py)")
    return found


def long_functions(module: str, source: str, limit: int = FUNCTION_LINES) -> list[str]:
    """Functions of more lines than that, decorators not counted."""
    return [
        f"{module}:{node.lineno} {node.name} has {lines} lines"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if (lines := (node.end_lineno or node.lineno) - node.lineno + 1) > limit
    ]


def office_libraries(importtime: str) -> set[str]:
    """Those libraries of LOADED_WHEN_NEEDED that ``python -X importtime`` reports as loaded."""
    modules = re.findall(r"^import time:[^|]*\|[^|]*\| *(\S+)$", importtime, re.MULTILINE)
    assert "site" in modules, "python -X importtime reports in another form now"
    return {module.split(".")[0] for module in modules} & LOADED_WHEN_NEEDED


# --- the package


def _module(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@pytest.fixture(scope="module")
def sources() -> dict[str, str]:
    """The source of every module of assembler."""
    found = {_module(path): path.read_text(encoding="utf-8") for path in sorted(PACKAGE.rglob("*.py"))}
    assert {"assembler", "assembler.errors", "assembler.model.spec", "assembler.formats.load"} <= found.keys()
    return found


@pytest.fixture(scope="module")
def imports(sources: dict[str, str]) -> list[Import]:
    """Every import in assembler."""
    found = [each for module, source in sources.items() for each in imports_of(module, source, sources)]
    assert ("assembler.formats.editions", "assembler.errors") in {(each.importer, each.imported) for each in found}
    return found


def test_every_room_has_its_layer(sources: dict[str, str]) -> None:
    assert unplanned(sources) == []


def test_no_import_runs_upward(imports: list[Import]) -> None:
    assert upward(imports) == []


def test_no_import_runs_sideways_between_rooms(imports: list[Import]) -> None:
    assert sideways(imports) == []


def test_no_modules_load_each_other_in_a_circle(imports: list[Import]) -> None:
    assert circles(imports) == []


def test_every_outside_library_stays_in_its_room(imports: list[Import]) -> None:
    assert misplaced(imports) == []


def test_no_module_is_too_long(sources: dict[str, str]) -> None:
    lengths = {module: len(source.splitlines()) for module, source in sources.items()}
    assert {module: lines for module, lines in lengths.items() if lines > MODULE_LINES} == {}


def test_no_function_is_too_long(sources: dict[str, str]) -> None:
    assert [each for module, source in sources.items() for each in long_functions(module, source)] == []


@pytest.mark.parametrize("arguments", [["-c", "import assembler.cli"], ["-m", "assembler", "--help"]])
def test_starting_loads_no_office_library(arguments: list[str]) -> None:
    run = _python(*arguments)
    assert run.returncode == 0, run.stderr
    assert "assembler.cli" in run.stderr
    assert office_libraries(run.stderr) == set()


def _python(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-X", "importtime", "-X", "utf8", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)


# --- the checks above can fail

KNOWN = {
    "assembler",
    "assembler.errors",
    "assembler.model",
    "assembler.model.spec",
    "assembler.excel",
    "assembler.excel.read",
    "assembler.excel.write",
    "assembler.word",
    "assembler.word.plan",
    "assembler.tasks",
    "assembler.tasks.check",
    "assembler.cli",
}


@pytest.mark.parametrize(
    ("module", "source", "imported"),
    [
        ("assembler.cli", "import assembler.tasks.check", ["assembler.tasks.check"]),
        ("assembler.cli", "import json, assembler.errors as errors", ["json", "assembler.errors"]),
        ("assembler.cli", "from assembler.tasks.check import check_all", ["assembler.tasks.check"]),
        ("assembler.cli", "from assembler.tasks import check", ["assembler.tasks.check"]),
        ("assembler.cli", "from assembler import __version__, errors", ["assembler", "assembler.errors"]),
        ("assembler.excel.read", "from .write import X", ["assembler.excel.write"]),
        ("assembler.excel.read", "from . import write, X", ["assembler.excel.write", "assembler.excel"]),
        ("assembler.excel.read", "from ..model.spec import X", ["assembler.model.spec"]),
        ("assembler.excel.read", "from .. import errors", ["assembler.errors"]),
        ("assembler.excel", "from .read import X", ["assembler.excel.read"]),
        ("assembler.excel", "from . import read", ["assembler.excel.read"]),
        ("assembler.excel", "import lxml.etree", ["lxml.etree"]),
        ("assembler.excel", "x = 1", []),
    ],
)
def test_imports_are_collected_by_their_full_names(module: str, source: str, imported: list[str]) -> None:
    found = imports_of(module, source, KNOWN)
    assert [each.imported for each in found] == imported
    assert {each.importer for each in found} <= {module}


@pytest.mark.parametrize(
    ("source", "at_start"),
    [
        ("import json", True),
        ("class X:\n    import json", True),
        ("try:\n    import json\nexcept ImportError:\n    pass", True),
        ("if sys.platform == 'win32':\n    import json", True),
        ("with x:\n    import json", True),
        ("def x():\n    import json", False),
        ("async def x():\n    import json", False),
        ("class X:\n    def x(self):\n        if True:\n            import json", False),
        ("if TYPE_CHECKING:\n    import json", False),
        ("if typing.TYPE_CHECKING:\n    from json import loads", False),
    ],
)
def test_imports_inside_functions_and_for_types_are_not_loaded_at_start(source: str, at_start: bool) -> None:
    found = [each for each in imports_of("assembler.cli", source, KNOWN) if each.imported == "json"]
    assert [each.at_start for each in found] == [at_start]


def _collected(sources: dict[str, str]) -> list[Import]:
    return [each for module, source in sources.items() for each in imports_of(module, source, KNOWN)]


@pytest.mark.parametrize(
    ("module", "source", "named"),
    [
        ("assembler.model.spec", "\nfrom assembler.excel.read import X", "assembler.model.spec:2 imports assembler.ex"),
        ("assembler.model.spec", "def x():\n    from assembler.tasks import check", "imports assembler.tasks.check"),
        ("assembler.excel.read", "from assembler.cli import main", "(layer 2 imports layer 5)"),
        ("assembler.excel.read", "from .. import cli", "assembler.excel.read:1 imports assembler.cli"),
        ("assembler.errors", "from assembler.model.spec import X", "(layer 0 imports layer 1)"),
        ("assembler", "from assembler.model.spec import X", "(layer 0 imports layer 1)"),
    ],
)
def test_upward_import_is_named(module: str, source: str, named: str) -> None:
    [found] = upward(_collected({module: source}))
    assert named in found


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("assembler.cli", "from assembler.tasks.check import check_all"),
        ("assembler.excel.read", "from assembler.excel.write import X\nfrom assembler.errors import X\nimport json"),
        ("assembler.tasks.check", "from assembler import __version__"),
    ],
)
def test_imports_downward_and_inside_a_room_are_right(module: str, source: str) -> None:
    found = _collected({module: source})
    assert found
    assert upward(found) == sideways(found) == misplaced(found) == []


def test_sideways_import_is_named_unless_it_is_allowed() -> None:
    found = _collected({"assembler.excel.read": "def x():\n    from assembler.word.plan import X"})
    [named] = sideways(found)
    assert named.startswith("assembler.excel.read:2 imports assembler.word.plan (rooms excel and word")
    assert sideways(found, {("excel", "word")}) == []
    assert len(sideways(found, {("word", "excel")})) == 1


def test_circle_is_named_with_all_its_modules() -> None:
    found = circles(
        _collected(
            {
                "assembler.excel.read": "from assembler.excel.write import X",
                "assembler.excel.write": "from assembler.word.plan import X",
                "assembler.word.plan": "import assembler.excel.read",
            }
        )
    )
    assert len(found) == 1
    modules = found[0].split(" imports ")
    assert modules[0] == modules[-1]
    assert set(modules) == {"assembler.excel.read", "assembler.excel.write", "assembler.word.plan"}
    assert ("assembler.excel.read", "assembler.excel.write") in set(pairwise(modules))


def test_every_circle_is_named() -> None:
    found = circles(
        _collected(
            {
                "assembler.excel": "from assembler.excel.read import X",
                "assembler.excel.read": "from assembler.excel import X",
                "assembler.word": "from .plan import X",
                "assembler.word.plan": "from . import X",
            }
        )
    )
    assert len(found) == 2


def test_circle_that_is_closed_inside_a_function_is_none() -> None:
    sources = {
        "assembler.excel.read": "from assembler.excel.write import X",
        "assembler.excel.write": "def x():\n    from assembler.excel.read import X",
    }
    assert circles(_collected(sources)) == []


@pytest.mark.parametrize(
    ("module", "source", "named"),
    [
        ("assembler.checks.values", "import lxml.etree", "lxml belongs into assembler/excel or word"),
        ("assembler.word.plan", "from xlsxwriter.utility import X", "xlsxwriter belongs into assembler/excel"),
        ("assembler.excel.read", "from docx import Document", "docx belongs into assembler/word"),
        ("assembler.tasks.check", "def x():\n    import click", "click belongs into assembler/cli"),
        ("assembler.model.spec", "import tomllib", "tomllib belongs into assembler/formats or messages"),
        ("assembler.model.spec", "import pandas as pd", "pandas has no room"),
    ],
)
def test_library_outside_its_room_is_named(module: str, source: str, named: str) -> None:
    [found] = misplaced(_collected({module: source}))
    assert named in found


def test_module_without_a_layer_is_told_where_to_be_added() -> None:
    assert unplanned(["assembler.errors", "assembler.web.page", "assembler.web"]) == [
        "assembler/web has no layer yet: add it to LAYERS in tests/test_architecture.py"
    ]


@pytest.mark.parametrize(("lines", "too_long"), [(3, False), (4, True)])
def test_long_function_is_named_with_its_length(lines: int, too_long: bool) -> None:
    source = "class X:\n    @property\n    def x(self):\n" + "        y = 1\n" * (lines - 1)
    assert long_functions("m", source, limit=3) == (["m:3 x has 4 lines"] if too_long else [])


def test_library_that_is_loaded_too_early_is_seen() -> None:
    pytest.importorskip("jinja2")
    assert office_libraries(_python("-c", "import jinja2.nodes").stderr) == {"jinja2"}
    assert office_libraries(_python("-c", "import json").stderr) == set()
