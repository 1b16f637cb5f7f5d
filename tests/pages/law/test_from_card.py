"""The birthday on a client's card: offered as an answer where the law asks for it, said to be from there, and decided by nobody else."""

from __future__ import annotations

import pytest
from tests.pages.law.walk import begun, fact

from tacenda.acts import charts
from tacenda.core.model.chart import Card
from tacenda.core.words.ids import handle

CHILD = "The card says: born on March 3, 2014, so 12 years old. Look whether that is right."
PARENT = {"recipient": "parent", "info": "record"}


@pytest.fixture
def of(town):
    """The chart of somebody born on a day."""

    def made(born: str) -> str:
        name = f"Born {len(town.charts)}"
        town.charts[name] = charts.found(town.house, town.visitor(town.ada), Card(name=name, born=born), None)
        return handle(town.charts[name])

    return made


def until(browser, page, name, **answers):
    """Answer until this question stands there; whatever is not named is not known."""
    for _ in range(25):
        if fact(page) == name:
            return page
        page = browser.submit(page, "Continue", answer=(PARENT | answers).get(fact(page), "unknown"))
    raise AssertionError(f"{name} was not asked")


def chosen(page) -> list[str]:
    return [one.attrs["value"] for one in page.find("[name=answer][checked], input[name=answer][type=text][value]")]


def test_a_minors_age_stands_there_and_says_where_it_is_from(ada, of):
    page = until(ada, begun(ada, place="US-CA", act="give_access", path=f"/asks/{of('2014-03-03')}/new"), "client")
    assert CHILD in page.text and chosen(page) == ["minor"]
    age = until(ada, ada.submit(page, "Continue"), "client_age")
    assert CHILD in age.text and chosen(age) == ["12"]
    again = ada.submit(age, "Continue", answer="twelve")
    assert again.status == 422 and CHILD in again.text and chosen(again) == ["twelve"]
    onward = ada.submit(again, "Continue", answer="13")
    assert (
        "client=minor" in onward.find("[name=said]")[0].attrs["value"] and "client_age=13" in onward.find("[name=said]")[0].attrs["value"]
    )


def test_nothing_of_the_card_is_stated_before_somebody_sends_it(ada, of):
    """The same answer with a birthday on the card and without, as long as nobody was asked; and to go back or to look ahead says nothing."""
    known, unknown = (begun(ada, place="US-CA", act="give_access", path=f"/asks/{of(born)}/new") for born in ("2014-03-03", ""))
    while fact(known) and fact(known) != "client":
        assert fact(known) == fact(unknown)
        known, unknown = (ada.submit(page, "Continue", answer=PARENT.get(fact(page), "unknown")) for page in (known, unknown))
    assert fact(known) == fact(unknown) == "client" and chosen(unknown) == [] and "The card says" not in unknown.text
    for button in ("Back", "Answer so far"):
        ahead = ada.submit(known, button)
        assert "client=" not in ahead.find("[name=said]")[0].attrs["value"]
    sent = ada.submit(known, "Continue", answer="unknown")
    assert "client=?" in sent.find("[name=said]")[0].attrs["value"]


@pytest.mark.parametrize(("born", "age"), [("2009-03-03", "17"), ("1980-03-03", "46"), ("1970-01-01", "56"), ("1951-02-28", "75")])
def test_who_may_be_of_age_somewhere_is_called_neither_minor_nor_adult(ada, of, born, age):
    page = until(ada, begun(ada, place="US-CA", act="give_access", path=f"/asks/{of(born)}/new"), "client")
    assert f"so {age} years old." in page.text and chosen(page) == []


@pytest.mark.parametrize("born", ["", "in March", "03/03/2014", "2014-13-03", "2030-01-01"])
def test_a_card_that_says_no_day_offers_nothing(ada, of, born):
    page = until(ada, begun(ada, place="US-CA", act="give_access", path=f"/asks/{of(born)}/new"), "client")
    assert "The card says" not in page.text and chosen(page) == []


def test_of_a_danger_the_card_is_read_beside_the_question_and_no_other_button_sends_it(ada, of):
    page = ada.get(f"/harm/{of('2014-03-03')}")
    page = ada.submit(ada.submit(page, "Continue", answer="client"), "Continue", answer="death")
    assert CHILD in page.text and not page.find("[name=answer][checked]")


def test_elsewhere_no_card_is_known(ada):
    page = until(ada, begun(ada, place="US-CA", act="give_access"), "client")
    assert "The card says" not in page.text


def test_a_question_about_a_client_elsewhere_begins_with_the_law_of_both_places(town, ada, of):
    chart = of("")
    at = town.path("charts/change", chart=town.charts[list(town.charts)[-1]])
    ada.submit(ada.get(at), "Save", place="US-TX")
    start = ada.get(f"/asks/{chart}/new")
    assert [one.attrs["value"] for one in start.find("[name=place] [selected], [name=also] [selected]")] == ["US-TX", "US-CA"]
    assert "Texas, United States and California, United States" in ada.get(f"/harm/{chart}").text
