"""The frame, proven on a tiny house: registry, gates, forms, errors, leaving, languages."""

from __future__ import annotations

import asyncio

import pytest
from tests.pages.client import Client
from tests.pages.demo import site as demo

from tacenda.core.words import ids
from tacenda.core.words.people import Role
from tacenda.doors import language
from tacenda.doors.web.app import LOOKS, make
from tacenda.doors.web.request import Front

GRANT, CHART, HIDDEN = map(ids.handle, (demo.GRANT, demo.CHART, demo.HIDDEN))


def signed_in(app, house, *roles, **more) -> Client:
    client = Client(app, canaries=(demo.CANARY,), ledger=lambda canary: canary in house.entries)
    client.keep("__Host-in", house.sign_in(*roles, **more))
    return client.as_roles(*roles)


@pytest.fixture
def anna(app, house):
    return signed_in(app, house, Role.CLIENT)


@pytest.fixture
def tess(app, house):
    return signed_in(app, house, Role.CLINICIAN)


def test_a_client_stops_a_person_in_two_clicks(anna, house):
    home = anna.get("/home")
    done = anna.submit(anna.follow(home, "Stop S. Ohr"), "Stop access")
    assert house.stopped == [demo.GRANT]
    assert anna.count == 2
    assert "cannot open your records from now on" in done.text


def test_nobody_signed_in_meets_the_sign_in_page_and_comes_back_to_the_page_they_wanted(app):
    anna = Client(app)
    stop = anna.get(f"/people/{GRANT}/stop")
    assert (stop.status, stop.title) == (401, "Signed out")
    assert anna.submit(stop, "Sign in", name="anna", words="open sesame").heading == "Stop this person?"


def test_an_ended_sign_in_says_locked_and_that_the_draft_is_safe(app, house, anna):
    house.people.clear()
    locked = anna.get("/home")
    assert (locked.status, locked.title) == (401, "Locked")
    assert "If you were writing, your draft is safe." in locked.text


def test_wrong_pass_words_keep_the_name_and_the_way_back_but_not_the_words(app):
    anna = Client(app)
    again = anna.submit(anna.get("/home"), "Sign in", name="anna", words="guess-7261")
    assert (again.status, again.title) == (422, "Error: Start")
    assert "guess-7261" not in again.answer.text
    assert anna.submit(again, "Sign in", words="open sesame").path == "/home"


def test_a_form_that_met_the_lock_is_offered_again_after_unlocking_without_its_secrets(app, house, tess):
    page = tess.get(f"/write/{CHART}")
    house.people.clear()
    locked = tess.submit(page, "Seal", text="She slept\nwell.", word="hush-hush")
    assert locked.status == 401 and "hush-hush" not in locked.answer.text
    onward = tess.submit(locked, "Sign in", name="tess", words="open sesame")
    assert onward.heading == "Your text is still here" and "chosen again" not in onward.text  # no file was sent
    tess.submit(onward, "Go on")
    assert house.notes == ["She slept\nwell."]


def test_private_notes_ask_once_more_who_it_is_and_open_at_once(tess):
    inner = tess.follow(tess.get("/day"), "Private notes")
    assert (inner.status, inner.title) == (401, "Unlock")
    wrong = tess.submit(inner, "Open", words="hm")
    assert wrong.status == 422
    assert tess.submit(wrong, "Open", words="open sesame").heading == "Private notes"


def test_a_page_for_others_is_the_same_as_a_page_that_does_not_exist(anna):
    # The client compares each 404 byte for byte with an address that does not exist.
    for path in (
        "/day",
        f"/write/{CHART}",
        f"/people/{HIDDEN}/stop",
        f"/people/{CHART}/stop",
        "/people/nonsense/stop",
        "/nothing",
        "/home?show=all",
    ):
        assert anna.get(path).status == 404


def test_two_pages_share_an_address_and_the_role_decides(app, house, tess):
    assert tess.get("/day").heading == "Today"
    assert signed_in(app, house, Role.FRONT_DESK).get("/day").heading == "Arrivals"


def test_a_form_with_mistakes_comes_back_with_everything_typed_but_secrets(tess, house):
    again = tess.submit(tess.get(f"/write/{CHART}"), "Seal", text="", risk="talked", tags=["sleep", "work"], word="hush-hush")
    assert (again.status, again.title) == (422, "Error: Form")
    assert "Note: this is still empty. Fill it in." in again.text
    assert [one.attrs["value"] for one in again.find("input[checked]")] == ["talked", "sleep", "work"]
    assert "hush-hush" not in again.answer.text and house.notes == []


def test_an_answer_outside_the_offered_ones_is_refused(tess, house):
    again = tess.post(f"/write/{CHART}", {"text": "Well.", "risk": "none", "tags": ["<b>"]})
    assert again.status == 422 and "About: choose one of the answers." in again.text and house.notes == []


def test_what_was_typed_is_shown_again_as_text_and_never_as_markup(tess):
    again = tess.post(f"/write/{CHART}", {"text": "</textarea><script>x</script>", "risk": "none", "tags": "bad"})
    assert not again.find("main script") and "&lt;script&gt;" in again.answer.text


def test_content_shows_only_with_its_entry(tess, house):
    house.notes.append(f"A {demo.CANARY} sang.")
    with pytest.raises(AssertionError, match="rule 9"):
        tess.get("/day")
    house.entries.add(demo.CANARY)
    assert demo.CANARY in tess.get("/day").text


CASES = [(1, 403), (2, 404), (3, 404), (4, 409), (5, 410), (6, 500), (7, 503), (8, 429), (9, 500)]


@pytest.mark.parametrize(("case", "status"), CASES)
def test_each_error_has_its_page_and_says_what_to_do_next(tess, case, status, caplog):
    page = tess.get(f"/state/{case}")
    assert page.status == status
    assert "Get help from a person" in page.text


def test_a_page_that_others_write_to_meanwhile_is_read_again_and_no_form_is_sent_twice(tess, house):
    house.moves = 2
    assert tess.get("/scan").status == 200 and house.runs == 3
    house.moves, house.runs = 10, 0
    assert tess.get("/scan").status == 409 and house.runs == LOOKS
    house.runs = 0
    assert tess.post("/scan", {}, files={"paper": ("scan.pdf", b"paper", "application/pdf")}).status == 409
    assert house.runs == 1 and house.files == []


def test_what_was_typed_comes_back_from_a_page_about_an_error_sealed_and_to_nobody_else(app, house, tess):
    """In discreet mode that page takes the place of the form, and nothing leads back to it."""
    for trouble, status in (({"moves": 1}, 409), ({"down": True}, 503)):
        vars(house).update(trouble)
        answer = tess.post("/scan", {"about": "the sea"}, files={"paper": ("scan.pdf", b"paper", "application/pdf")})
        assert answer.status == status and "the sea" not in answer.answer.text
        vars(house).update(moves=0, down=False)
        carried = {one.attrs["name"]: one.attrs["value"] for one in answer.find("main form input")}
        other = signed_in(app, house, Role.CLINICIAN, person=b"somebody else")
        assert "the sea" not in other.post("/scan", carried, files={}).answer.text
        back = tess.submit(answer, "Back to your text")
        assert back.find("#f-about")[0].attrs["value"] == "the sea"
        assert "Your text stands here as you sent it." in back.text and "Choose the file again." in back.text
        assert house.files == []


def test_a_page_that_closed_by_itself_gives_back_what_was_typed_and_does_nothing_with_it(app, house, tess):
    house.notes.clear()
    path, typed = f"/write/{CHART}", {"text": "She slept\nwell.", "kept.typed": "yes"}
    tess.get(path)
    house.people.clear()
    locked = tess.post(path, typed)
    assert locked.status == 401 and "She slept" not in locked.answer.text
    onward = tess.submit(locked, "Sign in", name="tess", words="open sesame")
    assert "Your text is still here" in onward.text and "She slept" not in onward.answer.text
    back = tess.submit(onward, "Back to your text")
    assert "She slept\nwell." in back.answer.text and "Your text stands here as you typed it. Nothing was sent yet." in back.text
    assert house.notes == []
    again = tess.post(path, typed)  # the lock had not come
    assert again.status == 422 and "She slept" in again.answer.text and house.notes == []


def test_where_nothing_can_be_shown_again_a_page_that_closed_by_itself_does_nothing(app, house, anna):
    path, typed = f"/people/{GRANT}/stop", {"kept.typed": "yes"}
    assert anna.post(path, typed).status == 422 and house.stopped == []
    house.people.clear()
    locked = anna.post(path, typed)
    assert locked.status == 401 and not [one for one in locked.find("main input") if one.attrs["name"] == "kept.form"]
    assert anna.submit(locked, "Sign in", name="anna", words="open sesame").path == path and house.stopped == []


def test_an_unexpected_exception_leaves_a_reference_and_no_word_of_content(tess, caplog):
    page = tess.get("/state/9")
    assert "r" * 26 in page.text
    assert caplog.messages == [f"route /state/{{case:1-9}} raised ValueError, reference {'r' * 26}"]
    assert not any(record.exc_info for record in caplog.records)


def test_too_many_tries_say_when_to_come_back(tess):
    page = tess.get("/state/8")
    assert "You can try again in 5 minutes." in page.text and page.headers["retry-after"] == "300"


def test_a_post_that_another_site_sent_does_nothing(anna, house):
    for headers in (
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "", "Origin": "https://evil.example"},
    ):
        assert anna.post(f"/people/{GRANT}/stop", {}, **headers).status == 403
    assert house.stopped == []


def test_a_post_without_any_origin_is_a_program_and_passes(anna, house):
    assert anna.post(f"/people/{GRANT}/stop", {}, **{"Sec-Fetch-Site": ""}).status == 303


def test_leave_now_ends_the_sign_in_and_takes_the_cookies(anna, house):
    assert anna.leave().startswith("https://www.weather.gov")
    assert house.people == {}
    assert anna.get("/home").title == "Signed out"


def test_leave_now_leads_away_even_when_the_house_has_fallen(house, caplog):
    def fall(request):
        raise ValueError(demo.CANARY)

    assert Client(make(house, Front(fall, fall, demo.reference, fall), demo.SITE)).leave().startswith("https://www.weather.gov")
    assert caplog.messages == ["leaving raised ValueError"]


def test_leave_now_is_not_run_by_a_prefetch_or_another_site(anna, house):
    for headers in ({"Sec-Purpose": "prefetch"}, {"Sec-Fetch-Site": "cross-site"}):
        assert anna.get("/out", **headers).status == 404
    assert len(house.people) == 1


def test_blur_without_scripts_answers_the_address_without_running_the_page(anna):
    away = anna.follow(anna.get("/home"), "Blur")
    assert (away.heading, away.title) == ("Put away", "Home")
    assert anna.follow(away, "Show it again").heading == "Who can see what"


def test_blur_stays_on_an_answer_that_has_no_address_of_its_own(anna):
    """Another address would lose what was said: the answer is covered where it stands."""
    answer = anna.submit(anna.get("/start"), "Sign in")
    assert answer.status == 422 and answer.links()["Blur"] == "#blur" and answer.links()["Show it again"] == "#content"


def test_a_page_that_only_takes_posts_says_so(anna):
    answer = anna.get("/copy")
    assert answer.status == 405 and answer.headers["allow"] == "POST"


def test_a_file_to_save_has_a_neutral_name_and_runs_nowhere(anna):
    answer = anna.post("/copy", {})
    assert answer.headers["content-disposition"] == 'attachment; filename="document-1.txt"'
    assert answer.body == b"all of it"


def test_stay_answers_without_a_body(app, anna):
    assert anna.get("/stay").status == 204
    assert Client(app).get("/stay").status == 401


def test_empty_has_its_own_sentence(anna, house):
    house.people_seen = False
    assert anna.get("/home").text.endswith("Only you can open your records.")


def test_the_help_pages_pass_for_everybody(app, anna, tess):
    for client in (Client(app), anna, tess):
        for path in ("/help", "/help/leave", "/help/keep"):
            assert client.get(path).status == 200


def test_every_page_of_the_demo_holds_in_the_mirrored_language(house):
    app = demo.make(house, speech=language.PSEUDO)
    for role, paths in (
        (Role.CLIENT, ("/home", f"/people/{GRANT}/stop", "/day")),
        (Role.CLINICIAN, ("/day", f"/write/{CHART}", "/state/5", "/scan", "/view")),
    ):
        client = Client(app, speech=language.PSEUDO).as_roles(role)
        client.keep("__Host-in", house.sign_in(role))
        for path in (*paths, "/help", "/help/leave", "/help/keep"):
            page = client.get(path)
            assert page.find("html")[0].attrs["dir"] == "rtl"
            assert page.heading != page.heading.encode("ascii", "ignore").decode()


def test_static_files_are_cached_by_their_content_and_squeezed(anna):
    css = anna.get("/static/base.css")
    assert css.headers["content-encoding"] == "gzip" and b"--ink" in css.body
    assert anna.get("/static/base.css", **{"If-None-Match": css.headers["etag"]}).status == 304


def test_an_address_that_climbs_finds_nothing(anna):
    for path in ("/static/../app.py", "/static/%2e%2e/app.py", "/%2fevil.example", "/home/", "/HOME"):
        assert anna.get(path).status == 404


def test_a_room_that_falls_over_behind_the_frame_shows_no_word_of_it(house, caplog):
    def fall(request):
        raise ValueError(demo.CANARY)

    page = Client(make(house, Front(fall, house.leave, demo.reference, fall), demo.SITE)).get("/home")
    assert page.status == 500 and demo.CANARY not in page.answer.text + caplog.text


def test_when_even_the_error_page_breaks_there_is_a_last_word_without_content(house, caplog):
    def fall(*_):
        raise ValueError(demo.CANARY)

    sent = []

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": "/home", "query_string": b"", "headers": [], "client": None, "scheme": "https"}
    asyncio.run(make(house, Front(fall, fall, fall, fall), demo.SITE)(scope, None, send))
    assert sent[0]["status"] == 500 and b"This is our fault" in sent[1]["body"]
    assert caplog.messages == ["an error page raised ValueError"]


def test_signed_in_people_read_open_pages_at_addresses_of_their_own(app, house, anna):
    help_page = anna.follow(anna.get("/home"), "Help")
    assert help_page.path == "/help?own=yes"
    house.people.clear()
    assert anna.get("/help?own=yes").title == "Locked"
    assert Client(app).get("/help?own=yes").title == "Signed out"
    assert Client(app).get("/help").heading == "Help"


def test_somebody_with_several_roles_meets_the_first_page_of_the_registry(app, house):
    both = signed_in(app, house, Role.CLINICIAN, Role.FRONT_DESK)
    page = both.get("/day")
    assert page.heading == "Today" and list(page.links()).count("Day") == 1


def test_every_component_holds_and_comes_back_with_its_mistakes(tess):
    page = tess.get("/view")
    assert page.title == "Part 2 of 5"
    again = tess.submit(page, "Go on", code="wrong-code", day="2025-11-18", place="fi", agree="yes")
    assert again.title == "Error: Part 2 of 5" and "wrong-code" not in again.answer.text
    assert "Code from the card: this code does not fit. Type it again." in again.text
    assert again.find("option[selected]")[0].attrs["value"] == "fi" and again.find("#f-agree[checked]")
