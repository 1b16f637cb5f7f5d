"""The privacy office in a real browser: a second member is put in, sees a chart, and is taken out; nothing opens for them any more."""

from __future__ import annotations

import pytest
from tests.browser import harness
from tests.browser.harness import Walk

from tacenda.core.words.people import Role
from tacenda.doors.web import handles

SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])


def tab(browser, base, town, who, *, scripts: bool) -> Walk:
    context = browser.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=scripts)
    harness.keep_cookie(context, base, handles.of(town.sign_in(who, stepped_up=True)))
    return Walk(context.new_page(), base)


@SCRIPTS
def test_a_second_member_is_put_in_and_taken_out(browser, town, base, scripts):
    name = f"Kim Office {scripts}"
    town.client(name)
    pat = town.colleague(f"Pat {scripts}", Role.OFFICER)
    chart = town.path("practice/chart", chart=town.charts[name])
    ada, hers = (tab(browser, base, town, who, scripts=scripts) for who in (town.ada, pat))
    assert hers.go("/office").sees("You are not in the office.")
    ada.go("/office").page.get_by_role("link", name=f"Put in Pat {scripts}").click()
    ada.choose("Yes, they are the same").press("Put in")
    ada.page.wait_for_url("**/office?done=yes")
    assert ada.sees("The office has the members below.")
    assert hers.go(chart).sees("A chart kept by Dr. Ada Fox")
    ada.page.get_by_role("link", name=f"Take out Pat {scripts}").click()
    assert ada.sees("What was read may be remembered.")
    ada.press("Take out")
    ada.page.wait_for_url("**/office?done=yes")
    assert hers.page.reload().status == 404
