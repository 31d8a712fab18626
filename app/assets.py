"""Assets: the files a page loads, such as scripts, styles and plotly.js, and the URLs they have.

Static files are served under a hash of their contents, so that browsers keep them for ever and a
new version has new URLs; below that prefix, modules import each other by relative paths. Nothing
comes from elsewhere.
"""

import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.metadata import version
from importlib.util import find_spec
from mimetypes import guess_type
from pathlib import Path
from threading import Lock

from fastapi.templating import Jinja2Templates
from starlette.requests import HTTPConnection

APP = Path(__file__).parent
HASH_LENGTH = 16
IMPORTED = re.compile(r'^(?:import|export)\b[^;]*?\bfrom "(\.[^"]+)"', re.MULTILINE)


def folder(name: str) -> Path:
    """`static` or `templates`: inside the installed package, or beside it in a checkout."""
    inside = APP / name
    return inside if inside.is_dir() else APP.parent / name


def package_file(package: str, path: str) -> Path:
    """A data file of an installed package, found without importing it."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise FileNotFoundError(f"the package {package} is not installed")
    return Path(spec.origin).parent / path


def files(root: Path) -> list[Path]:
    """Every file below `root`, in order."""
    return sorted(path for path in root.rglob("*") if path.is_file())


def content_hash(root: Path) -> str:
    """A short digest of every file below `root`, names and contents."""
    digest = hashlib.sha256()
    for path in files(root):
        digest.update(f"{path.relative_to(root).as_posix()}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:HASH_LENGTH]


@cache
def imports(entry: Path) -> tuple[Path, ...]:
    """The modules that a script imports, directly or not, each once, so that none has to wait."""
    found = [entry]
    for path in found:  # which grows on the way
        names = IMPORTED.findall(path.read_text("utf-8"))
        imported = [(path.parent / name).resolve() for name in names]
        found += [module for module in dict.fromkeys(imported) if module not in found]
    return tuple(found[1:])


@dataclass(frozen=True)
class Bundle:
    """A file that never changes under its name, with its media type, compressed once."""

    name: str
    path: Path
    media_type: str

    @cached_property
    def compressed(self) -> bytes:
        """The file in gzip's format."""
        with self._lock:
            return gzip.compress(self.path.read_bytes(), 6, mtime=0)

    @property
    def ready(self) -> bool:
        """Whether it has been compressed."""
        return "compressed" in self.__dict__

    @cached_property
    def _lock(self) -> Lock:
        return Lock()


class Assets:
    """Where the assets are and what their URLs are."""

    def __init__(self) -> None:
        self.static = folder("static")
        self.build = content_hash(self.static)
        paths = {path.relative_to(self.static).as_posix(): path for path in files(self.static)}
        self.files = {
            name: Bundle(name, path, guess_type(name)[0] or "application/octet-stream")
            for name, path in paths.items()
        }
        self.plotly = Bundle(
            f"plotly-{version('plotly')}.min.js",
            package_file("plotly", "package_data/plotly.min.js"),
            "text/javascript",
        )
        offline = version("fastapi-offline")
        self.swagger_script = Bundle(
            f"swagger-ui-{offline}.js",
            package_file("fastapi_offline", "static/swagger-ui-bundle.js"),
            "text/javascript",
        )
        self.swagger_style = Bundle(
            f"swagger-ui-{offline}.css",
            package_file("fastapi_offline", "static/swagger-ui.css"),
            "text/css",
        )
        bundles = (self.plotly, self.swagger_script, self.swagger_style)
        self.bundles = {bundle.name: bundle for bundle in bundles}

    def warm(self) -> None:
        """Compress what pages load ahead of its first request."""
        for bundle in (*self.files.values(), self.plotly):
            _ = bundle.compressed


def url(request: HTTPConnection, path: str) -> str:
    """The path of one of the server's own URLs, behind whatever prefix it is published."""
    return f"{request.scope.get('root_path', '')}{path}"


def absolute_url(request: HTTPConnection, path: str) -> str:
    """A path as the whole address by which this request came, for who reads the page elsewhere."""
    return f"{request.url.scheme}://{request.url.netloc}{path}"


def asset_url(request: HTTPConnection, path: str) -> str:
    """The URL of a static file, such as "js/pages/race.js"."""
    assets: Assets = request.app.state.assets
    return url(request, f"/static/{assets.build}/{path}")


def plotly_url(request: HTTPConnection) -> str:
    """The URL of plotly.js."""
    assets: Assets = request.app.state.assets
    return url(request, f"/assets/{assets.plotly.name}")


def make_templates() -> Jinja2Templates:
    """The templates, which can make the addresses of pages and files with the request."""
    templates = Jinja2Templates(directory=folder("templates"))
    templates.env.globals.update(
        absolute_url=absolute_url, asset_url=asset_url, plotly_url=plotly_url, url=url
    )
    return templates
