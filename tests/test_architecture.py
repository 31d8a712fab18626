"""Layers: imports point inward, from the pages over HTTP to app, engine and NumPy.

Within a folder they point down its floors: what stands on one floor may import what stands on the
floors beneath and its own room, but no other room of its floor.
"""

import ast
import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from tests.files import ROOT, below, name, project_files

OUTSIDE_WORLD = {
    *("asyncio", "ctypes", "fcntl", "glob", "http", "importlib", "io", "logging", "mmap"),
    *("multiprocessing", "os", "pathlib", "shutil", "signal", "socket", "sqlite3", "ssl"),
    *("subprocess", "tempfile", "urllib"),
}
UNPICKLES = {"cPickle", "dill", "joblib", "marshal", "pickle", "shelve"}
RUNS_TEXT = {"__import__", "eval", "exec"}
# Names that would not be found by whoever knows the field; CONTRIBUTING has those in their place.
RETIRED = re.compile(
    r"\b(?:Mover|[Rr]oster|[Ss]ightline|[Ee]rrand|litLooks|looksOf|Looks|Stops|createPresets|"
    r"createSpeaker|createProbe|createGrowth)\b"
)
RIVALS = {"jax", "keras", "optax", "sklearn", "tensorflow", "torch"}
CITED = {"arxiv.org", "doi.org", "www.w3.org"}
REGISTRIES = [
    ".".join(words)
    for words in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("debian", "org"))
]

FULLEST = 20
WIDEST = 100

FLOORS: dict[str, tuple[str, ...]] = {
    "static/js": (
        "client ui",
        "plot",
        "experiment",
        "runs share",
        "race train lesson",
        "pages",
    ),
    "engine": (
        "lanes suggestions",
        "registry",
        "validation program trends",
        "knobs figures",
        "choices",
        "schedules expressions",
        "optimizers datasets networks surfaces",
        "specs",
        "steppers results rates",
        "descent training stories",
        "lessons",
        "__init__",
    ),
    "app": (
        "settings metrics kinds assets examples page_settings single_flight frameworks figures",
        "http formats streams documents training_page",
        "workers schemas",
        "experiments",
        "lesson_answers",
        "deps",
        "routes",
        "main",
        "server",
        "cli",
        "__main__ __init__",
    ),
}

ADDRESS = re.compile(r"\b(?:https?|wss?)://([\w.-]+)")
OTHER_HOST = re.compile(r"""(?:src|href|action)=["']//|url\(["']?//""")
NUMPY_FILES = re.compile(r"\bnp\.(?:fromfile|genfromtxt|load|loadtxt|memmap|save\w*|tofile)\b")
JS_COMMENT = re.compile(r"/\*.*?\*/|(?<![:\"'`])//[^\n]*", re.DOTALL)
JS_IMPORT = re.compile(r"""\b(?:from|import)\b\s*\(?\s*["']([^"']+)["']""")


def offenders(
    paths: Iterable[Path], faults: Callable[[Path], Iterable[str]]
) -> dict[str, list[str]]:
    """What is wrong in each file that has something wrong."""
    checked = list(paths)
    assert checked, "there are no files to check"
    return {name(path): found for path in checked if (found := sorted(faults(path)))}


def roots(path: Path) -> set[str]:
    """The top-level packages that a Python file imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add("." if node.level else str(node.module).partition(".")[0])
    return found


def calls(path: Path) -> set[str]:
    """The plain names that a Python file calls."""
    return {
        node.func.id
        for node in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }


def script(path: Path) -> str:
    """A JavaScript file without its comments."""
    return JS_COMMENT.sub("", path.read_text())


def imported(path: Path) -> set[Path]:
    """The project's files that a file imports; in Python those for types, too."""
    if path.suffix == ".js":
        return {(path.parent / target).resolve() for target in JS_IMPORT.findall(script(path))}
    found = set()
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.ImportFrom) and not node.level:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            found |= {module(each) or module(str(node.module)) for each in names}
        elif isinstance(node, ast.Import):
            found |= {module(alias.name) for alias in node.names}
    return {each for each in found if each is not None}


def module(dotted: str) -> Path | None:
    """The file of a module or package of the project."""
    base = ROOT.joinpath(*dotted.split("."))
    return next(
        (path for path in (base.with_suffix(".py"), base / "__init__.py") if path.is_file()), None
    )


def room(path: Path, side: str) -> str:
    """The folder, or the file, directly inside `side` that a file is or lies in."""
    return path.relative_to(ROOT / side).parts[0].partition(".")[0]


def sources(side: str) -> list[Path]:
    """The modules of a side."""
    return below(side, ".js" if side == "static/js" else ".py")


@pytest.mark.parametrize("side", FLOORS)
def test_imports_point_down_the_floors(side: str) -> None:
    floor = {name: at for at, names in enumerate(FLOORS[side]) for name in names.split()}

    def faults(path: Path) -> list[str]:
        own = room(path, side)
        reached = {room(each, side) for each in imported(path) if each.is_relative_to(ROOT / side)}
        return [name for name in reached - {own} if floor[name] >= floor[own]]

    assert {room(path, side) for path in sources(side)} == set(floor)
    assert not offenders(sources(side), faults)


@pytest.mark.parametrize("side", FLOORS)
def test_imports_run_in_no_circle(side: str) -> None:
    graph = {path: imported(path) & set(sources(side)) - {path} for path in sources(side)}
    while leaves := {path for path, found in graph.items() if not found & graph.keys()}:
        graph = {path: found for path, found in graph.items() if path not in leaves}
    assert not {
        name(path): sorted(map(name, found & graph.keys())) for path, found in graph.items()
    }


def test_no_folder_of_source_is_full() -> None:
    def faults(folder: Path) -> list[str]:
        modules = [path.name for path in folder.iterdir() if path.suffix in {".js", ".py"}]
        return modules if len(set(modules) - {"__init__.py"}) > FULLEST else []

    folders = {path.parent for side in FLOORS for path in sources(side)}
    assert not offenders(sorted(folders), faults)


def test_the_engine_imports_numpy_and_the_standard_library_only() -> None:
    allowed = {"engine", "numpy"} | sys.stdlib_module_names
    assert not offenders(below("engine", ".py"), lambda path: roots(path) - allowed)


def pages_text() -> list[Path]:
    """What pages are made of, but for pictures, which hold no text."""
    return [path for path in below("static") + below("templates") if path.suffix != ".png"]


def test_the_engine_touches_no_file_no_socket_and_no_terminal() -> None:
    def faults(path: Path) -> set[str]:
        reached = roots(path) & OUTSIDE_WORLD | calls(path) & {"input", "open", "print"}
        return reached | set(NUMPY_FILES.findall(path.read_text()))

    assert not offenders(below("engine", ".py"), faults)


def test_the_server_imports_neither_tests_nor_rivals() -> None:
    assert not offenders(below("app", ".py"), lambda path: roots(path) & ({"tests", "."} | RIVALS))


def test_no_text_is_run_as_code() -> None:
    def faults(path: Path) -> set[str]:
        return calls(path) & RUNS_TEXT | roots(path) & UNPICKLES

    assert not offenders(below("app", ".py") + below("engine", ".py"), faults)


def test_the_tests_need_no_rival() -> None:
    optional = {"tests/bench", "tests/frameworks"}
    ordinary = [path for path in below("tests", ".py") if name(path.parent) not in optional]
    assert not offenders(ordinary, lambda path: roots(path) & RIVALS)


def test_a_page_asks_no_other_host() -> None:
    def faults(path: Path) -> set[str]:
        text = path.read_text()
        return set(ADDRESS.findall(text)) - CITED | set(OTHER_HOST.findall(text))

    assert not offenders(pages_text(), faults)


def test_nothing_is_vendored() -> None:
    def faults(path: Path) -> list[str]:
        longest = max(map(len, path.read_text().splitlines()), default=0)
        return ["minified"] if ".min." in path.name or longest > 500 else []

    assert not offenders(pages_text(), faults)


def test_a_javascript_module_imports_its_neighbours_only() -> None:
    def faults(path: Path) -> list[str]:
        return [
            target
            for target in JS_IMPORT.findall(script(path))
            if not target.startswith(("./", "../")) or not (path.parent / target).is_file()
        ]

    assert not offenders(below("static/js", ".js"), faults)


def test_javascript_has_lines_of_a_hundred_columns() -> None:
    def faults(path: Path) -> list[str]:
        lines = enumerate(path.read_text().splitlines(), 1)
        return [f"line {number}" for number, line in lines if len(line) > WIDEST]

    assert not offenders(below("static/js", ".js") + below("tests/js", ".js"), faults)


def test_retired_words_stay_retired() -> None:
    def faults(path: Path) -> set[str]:
        text = script(path) if path.suffix == ".js" else path.read_text()
        return set(RETIRED.findall(text))

    assert not offenders([path for side in FLOORS for path in sources(side)], faults)


def test_one_javascript_module_touches_plotly() -> None:
    touching = offenders(
        below("static/js", ".js"), lambda path: set(re.findall(r"\bPlotly\b", script(path)))
    )
    assert len(touching) == 1, touching


def test_no_file_names_a_package_registry() -> None:
    def faults(path: Path) -> list[str]:
        text = path.read_bytes().decode(errors="replace")
        return [host for host in REGISTRIES if host in text]

    assert not offenders(project_files(), faults)
