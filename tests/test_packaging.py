"""The package: what a wheel contains, what the lock files promise, what the documents leave out."""

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from urllib.request import urlopen
from zipfile import ZipFile

import pytest
from pydantic.fields import FieldInfo

from app.settings import Settings
from engine.specs import from_dict
from tests.files import ROOT, below, name

MACHINE_DEFAULTS = {
    "DESCENTLAB_DATA_DIR": "`~/.local/share/descentlab`",
    "DESCENTLAB_WORKERS": "cores − 1",
}
LOCKS = ("requirements.txt", "requirements-build.txt", "tests/requirements.txt")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("descentlab-*-py3-none-any.whl")
    return built


def row(variable: str, setting: FieldInfo) -> str:
    """A setting's row in the README's table; a default that depends on the machine is described."""
    default = setting.get_default(call_default_factory=False)
    if setting.default_factory:
        shown = MACHINE_DEFAULTS[variable]
    else:
        shown = f"{default:g}" if isinstance(default, float) else str(default or "")
    return f"| `{variable}` | {shown} | {setting.description} |"


def pins(lock: str) -> dict[str, str]:
    """The lock file's packages, each with its joined line."""
    lines = (ROOT / lock).read_text().replace("\\\n", "\\").splitlines()
    return {re.split(r"[=\[ ]", line)[0]: re.sub(r"\s+", " ", line) for line in lines}


def test_the_wheel_holds_pages_and_code_and_nothing_else(wheel: Path) -> None:
    expected = {name(path) for folder in ("app", "engine") for path in below(folder)}
    expected |= {
        f"app/{name(path)}" for folder in ("static", "templates") for path in below(folder)
    }
    with ZipFile(wheel) as archive:
        names = set(archive.namelist())
        metadata = next(item for item in names if item.endswith("entry_points.txt"))
        scripts = archive.read(metadata).decode()
    assert {item for item in names if ".dist-info/" not in item} == expected
    assert "descentlab = app.cli:main" in scripts


def test_the_wheel_serves_its_page_from_any_folder(wheel: Path, tmp_path: Path) -> None:
    with ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    data = tmp_path / "data"
    environment = {"PYTHONPATH": str(tmp_path / "site"), "DESCENTLAB_DATA_DIR": str(data)}
    with subprocess.Popen(
        [sys.executable, "-m", "app", "serve", "--port", "0", "--no-open"],
        cwd=elsewhere,
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        text=True,
    ) as server:
        assert server.stdout is not None
        try:
            (address,) = re.findall(r"http://[^/]+", server.stdout.readline())
            with urlopen(f"{address}/") as page:
                html = page.read().decode()
            assets = re.findall(r'(?:src|href)="(/[^"]+\.(?:js|css))"', html)
            assert len(assets) > 1
            for asset in assets:
                with urlopen(address + asset) as answer:
                    assert answer.read()
        finally:
            server.terminate()
    assert not list(elsewhere.iterdir())
    assert list(data.iterdir())


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_has_a_version_and_hashes(lock: str) -> None:
    locked = pins(lock)
    assert locked
    unsafe = [
        line
        for line in locked.values()
        if not re.fullmatch(
            r"[a-z0-9-]+==[^ ]+(?: ; [^\\]+?)?(?: ?\\ ?--hash=sha256:[0-9a-f]{64})+", line
        )
    ]
    assert not unsafe
    assert "://" not in (ROOT / lock).read_text()


def test_the_lock_files_agree() -> None:
    runtime, tools = pins(LOCKS[0]), pins(LOCKS[2])
    assert {package: tools.get(package) for package in runtime} == runtime


def test_every_dependency_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = {re.split(r"[>=<~!\[; ]", line)[0].lower() for line in project["dependencies"]}
    assert wanted <= pins(LOCKS[0]).keys()


def test_every_make_target_says_what_it_does() -> None:
    makefile = (ROOT / "Makefile").read_text()
    (declared,) = re.findall(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)
    assert set(declared.split()) == set(re.findall(r"^([a-z]+):.*  ## ", makefile, re.MULTILINE))


def test_the_specifications_in_the_readme_are_valid() -> None:
    text = (ROOT / "README.md").read_text()
    found = [
        from_dict(json.loads(block)) for block in re.findall(r"```json\n(.*?)```", text, re.DOTALL)
    ]
    assert {spec.kind for spec in found} == {"descent", "training"}


def test_every_setting_is_documented() -> None:
    table = re.findall(r"^\| `DESCENTLAB_.*$", (ROOT / "README.md").read_text(), re.MULTILINE)
    documented = {row.split("`")[1]: row for row in table}
    assert documented == {
        (variable := f"DESCENTLAB_{field.upper()}"): row(variable, info)
        for field, info in Settings.model_fields.items()
    }
