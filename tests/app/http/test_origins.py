"""Hosts and origins are read strictly and compared as the web does."""

import socket

import pytest

from app.http.origins import Authority, Hosts, Origin, own_origin, parse_authority, parse_origin


@pytest.mark.parametrize(
    ("text", "host", "port"),
    [
        ("localhost", "localhost", None),
        ("LocalHost:8000", "localhost", 8000),
        ("localhost.", "localhost", None),
        ("127.0.0.1:80", "127.0.0.1", 80),
        ("[::1]:8000", "::1", 8000),
        ("[0:0:0:0:0:0:0:1]", "::1", None),
        ("a-b.example_1.org", "a-b.example_1.org", None),
    ],
)
def test_authorities_are_read(text: str, host: str, port: int | None) -> None:
    assert parse_authority(text) == Authority(host, port)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " localhost",
        "localhost ",
        "localhost:",
        "localhost:99999",
        "localhost:8000:8000",
        "localhost/",
        "user@localhost",
        "::1",
        "[::1",
        "[127.0.0.1]",
        "[::1]x",
        "1.2.3",
        "0x7f.1",
        "127.1",
        "2130706433",
        "local\thost",
        "localhost\u0000",
        "löcal",
        "a,b",
        "٣:1",
        "localhost:٣",
    ],
)
def test_what_is_no_authority_is_not_read(text: str) -> None:
    parsed = parse_authority(text)
    assert parsed is None or parsed not in Hosts(())


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("http://localhost:8000", Origin("http", "localhost", 8000)),
        ("http://localhost", Origin("http", "localhost", 80)),
        ("https://localhost", Origin("https", "localhost", 443)),
        ("http://[::1]:8000", Origin("http", "::1", 8000)),
        ("null", None),
        ("", None),
        ("file://", None),
        ("http://", None),
        ("http://localhost/", None),
        ("http://localhost http://evil.example", None),
        ("http://localhost@evil.example", None),
        ("chrome-extension://abc", None),
    ],
)
def test_origins_are_read(text: str, origin: Origin | None) -> None:
    assert parse_origin(text) == origin


@pytest.mark.parametrize(
    ("scheme", "host", "origin"),
    [
        ("http", "localhost:8000", "http://localhost:8000"),
        ("ws", "localhost:8000", "http://localhost:8000"),
        ("wss", "lab.example", "https://lab.example:443"),
        ("https", "lab.example", "https://lab.example"),
        ("http", "127.0.0.1", "http://127.0.0.1:80"),
        ("http", "[::1]:8000", "http://[0:0::1]:8000"),
    ],
)
def test_a_pages_own_origin_is_equal(scheme: str, host: str, origin: str) -> None:
    authority = parse_authority(host)
    assert authority is not None
    assert own_origin(scheme, authority) == parse_origin(origin)


@pytest.mark.parametrize(
    ("scheme", "host", "origin"),
    [
        ("http", "localhost:8000", "http://localhost"),
        ("http", "localhost:8000", "http://localhost:8001"),
        ("http", "localhost:8000", "https://localhost:8000"),
        ("https", "lab.example", "http://lab.example"),
        ("http", "localhost", "http://127.0.0.1"),
        ("http", "lab.example", "http://lab.example.evil.example"),
    ],
)
def test_another_origin_is_not(scheme: str, host: str, origin: str) -> None:
    authority = parse_authority(host)
    assert authority is not None
    assert own_origin(scheme, authority) != parse_origin(origin)


@pytest.mark.parametrize(
    "text",
    [
        "localhost",
        "lab.localhost",
        "127.0.0.1",
        "192.168.1.20:8000",
        "[fe80::1]",
        socket.gethostname(),
        f"{socket.gethostname().partition('.')[0]}.local",
        "lab.example",
        "deep.down.school.example",
    ],
)
def test_own_names_are_answered(text: str) -> None:
    authority = parse_authority(text)
    assert authority is not None
    assert authority in Hosts(("lab.example", "*.school.example"))


@pytest.mark.parametrize(
    "text", ["evil.example", "xlab.example", "school.example", "xschool.example", "localhost.evil"]
)
def test_other_names_are_not(text: str) -> None:
    authority = parse_authority(text)
    assert authority is not None
    assert authority not in Hosts(("lab.example", "*.school.example"))
