"""Chromium as the journeys drive it: how it is started, and contexts that serve again.

A visit costs most where the browser compiles the page's scripts, which a process remembers. So a
context is kept after its visitor has left, emptied, and given to the next of the same kind.
"""

from collections import defaultdict
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

FEATURES = (
    # A renderer for the address bar, which nobody sees, beside every page.
    *("WebUIOmniboxPopup", "WebUIOmniboxAimPopup"),
    # What Playwright turns off itself: of two such switches the last one counts.
    *("AimEnabled", "AvoidCorsURLLoaderRestartOnRedirect", "AvoidUnnecessaryBeforeUnloadCheckSync"),
    *("DestroyProfileOnBrowserClose", "HttpsFirstBalancedModeAutoEnable", "HttpsUpgrades"),
    *("LensOverlay", "MediaRouter", "NetworkTimeServiceQuerying", "OptimizationHints"),
    *("PaintHolding", "PreconnectToSearch", "ThirdPartyStoragePartitioning"),
)
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={','.join(FEATURES)}",
    # The pages of a context share a process, and so what it has compiled.
    "--process-per-site",
)
WINDOW = {"width": 1280, "height": 800}
MEDIA = {"color_scheme", "forced_colors", "reduced_motion"}


class Contexts:
    """Contexts by kind: by those options that no page can take for itself."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser, self.address = browser, address
        self.free: defaultdict[str, list[BrowserContext]] = defaultdict(list)
        self.taken: list[tuple[str, BrowserContext]] = []

    def page(self, *, viewport: Any = WINDOW, permissions: Any = (), **options: Any) -> Page:
        """A blank page of a visitor who was never here."""
        media = {name: options.pop(name) for name in MEDIA & options.keys()}
        kind = repr(sorted(options.items()))
        context = self.free[kind].pop() if self.free[kind] else self._new(options)
        self.taken.append((kind, context))
        context.grant_permissions(permissions)
        page = context.new_page()
        page.set_viewport_size(viewport)
        page.emulate_media(**media)
        return page

    def _new(self, options: dict[str, Any]) -> BrowserContext:
        """A context whose process lives as long: its first page stays open."""
        context = self.browser.new_context(**options)
        context.new_page().goto(f"{self.address}/healthz")
        return context

    def clear(self, *, reuse: bool) -> None:
        """The visitors leave, and nothing of them stays."""
        for kind, context in self.taken:
            if not reuse:
                context.close()
                continue
            first, *others = context.pages
            for page in others:
                page.close()
            context.clear_permissions()
            session = context.new_cdp_session(first)
            everything = {"origin": self.address, "storageTypes": "all"}
            session.send("Storage.clearDataForOrigin", everything)
            session.detach()
            self.free[kind].append(context)
        self.taken.clear()
