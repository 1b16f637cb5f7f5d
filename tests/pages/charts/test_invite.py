"""The page that invites a client, once their card was used: it says who waits, and leads to letting them in."""

from __future__ import annotations

from tacenda.acts import cards
from tacenda.core.words.people import Role


def test_once_a_card_was_used_the_page_says_who_waits_and_leads_to_letting_them_in(own_town):
    chart = own_town.chart("Kim Lee")
    ada = own_town.browser(own_town.ada, stepped_up=True)
    invite = own_town.path("charts/invite", chart=chart)
    printed = ada.submit(ada.get(invite), "Make a card")
    with own_town.desk(own_town.ada, write=False) as desk:
        made = next(card for card, _ in cards.open_cards(desk) if card.chart == chart)
        code = cards.again(desk, made.id, chart).code
    assert code in ada.get(printed.path).text
    own_town.enrolled(code, "Kim Lee", Role.CLIENT)
    page = ada.get(invite)
    assert "The card was used. Kim L. waits for you to let them in." in " ".join(page.text.split())
    assert "No card is out." not in page.text and "A card is out" not in page.text
    used = ada.get(printed.path)
    assert (used.status, used.answer.headers["location"]) == (
        303,
        page.path,
    )  # a code that was used is shown to nobody any more
    let_in = ada.follow(page, "Let in")
    assert let_in.path == "/let-in" and "Kim Lee" in let_in.text
    other = ada.get(own_town.path("charts/invite", chart=own_town.chart("Noa Berg")))
    assert "The card was used." not in other.text and "No card is out." in other.text
