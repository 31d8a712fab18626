"""What every test shares: the property-test profiles and the browser's path."""

import os
import shutil

import pytest
from hypothesis import settings

BROWSERS = (
    *("chromium-headless-shell", "chromium", "chromium-browser"),
    *("google-chrome", "google-chrome-stable"),
)

settings.register_profile("here", deadline=None, max_examples=25)
settings.register_profile("ci", deadline=None, max_examples=25, derandomize=True)
settings.register_profile("thorough", deadline=None, max_examples=500)
settings.load_profile("ci" if os.environ.get("CI") else "here")


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium, $CHROMIUM or a known name; without one the test fails."""
    for name in (os.environ.get("CHROMIUM", ""), *BROWSERS):
        if path := shutil.which(name):
            return path
    pytest.fail("no Chromium found: `make test` installs one, or name one in CHROMIUM")
