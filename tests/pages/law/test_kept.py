"""An answer of the law kept in a chart: with a person behind each judgement, worked out again, and what follows of it."""

from __future__ import annotations

from tests.pages.law.walk import SUBPOENA, WARN, begun, walked

from tacenda.acts import assessments, office_letters, talks
from tacenda.core.decisions import replays
from tacenda.core.model.agreed import Reason
from tacenda.core.words.access import Purpose
from tacenda.core.words.ids import ObjectId, handle
from tacenda.core.words.people import Role
from tacenda.doors import language
from tacenda.doors.web import handles
from tacenda.doors.web.law import recalled
from tacenda.doors.web.talk.texts import WORDINGS
from tacenda.shell.vault import letters


def test_a_kept_answer_of_two_places_is_worked_out_again(ada, kim):
    page, _ = walked(ada, ada.submit(ada.get(f"/asks/{kim}/new"), "Continue", place="US-TX", act="disclose"), WARN)
    kept = ada.submit(page, "Keep it")
    assert "conflict" in kept.text and "The answer is the same." in kept.text


def test_an_answer_is_kept_in_the_chart_and_worked_out_again(ada, kim):
    assert "No requests." in ada.get(f"/asks/{kim}").text
    page, _ = walked(ada, begun(ada, path=f"/asks/{kim}/new"), WARN)
    kept = ada.submit(page, "Keep it", reason="He named her.")
    assert kept.heading == "Kept answer" and "The answer is the same." in kept.text
    assert "He named her." in kept.text and "must" in kept.text
    assert ada.follow(ada.get(f"/asks/{kim}"), "Kept on").heading == "Kept answer"


def test_the_law_that_decides_is_in_sight_and_the_rest_of_it_behind_a_fold(ada, kim):
    page, _ = walked(ada, begun(ada, path=f"/asks/{kim}/new"), {"recipient": "party_lawyer"} | dict.fromkeys(SUBPOENA, "unknown"))
    kept = ada.submit(page, "Keep it")
    every, folded = kept.find("section.card cite"), kept.find("section.card details cite")
    assert len(every) - len(folded) == 5 and f"The other law it names ({len(folded)})" in kept.text


def test_each_judgement_needs_a_person_and_a_reason(ada, kim):
    page, _ = walked(ada, begun(ada, path=f"/asks/{kim}/new"), WARN)
    kept = ada.submit(page, "Keep it")
    assert "Nothing is cleared before" in kept.text and "To be judged by: you." in kept.text
    again = ada.submit(kept, "Stand for these", by="Dr. Ada Fox", reason="")
    assert again.status == 422 and "Dr. Ada Fox" in again.body.decode()
    done = ada.submit(again, "Stand for these", by="Dr. Ada Fox", reason="He showed me the knife.")
    assert "Each judgement has a person and a reason." in done.text and "He showed me the knife." in done.text
    assert not done.find("form input[name=facts]")


CURIOUS = {"recipient": "media", "purpose": "curiosity", "info": "summary", "client_says": "refuses", "hipaa_covered": "yes"}


def open_cards(town, ada, name: str) -> bool:
    """Whether the day has a question of law open for this client; their short name is on no other line of it."""
    rows = [" ".join(one.to_text().split()) for one in ada.get("/day").find("ul.list > li")]
    return any(name in row and "A question of law is open" in row for row in rows)


def test_an_open_question_about_sending_is_a_task_until_a_person_stands_for_it(town, ada):
    chart = handle(town.chart("Wilma Open"))
    assert not open_cards(town, ada, "Wilma O.")
    page, _ = walked(ada, begun(ada, path=f"/asks/{chart}/new"), WARN)
    kept = ada.submit(page, "Keep it")
    assert "Something about this is still open." in kept.text and open_cards(town, ada, "Wilma O.")
    assert "A question of law is open" in ada.get(f"/card/{chart}").text
    assert "Open" in [one.to_text().strip() for one in ada.get(f"/asks/{chart}").find(".tag")]
    done = ada.submit(kept, "Stand for these", by="Dr. Ada Fox", reason="He showed me the knife.")
    assert "Something about this is still open." not in done.text and not open_cards(town, ada, "Wilma O.")
    assert "A question of law is open" not in ada.get(f"/card/{chart}").text


def test_an_open_question_is_a_task_until_it_is_dropped_and_comes_back_by_no_later_judgement(town, ada):
    chart = handle(town.chart("Yuri Open"))
    page, _ = walked(ada, begun(ada, path=f"/asks/{chart}/new"), {"recipient": "party_lawyer"} | dict.fromkeys(SUBPOENA, "unknown"))
    kept = ada.submit(page, "Keep it")
    assert open_cards(town, ada, "Yuri O.") and kept.find("a[href$='/new']")
    back = ada.submit(kept, "Take it off")
    assert back.path == f"/asks/{chart}" and not open_cards(town, ada, "Yuri O.") and not back.find(".tag")


COPY = {"recipient": "client", "info": "record", "client": "adult", "speaks_for": "yes", "hipaa_covered": "yes", "received": "2026-11-20"}


def tags(town, ada, name: str) -> list[str]:
    """What the day says of this client's kept answers."""
    rows = [row for row in ada.get("/day").find("ul.list > li") if row.query("a[href^='/asks/']")]
    return [tag.to_text().strip() for row in rows if name in row.to_text() for tag in row.query(".tag")]


def test_what_a_kept_answer_wants_by_a_day_is_a_task_until_it_is_done(own_town):
    chart = own_town.chart("Vera Due")
    ada, path = own_town.browser(own_town.ada), f"/asks/{handle(chart)}"
    page, _ = walked(ada, begun(ada, act="give_access", path=f"{path}/new"), COPY)
    kept = ada.submit(page, "Keep it")
    assert "Due by law: November 30, 2026" in kept.text and "Due by law: December 20, 2026" in kept.text
    near, later = kept.find("section.card form button[name=done]")
    assert (near.attrs["value"], later.attrs["value"]) == ("2026-11-30", "2026-12-20")
    assert "Due by law: November 30, 2026" in tags(own_town, ada, "Vera D.")
    assert "Due by law: November 30, 2026" in ada.get(f"/card/{handle(chart)}").text
    assert "Due by law: November 30, 2026" in ada.get(path).text
    own_town.clock.forward(8 * 86_400)  # it is the first of December
    ada = own_town.browser(own_town.ada)
    assert "Was due by law: November 30, 2026" in tags(own_town, ada, "Vera D.")
    done = ada.submit(ada.get(kept.path), "It is done")
    assert "November 30, 2026" not in done.text and ada.post(kept.path, {"done": "2026-11-30"}).status == 303
    assert not any("due by law" in one.lower() for one in tags(own_town, ada, "Vera D."))  # the other one is three weeks off
    own_town.clock.forward(6 * 86_400)
    ada = own_town.browser(own_town.ada)
    assert "Due by law: December 20, 2026" in tags(own_town, ada, "Vera D.")
    ada.submit(ada.get(kept.path), "It is done")
    assert not any("due by law" in one.lower() for one in tags(own_town, ada, "Vera D."))


def test_who_takes_an_answer_off_takes_its_days_with_it(own_town):
    chart = own_town.chart("Ugo Due")
    ada = own_town.browser(own_town.ada)
    page, _ = walked(ada, begun(ada, act="give_access", path=f"/asks/{handle(chart)}/new"), COPY | {"hipaa_covered": "unknown"})
    kept = ada.submit(page, "Keep it")
    with own_town.desk(own_town.ada, write=False) as desk:
        assert [bool(one.days) for one in assessments.waiting(desk, chart)] == [True]
    with own_town.desk(own_town.ada) as desk:
        assessments.drop(desk, chart, ObjectId(handles.read(kept.path.split("/")[3])))
    assert tags(own_town, ada, "Ugo D.") == [] and "By when" not in ada.get(kept.path).text


def test_the_privacy_office_counts_what_waits_and_what_is_late_and_not_whose_it_is(own_town):
    ben = own_town.colleague("Ben Roy", Role.CLINICIAN)
    chart = own_town.chart("Wim Count", of=ben)
    his, hers = own_town.browser(ben), own_town.browser(own_town.ada)

    def counted() -> list[str]:
        rows = [" ".join(row.to_text().split()) for row in own_town.browser(own_town.ada).get("/week").find("dl.rows > div")]
        return [one for one in rows if one.startswith(("Questions of law that wait", "Of these, past their day"))]

    assert counted() == []
    page, _ = walked(his, begun(his, act="give_access", path=f"/asks/{handle(chart)}/new"), COPY)
    kept = his.submit(page, "Keep it", reason="Lanternword")
    assert counted() == ["Questions of law that wait 1", "Of these, past their day 0"]
    week = hers.get("/week")
    assert "Lanternword" not in week.answer.text and "Wim" not in week.answer.text
    own_town.clock.forward(8 * 86_400)
    assert counted() == ["Questions of law that wait 1", "Of these, past their day 1"]
    his = own_town.browser(ben)
    his.submit(his.get(kept.path), "It is done")
    assert counted() == ["Questions of law that wait 1", "Of these, past their day 0"]
    his.submit(his.get(kept.path), "It is done")
    with own_town.desk(ben) as desk:
        for wait in assessments.waiting(desk, chart):
            assessments.drop(desk, chart, wait.id)
    assert counted() == []
    with own_town.desk(own_town.ada, write=False) as desk:
        assert office_letters.of_kind(desk, letters.WAIT) == []  # what says nothing any more is gone


def test_a_settled_answer_and_one_about_a_danger_leave_no_task(town, ada):
    chart = handle(town.chart("Zita Shut"))
    page, _ = walked(ada, begun(ada, path=f"/asks/{chart}/new"), CURIOUS)
    kept = ada.submit(page, "Keep it")
    assert "must not" in kept.text and not open_cards(town, ada, "Zita S.")
    ada.submit(ada.get(f"/harm/{chart}"), "Keep it", reason="We talked.")
    assert not open_cards(town, ada, "Zita S.")


def test_what_was_sent_after_an_answer_is_written_down_and_becomes_a_task(town, ada):
    name = "Uma Vance"
    client, chart = town.client(name), handle(town.charts[name])
    page, _ = walked(ada, begun(ada, path=f"/asks/{chart}/new"), SUBPOENA)
    sent = ada.follow(ada.submit(page, "Keep it"), "Something was sent")
    again = ada.submit(sent, "Write it down", to="The court", what="The plan, page one.", told="no")
    assert again.status == 422 and "If not now: why?" in again.text
    done = ada.submit(again, "Write it down", told="no", why="Lanternword danger.")
    assert "The court" in done.text and "Lanternword danger." in done.text
    ada.submit(done, "Write it down", to="The school", what="A letter.", told="yes")
    with town.desk(client, write=False) as desk:
        asked = talks.stands(desk, town.charts[name], Purpose.OWN_RECORD, WORDINGS).agreed.asked
    assert [reason for reason, _ in asked] == [Reason.DISCLOSURE]
    assert "Lanternword" not in town.browser(client).get("/home").body.decode()


def test_without_a_chart_the_answer_can_be_kept_in_one_of_ones_own(ada, kim):
    page, _ = walked(ada, begun(ada), SUBPOENA)
    assert kim in [one.attrs["value"] for one in page.find("select[name=chart] option")]
    assert ada.submit(page, "Keep it", chart=kim).path.startswith(f"/asks/{kim}/")


def test_of_several_charts_none_is_chosen_before_somebody_chooses_it(town, ada, kim):
    town.chart("Aaron First")
    page, _ = walked(ada, begun(ada), SUBPOENA)
    assert [one.attrs["value"] for one in page.find("select[name=chart] option")][0] == ""
    assert not page.find("select[name=chart] option[selected]") or "selected" in page.find("select[name=chart] option")[0].attrs
    again = ada.submit(page, "Keep it", reason="Lanternword")
    assert again.status == 422 and "Lanternword" in again.body.decode()
    assert ada.submit(again, "Keep it", chart=kim).path.startswith(f"/asks/{kim}/")


def test_a_kept_answer_says_what_was_asked(ada, kim):
    page, _ = walked(ada, begun(ada, path=f"/asks/{kim}/new"), SUBPOENA)
    kept = ada.submit(page, "Keep it")
    assert "Tell or send something to somebody." in kept.text and "By the law of this place: California, United States." in kept.text
    rows = {one.query("dt")[0].to_text().strip(): one.query("dd")[0].to_text().strip() for one in kept.find("dl.rows div")}
    assert rows["Who would receive it?"] == "A lawyer of one side" and rows["What is it for?"] == "A case in court"


def test_a_kept_answer_says_what_there_is_to_do_and_by_when(ada, kim):
    page, _ = walked(ada, begun(ada, act="give_access", path=f"/asks/{kim}/new"), {
        "recipient": "client", "info": "record", "client": "adult", "speaks_for": "yes", "hipaa_covered": "yes", "received": "2026-11-20",
    })  # fmt: skip
    kept = ada.submit(page, "Keep it")
    assert "Prove who asks and by what right." in kept.text and "Let the client, or who speaks for them, see or copy." in kept.text


def test_what_an_old_answer_names_and_today_does_not_know_stands_as_it_was_written():
    old = {"places": ["US-CA"], "act": "disclose", "facts": {"postman": "yes", "client_age": 9, "ways_done": []}, "events": {}}
    found = recalled.of(language.words(language.SOURCE), replays.request_bytes(old))
    assert ("postman", "yes") in found.said and ("How old is the client (years)?", "9") in found.said


def test_a_colleagues_chart_takes_no_answer(town, ada, kim):
    cleo = town.colleague("Cleo Marsh", Role.CLINICIAN)
    page, _ = walked(town.browser(cleo), begun(town.browser(cleo)), {"recipient": "media"})
    assert not page.find("select[name=chart]")
    sent = {"kind": "disclosure", "place": "US-CA", "act": "disclose", "said": "recipient=media", "chart": kim}
    assert town.browser(cleo).post("/asks/keep", sent).status == 404
    assert town.browser(cleo).get(f"/asks/{kim}").status == 404


def test_what_does_not_fit_is_not_kept_and_the_reasons_are_still_there(ada, kim):
    sent = {"kind": "disclosure", "place": "US-CA", "act": "disclose", "said": "recipient=postman", "chart": kim, "reason": "Lanternword"}
    page = ada.post("/asks/keep", sent)
    assert page.status == 422 and "Lanternword" in page.body.decode()
    assert "No requests." in ada.get(f"/asks/{kim}").text
    assert ada.post("/asks/keep", {**sent, "said": "", "kind": "gossip"}).status == 422
