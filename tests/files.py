"""The project's own files: those of its folders and those beside them."""

from pathlib import Path

ROOT = Path(__file__).parent.parent
FOLDERS = (".ci", "app", "docs", "engine", "static", "templates", "tests")
MADE = {"__pycache__", "node_modules"}


def below(folder: str, *suffixes: str) -> list[Path]:
    """The files below `folder`, of these suffixes when there are any."""
    return sorted(
        path
        for path in (ROOT / folder).rglob("*")
        if path.is_file()
        and not MADE.intersection(path.parts)
        and (not suffixes or path.suffix in suffixes)
    )


def project_files() -> list[Path]:
    """Every file of the project."""
    top = [path for path in ROOT.iterdir() if path.is_file() and path.suffix != ".db"]
    return sorted(top) + [path for folder in FOLDERS for path in below(folder)]


def name(path: Path) -> str:
    """A file's name inside the project, as test ids and messages show it."""
    return path.relative_to(ROOT).as_posix()
