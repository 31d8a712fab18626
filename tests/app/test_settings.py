"""Settings are documented, come from the environment, and refuse what cannot work."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from app.settings import Settings


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_documented(name: str) -> None:
    description = Settings.model_fields[name].description
    assert description, f"{name} has no description"
    assert description.endswith(".")


def test_settings_come_from_the_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DESCENTLAB_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("DESCENTLAB_ALLOWED_HOSTS", "Lab.Example.org, *.school.example,")
    monkeypatch.setenv("DESCENTLAB_ROOT_PATH", "/lab/")
    monkeypatch.setenv("DESCENTLAB_FRAME_ANCESTORS", "'self'  https://moodle.example")
    settings = Settings()
    assert settings.data_dir == tmp_path
    assert settings.allowed_hosts == ("lab.example.org", "*.school.example")
    assert settings.root_path == "/lab"
    assert settings.frame_ancestors == "'self' https://moodle.example"
    assert settings.database == f"sqlite:///{tmp_path}/descentlab.sqlite"


def test_the_data_folder_is_the_users_own_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DESCENTLAB_DATA_DIR", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", "/somewhere")
    assert Settings().data_dir == Path("/somewhere/descentlab")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("allowed_hosts", "http://example.org"),
        ("allowed_hosts", "example.org:8000"),
        ("allowed_hosts", "*"),
        ("frame_ancestors", "'self'; script-src *"),
        ("frame_ancestors", "https://a.example\r\nx: y"),
        ("frame_ancestors", ""),
        ("root_path", "lab"),
        ("root_path", "/lab?x"),
        ("root_path", "/api"),
        ("root_path", "/static/lab"),
        ("workers", 0),
        ("window", 0),
        ("stall_timeout", 0),
        ("max_body_size", -1),
    ],
)
def test_what_cannot_work_is_refused(name: str, value: Any) -> None:
    changes: dict[str, Any] = {name: value}
    with pytest.raises(ValidationError):
        Settings(**changes)
