"""Pictures: those that the README shows are there, small, and readable as what they are."""

import re
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from tests.app.support import settings_in
from tests.pictures import png, webp

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "pictures"
CARD = ROOT / "static" / "card.png"
NAMES = ("race", "space", "train", "lesson")


def test_the_readme_shows_every_picture_in_light_and_dark() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    shown = re.findall(r'(?:src|srcset)="(docs/pictures/[\w.-]+)"', readme)
    kept = {path.relative_to(ROOT).as_posix() for path in PICTURES.iterdir()}
    wanted = {f"docs/pictures/{name}-{theme}.webp" for name in NAMES for theme in ("light", "dark")}
    assert set(shown) == kept == wanted
    assert len(re.findall(r'<img [^>]*alt="[^"]{20,}"', readme)) == len(NAMES)
    assert sum(path.stat().st_size for path in PICTURES.iterdir()) < 2_000_000


@pytest.mark.parametrize(
    "name", [f"{name}-{theme}" for name in NAMES for theme in ("light", "dark")]
)
def test_a_picture_is_what_its_name_says(name: str) -> None:
    parts = list(webp.chunks(webp.inside((PICTURES / f"{name}.webp").read_bytes())))
    frames = [contents for kind, contents in parts if kind == b"ANMF"]
    if name.startswith("race"):
        assert len(frames) > 30
        assert len({frame[6:12] for frame in frames}) == 1
    else:
        assert not frames
        assert parts[-1][0] in {b"VP8 ", b"VP8L"}


def still(name: bytes, contents: bytes) -> bytes:
    body = b"WEBP" + webp.chunk(name, contents)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def test_an_animation_holds_its_stills_in_order() -> None:
    made = webp.animation(
        [still(b"VP8L", b"abc"), still(b"VP8 ", b"defg")], [70, 2_500], width=300, height=200
    )
    assert int.from_bytes(made[4:8], "little") == len(made) - 8
    header, _, *frames = webp.chunks(webp.inside(made))
    assert header == (b"VP8X", bytes([0x12, 0, 0, 0]) + (299).to_bytes(3, "little") + b"\xc7\0\0")
    assert [int.from_bytes(frame[12:15], "little") for _, frame in frames] == [70, 2_500]
    assert [list(webp.chunks(frame[16:])) for _, frame in frames] == [
        [(b"VP8L", b"abc")],
        [(b"VP8 ", b"defg")],
    ]


@pytest.mark.parametrize("broken", [b"", b"GIF89a", b"RIFF\0\0\0\0WEBPVP8 \xff\0\0\0x"])
def test_what_is_no_webp_is_refused(broken: bytes) -> None:
    with pytest.raises(ValueError, match=r"no WebP|fewer are there"):
        list(webp.chunks(webp.inside(broken)))


def palette_and_rows(file: bytes) -> tuple[bytes, bytes, int, int]:
    """What a PNG of ours holds, its checksums verified."""
    assert file.startswith(png.SIGNATURE)
    at, parts = len(png.SIGNATURE), {}
    while at < len(file):
        length = int.from_bytes(file[at : at + 4], "big")
        body = file[at + 4 : at + 8 + length]
        assert zlib.crc32(body) == int.from_bytes(file[at + 8 + length : at + 12 + length], "big")
        parts[body[:4]] = body[4:]
        at += 12 + length
    width, height = struct.unpack(">II", parts[b"IHDR"][:8])
    return parts[b"PLTE"], zlib.decompress(parts[b"IDAT"]), width, height


def test_a_picture_of_few_colors_comes_back_as_it_was() -> None:
    pixels = np.random.RandomState(0).choice([0, 90, 255], (5, 7, 3)).astype(np.uint8)
    palette, rows, width, height = palette_and_rows(png.indexed(pixels))
    assert (width, height) == (7, 5)
    index = np.frombuffer(rows, np.uint8).reshape(5, 8)[:, 1:]
    np.testing.assert_array_equal(np.frombuffer(palette, np.uint8).reshape(-1, 3)[index], pixels)


def test_rare_colors_take_the_nearest() -> None:
    ramp = np.stack([np.arange(256).repeat(3).reshape(256, 3)] * 2, axis=1).astype(np.uint8)
    ramp[:8, 0, 2] += 1
    palette, rows, _, _ = palette_and_rows(png.indexed(ramp))
    index = np.frombuffer(rows, np.uint8).reshape(256, 3)[:, 1:]
    back = np.frombuffer(palette, np.uint8).reshape(-1, 3)[index].astype(int)
    assert np.abs(back - ramp).max() <= 2


def test_the_card_is_as_large_as_links_show_it_and_small() -> None:
    assert CARD.stat().st_size <= 100_000
    _, _, width, height = palette_and_rows(CARD.read_bytes())
    assert (width, height) == (1200, 630)


@pytest.mark.parametrize(
    ("page", "title"),
    [
        ("/", "Race optimizers"),
        ("/train", "Train"),
        ("/learn/adam", "Adam"),
        ("/learn/glossary", "Glossary"),
    ],
)
@pytest.mark.parametrize("prefix", ["", "/lab"])
def test_a_link_says_what_it_leads_to(tmp_path: Path, page: str, title: str, prefix: str) -> None:
    """A reader of the page elsewhere needs whole addresses; they are of this very host."""
    app = create_app(settings_in(tmp_path, root_path=prefix))
    with TestClient(app, base_url="http://localhost:8123") as client:
        html = client.get(page).text
        found = dict(re.findall(r'<meta property="og:(\w+)" content="([^"]*)">', html))
        assert title in found["title"]
        assert found["description"]
        assert found["type"] == "website"
        assert found["image"].startswith(f"http://localhost:8123{prefix}/static/")
        card = client.get(found["image"].replace(prefix, "", 1))
        assert card.headers["content-type"] == "image/png"
        assert card.content == CARD.read_bytes()
