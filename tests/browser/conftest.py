"""Chromium for the tests of this folder, with the machine's own network shut out."""

from __future__ import annotations

import pytest
from playwright.sync_api import sync_playwright
from tests.browser import harness

from tacenda.shell import packs


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="module")
def browser():
    """One Chromium per module: Playwright's loop must not outlive the tests that use it."""
    with sync_playwright() as playwright:
        chromium = harness.launch(playwright)
        yield chromium
        chromium.close()


@pytest.fixture(autouse=True)
def _closed(request):
    """Profiles that a test opened close with it: their pages would ask the server for news until the last test of the module."""
    yield
    if "browser" in request.fixturenames:
        for left in request.getfixturevalue("browser").contexts:
            harness.close(left)


@pytest.fixture
def context(browser):
    """A fresh browser profile on a phone."""
    context = browser.new_context(viewport={"width": 360, "height": 740})
    yield context
    harness.close(context)


@pytest.fixture(scope="module")
def base(town):
    """Where the practice is served."""
    packs.law()  # a server reads the rules as it starts
    with harness.serving(town.app) as address:
        yield address
