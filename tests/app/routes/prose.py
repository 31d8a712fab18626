"""Prose: the words of a rendered lesson, cut into claims and what lies between them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"br", "hr", "img", "input", "link", "meta"}


@dataclass
class Piece:
    """Words under one `data-claim`, under `data-plain` (claim ""), or under neither (None)."""

    claim: str | None
    text: str = ""
    formula: bool = False


@dataclass
class Page(HTMLParser):
    """What a lesson's page says: pieces of prose, code by panel, questions by name."""

    pieces: list[Piece] = field(default_factory=list)
    code: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__init__()
        self._open: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in VOID:
            return
        given = dict(attrs)
        self._open.append((tag, given))
        if self._prose and ("data-claim" in given or "data-plain" in given):
            self.pieces.append(Piece(given.get("data-claim") or ""))

    def handle_endtag(self, tag: str) -> None:
        while self._open:
            closed, given = self._open.pop()
            if self._prose and ("data-claim" in given or "data-plain" in given):
                self.pieces.append(Piece(None))
            if closed == tag:
                return

    def handle_data(self, data: str) -> None:
        names = [tag for tag, _ in self._open]
        panel = next((given.get("data-part") for tag, given in self._open if tag == "pre"), None)
        if panel:
            self.code[panel] = self.code.get(panel, "") + data
        if not self._prose or {"h2", "h3", "table"} & set(names):
            return
        if not self.pieces or not self._marked:
            self.pieces.append(Piece(None))
        if "math" in names:
            self.pieces[-1].formula = True
        else:
            self.pieces[-1].text += data

    @property
    def _prose(self) -> bool:
        return any(
            "prose" in (given.get("class") or "").split() or "summary" in (given.get("class") or "")
            for _, given in self._open
        )

    @property
    def _marked(self) -> bool:
        return any("data-claim" in given or "data-plain" in given for _, given in self._open)


def read(html: str) -> Page:
    """A page, read."""
    page = Page()
    page.feed(html)
    return page
