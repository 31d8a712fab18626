"""Assets are served from this machine, under URLs that change with their contents."""

import gzip
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from starlette.requests import HTTPConnection

from app.assets import Assets, content_hash, imports, url
from app.http.responses import accepts_gzip
from app.main import create_app
from app.settings import Settings
from tests.app.support import settings_in

NO_FILES = ["%00.js", "x" * 5_000, "js", "", "js%5c..%5c..%5capp", "/etc/hosts"]
FOREVER = "public, max-age=31536000, immutable"


def test_static_files_are_kept_for_ever_under_their_hash(client: TestClient) -> None:
    build = Assets().build
    hashed = client.get(f"/static/{build}/js/client/frames.js")
    plain = client.get("/static/js/client/frames.js")
    stale = client.get(f"/static/{'0' * 16}/js/client/frames.js")
    assert hashed.content == plain.content == stale.content
    assert hashed.headers["content-type"].startswith("text/javascript")
    assert hashed.headers["cache-control"] == FOREVER
    assert plain.headers["cache-control"] == stale.headers["cache-control"] == "no-cache"
    again = client.get(
        "/static/js/client/frames.js", headers={"if-none-match": plain.headers["etag"]}
    )
    assert again.status_code == 304


def test_the_hash_follows_names_and_contents(tmp_path: Path) -> None:
    seen = set()
    for name, text in (("a.js", "1"), ("a.js", "2"), ("b.js", "2"), ("b.js", "")):
        for old in tmp_path.iterdir():
            old.unlink()
        (tmp_path / name).write_text(text)
        seen.add(content_hash(tmp_path))
    assert len(seen) == 4


def test_plotly_comes_compressed_from_the_installed_package(client: TestClient) -> None:
    assets = Assets()
    path = f"/assets/{assets.plotly.name}"
    packed = client.get(path, headers={"accept-encoding": "gzip"})
    plain = client.get(path, headers={"accept-encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.content == plain.content == assets.plotly.path.read_bytes()
    assert packed.headers["cache-control"] == plain.headers["cache-control"] == FOREVER
    assert packed.headers["vary"] == plain.headers["vary"] == "accept-encoding"
    assert int(packed.headers["content-length"]) < len(plain.content) / 3
    etag = packed.headers["etag"]
    assert client.get(path, headers={"if-none-match": etag}).status_code == 304
    assert gzip.decompress(assets.plotly.compressed) == plain.content


@pytest.mark.parametrize("name", NO_FILES)
def test_what_is_no_static_file_is_not_found(client: TestClient, name: str) -> None:
    answer = client.get(f"/static/{name}")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("name", ["plotly.min.js", "..%2fpyproject.toml", "plotly-0.0.0.min.js"])
def test_there_is_nothing_else_among_the_bundles(client: TestClient, name: str) -> None:
    assert client.get(f"/assets/{name}").status_code == 404


@pytest.mark.parametrize(
    ("header", "accepted"),
    [
        ("gzip", True),
        ("br, gzip;q=0.5", True),
        ("*", True),
        ("", False),
        ("br", False),
        ("gzip;q=0", False),
        ("gzip; q=0.000", False),
        ("identity", False),
    ],
)
def test_accept_encoding_is_read(header: str, accepted: bool) -> None:
    assert accepts_gzip(header) is accepted


@pytest.mark.parametrize("prefix", ["", "/lab", "/a/b"])
@pytest.mark.parametrize("strips", [True, False])
def test_everything_works_behind_a_proxy(tmp_path: Path, prefix: str, strips: bool) -> None:
    settings: Settings = settings_in(tmp_path, root_path=prefix)
    app = create_app(settings)
    with TestClient(app, base_url="http://localhost") as client:
        sent = "" if strips else prefix

        def get(path: str) -> str:
            answer = client.get(path)
            assert answer.status_code == 200, path
            return answer.text

        page = get(f"{sent}/docs")
        for name in ("swagger_script", "swagger_style"):
            public = f"{prefix}/assets/{getattr(app.state.assets, name).name}"
            assert f'"{public}"' in page
            get(public.removeprefix(prefix) if strips else public)
        assert f'data-document="{prefix}/openapi.json"' in page
        document = client.get(f"{sent}/openapi.json").json()
        assert document.get("servers", [{"url": ""}]) == [{"url": prefix}]
        build = app.state.assets.build
        race = get(f"{sent}/")
        assert f'"{prefix}/static/{build}/' in race
        get(f"{sent}/static/{build}/js/client/frames.js")
        body = {"surface": "bowl", "steps": 5, "runs": [{"optimizer": "gd"}]}
        answer = client.post(f"{sent}/api/v1/experiments", json=body)
        own = f"{prefix}/api/v1/experiments/{answer.json()['id']}"
        assert answer.headers["location"] == own
        assert answer.json()["links"]["stream"] == f"{own}/stream"
        stream = f"{sent}/api/v1/experiments/{answer.json()['id']}/stream"
        with client.websocket_connect(stream, headers={"host": "localhost"}) as socket:
            assert socket.receive_json()["type"] == "hello"
        answer = client.get(f"{sent}/docs", headers={"cookie": ""})
        assert f"Path={prefix or '/'};" in answer.headers["set-cookie"]


def test_urls_are_those_of_the_prefix() -> None:
    scope = {"type": "http", "root_path": "/lab"}
    assert url(HTTPConnection(scope), "/docs") == "/lab/docs"


def test_what_a_script_imports_is_found_once_and_in_cycles_too(tmp_path: Path) -> None:
    texts = {
        "page.js": '/** @import {A} from "./typed.js" */\nimport {\n  a,\n} from "./a.js";\n',
        "a.js": 'export { c } from "./deep/c.js";\nimport { b } from "./b.js";\n',
        "b.js": 'import { a } from "./a.js";\n// from "./said.js"\n',
        "deep/c.js": 'import { b } from "../b.js";\nconst far = "from";\n',
    }
    for name, text in texts.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    found = imports(tmp_path.resolve() / "page.js")
    assert found == tuple(tmp_path.resolve() / name for name in ("a.js", "deep/c.js", "b.js"))


@pytest.mark.parametrize("path", ["/", "/train", "/learn", "/learn/momentum"])
def test_a_page_is_compressed_where_that_is_taken_and_revalidated(
    client: TestClient, path: str
) -> None:
    plain = client.get(path, headers={"accept-encoding": "identity"})
    packed = client.get(path, headers={"accept-encoding": "gzip"})
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.headers["vary"] == plain.headers["vary"] == "accept-encoding"
    assert packed.text == plain.text
    assert int(packed.headers["content-length"]) < len(plain.content) / 3
    assert packed.headers["etag"] != plain.headers["etag"]
    again = client.get(
        path, headers={"accept-encoding": "gzip", "if-none-match": packed.headers["etag"]}
    )
    assert again.status_code == 304
    assert not again.content


def test_a_page_that_is_missing_is_never_said_to_be_known(client: TestClient) -> None:
    missing = client.get("/learn/nothing", headers={"if-none-match": "*"})
    assert missing.status_code == 404
