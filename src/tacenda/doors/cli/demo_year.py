"""What happens in the demonstration: half a year of an invented practice, day by day. Everything in it is made up.

The plot is fixed, only its days move with the present one. It shows what the product is for: notes and plans, a private note, an amended
one, documents, something shared, a colleague who covers, a trainee, a supervisor and a front desk who are stopped by clients, a refusal, an
officer's look, talks about privacy, check-ins, signed forms, who stands beside clients, and a note picked for supervision.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass

from tacenda.acts import beside, ledger, notes, picking
from tacenda.acts.desk import ZONE, reading
from tacenda.core.model import offers
from tacenda.core.model.consent import Result
from tacenda.core.words import moments
from tacenda.core.words.access import Content, Purpose
from tacenda.core.words.errors import NotFound, Refused
from tacenda.core.words.ids import ChartId
from tacenda.core.words.moments import Day, Moment
from tacenda.doors.cli import demo_beside, demo_consents
from tacenda.doors.cli.demo_cast import (
    ADNAN,
    ALEX,
    COLLEAGUES,
    DELE,
    ELIF,
    EMIL,
    GRACE,
    HANA,
    HENRIK,
    INES,
    JONAS,
    KIM,
    LEILA,
    LUCIA,
    MAREK,
    MAYA,
    NIA,
    NOOR,
    OMAR,
    PRIYA,
    ROSA,
    RUTH,
    SAM,
    TOMAS,
    Person,
)
from tacenda.doors.cli.demo_people import Play

WEEKS = 26
DAY = 86_400
HOUR = 3600
OPENS, CLOSES = 16 * HOUR, 24 * HOUR + HOUR  # 8:00 to 17:00 in California, as seconds of a UTC day

# Who lives elsewhere, and comes by video or reads from there.
ABROAD: Mapping[Person, str] = {HENRIK: "Europe/Berlin", JONAS: "Europe/Berlin", HANA: "Asia/Tokyo", DELE: "Africa/Lagos"}


@dataclass(frozen=True, slots=True)
class Course:
    """One client's therapy. `starts`: week; `weekday`: 0 for Monday; `hour` of the first visit of a day; `every`: weeks between visits."""

    client: Person
    clinician: Person
    starts: int
    weekday: int
    hour: int
    every: int
    theme: str


COURSES = (
    Course(KIM, MAYA, 0, 0, 17, 1, "sleep"),
    Course(NOOR, MAYA, 0, 0, 18, 1, "worry"),
    Course(ALEX, MAYA, 2, 2, 17, 2, "grief"),
    Course(PRIYA, MAYA, 5, 2, 19, 1, "work"),
    Course(JONAS, TOMAS, 0, 1, 17, 1, "panic"),
    Course(LUCIA, TOMAS, 1, 1, 19, 2, "sleep"),
    Course(DELE, TOMAS, 4, 3, 17, 1, "grief"),
    Course(HANA, TOMAS, 9, 3, 18, 1, "worry"),
    Course(MAREK, GRACE, 0, 4, 17, 2, "work"),
    Course(RUTH, GRACE, 1, 4, 18, 1, "grief"),
    Course(OMAR, GRACE, 6, 2, 20, 1, "panic"),
    Course(ELIF, GRACE, 12, 4, 20, 1, "worry"),
)

# What is said in a first, a middle and a later visit. Sentences of nobody.
SAID: dict[str, tuple[str, ...]] = {
    "sleep": (
        "Lies awake until three most nights since the move. Tries to sleep longer on Sundays, which makes Monday worse.",
        "Kept the sleep diary on six of seven days. Phone stays in the kitchen now; fell asleep before one on four nights.",
        "Up at the same hour for three weeks. One bad night after a quarrel, and did not stay in bed to fight it.",
        "Sleeps six and a half hours most nights. Wants to see what happens without the diary.",
    ),
    "worry": (
        "Thinks every message is bad news and reads it five times. Would like one evening without checking.",
        "Made a list of worries and a time for them. Half of them were gone when the time came.",
        "Left a message unread for an hour on purpose. The heart raced, then it did not.",
        "Told a friend about the worry for the first time. The friend laughed, kindly, and knew it well.",
    ),
    "grief": (
        "Speaks of the mother in the present and notices it. Has not been back to the flat.",
        "Went to the flat with a cousin and took the blue bowl. Cried, and then made soup in it.",
        "Found an old letter. Read it aloud here, and was quiet for a while.",
        "The birthday came and was a sad day and not a terrible one.",
    ),
    "work": (
        "Answers mail until midnight and is praised for it. Cannot say what would happen if not.",
        "Stopped at seven on two days. Nobody asked. That was a relief and a small insult.",
        "Said no in a meeting, with a shaking voice. The meeting went on.",
        "Took a whole week off and was bored on Thursday, which felt new.",
    ),
    "panic": (
        "Four attacks this month, all in queues. Avoids the large shop and the bridge.",
        "Stood in a short queue with the breathing and stayed. It passed in six minutes by the clock.",
        "Crossed the bridge with a friend. The fear came halfway and did not grow.",
        "One attack in five weeks. Knows what it is now, and that it ends.",
    ),
}
PLANS: dict[str, tuple[str, str, str]] = {
    "sleep": ("Sleep through four nights a week.", "Diary; same hour of rising; no screens in bed.", "Nights slept through, by the diary."),
    "worry": ("An evening a day without checking.", "A set time for worries; small experiments.", "Hours without checking."),
    "grief": ("Go to the flat, and say goodbye there.", "One thing at a time; someone alongside.", "What could be touched and kept."),
    "work": ("Stop at seven on three days a week.", "Name what is feared; try it; look again.", "Days that ended at seven."),
    "panic": ("Use the bridge and the shop again.", "Breathing; short queues, then longer ones.", "Attacks a week; places used."),
}
PRIVATE = "My own impatience in the last half hour. What in me wants this to go faster? Take to supervision."


def length() -> int:
    """How many steps the play takes: one for each day, and the beginning."""
    return WEEKS * 7 + 1


def play(stage: Play, now: Moment) -> Iterator[None]:
    """Play half a year that ends today, one step at a time."""
    today = moments.day(now)
    first = today - today % 7 - WEEKS * 7 + 4  # a Monday: day 4 of 1970 was one
    _beginning(stage, Moment((first - 3) * DAY + OPENS))
    yield
    for day in range(WEEKS * 7):
        if (first + day + 1) * DAY + HOUR < now:
            _day(stage, Moment((first + day) * DAY), day)
        yield
    _last_hours(stage, now)


def _beginning(stage: Play, at: Moment) -> None:
    """The practice is founded on a Friday, and everybody gets a sign-in."""
    stage.at(at)
    stage.begin(INES)
    stage.hire(INES, *COLLEAGUES)
    _abroad(stage, *COLLEAGUES)
    stage.say_once(INES)


def _abroad(stage: Play, *people: Person) -> None:
    """Who lives elsewhere says so."""
    for who in ABROAD.keys() & set(people):
        stage.wishes(who, {ZONE: ABROAD[who]})


def _day(stage: Play, midnight: Moment, day: int) -> None:
    week, weekday = divmod(day, 7)
    stage.at(Moment(midnight + OPENS))
    for course in COURSES:
        if (course.starts, course.weekday) == (week, weekday):
            _first_visit(stage, course, Moment(midnight + course.hour * HOUR))
    for clinician in (MAYA, TOMAS, GRACE):
        _visits(stage, [course for course in COURSES if course.clinician is clinician and _meets(course, week, weekday)], midnight, week)
    for happens in EVENTS.get((week, weekday), ()):
        stage.at(Moment(midnight + 23 * HOUR))
        happens(stage)


def _meets(course: Course, week: int, weekday: int) -> bool:
    return course.weekday == weekday and week >= course.starts and (week - course.starts) % course.every == 0


def _first_visit(stage: Play, course: Course, visit: Moment) -> None:
    """A chart, a card, the client's own keys, and the front desk for what is on the card."""
    stage.admit(course.clinician, course.client, visit)
    stage.clock.forward(300)
    stage.join(course.clinician, course.client)
    _abroad(stage, course.client)
    stage.give(course.clinician, course.client, SAM, offers.FRONT_DESK)


def _visits(stage: Play, courses: list[Course], midnight: Moment, week: int) -> None:
    """The notes of one clinician's day, written when the day is over."""
    if not courses:
        return
    stage.at(Moment(midnight + 22 * HOUR))
    with stage.signed_in(courses[0].clinician, stepped_up=week % 9 == 4) as visitor:
        for course in courses:
            stage.clock.forward(60)
            visit, number = Moment(midnight + course.hour * HOUR), (week - course.starts) // course.every
            texts = SAID[course.theme]
            text = texts[min(number * len(texts) // max(1, (WEEKS - course.starts) // course.every), len(texts) - 1)]
            stage.note(visitor, course.client, (("text", text),), visit=visit)
            if number == 1:
                goals, steps, measures = PLANS[course.theme]
                parts = (("goals", goals), ("steps", steps), ("measures", measures))
                stage.note(visitor, course.client, parts, Content.PLAN, "treatment-plan")
            if week % 9 == 4:
                stage.note(visitor, course.client, (("text", PRIVATE),), Content.PSYCHOTHERAPY_NOTE)


# What happens only once


def _intake_forms(stage: Play) -> None:
    with stage.signed_in(MAYA) as visitor:
        stage.document(
            visitor, KIM, "intake form", "Intake form, filled in on paper and typed. Nothing of note. Invented, like all of this."
        )
        stage.document(visitor, NOOR, "letter of the last therapist", "A short letter from a therapist who does not exist.")


def _supervision(stage: Play) -> None:
    stage.give(MAYA, NOOR, HENRIK, offers.SUPERVISOR)
    stage.give(TOMAS, JONAS, HENRIK, offers.SUPERVISOR)
    with stage.signed_in(HENRIK) as visitor:
        stage.read(visitor, NOOR, Purpose.SUPERVISION)
        stage.read(visitor, JONAS, Purpose.SUPERVISION)


def _wrong_day(stage: Play) -> None:
    with stage.signed_in(MAYA) as visitor:
        with reading(stage.house, visitor) as desk:
            newest = notes.list_notes(desk, stage.charts[KIM.login], Content.NOTE)[0]
        stage.amend(visitor, KIM, newest.id, "It was the Tuesday, not the Monday.", "The day was wrong.")


def _something_shared(stage: Play) -> None:
    with stage.signed_in(MAYA) as visitor:
        with reading(stage.house, visitor) as desk:
            newest = notes.list_notes(desk, stage.charts[KIM.login], Content.PLAN)[0]
        stage.share(visitor, KIM, newest.id)


def _somebody_trusted(stage: Play) -> None:
    """Kim lets her sister see her visits and what was shared with her; Lucia lets her doctor."""
    until = Moment(stage.clock.now() + 300 * DAY)
    demo_beside.trusted(stage, KIM, ROSA, until)
    demo_beside.trusted(stage, LUCIA, EMIL, until)


def _sister_looks(stage: Play) -> None:
    with stage.signed_in(ROSA) as visitor, reading(stage.house, visitor) as desk:
        beside.open_person(desk, stage.charts[KIM.login])


def _picked(stage: Play) -> None:
    """Maya picks one note of Priya's for Henrik, who reads that one and no other."""
    stage.give(MAYA, PRIYA, HENRIK, offers.SUPERVISOR_OF_PICKED, Moment(stage.clock.now() + 300 * DAY))
    with stage.signed_in(MAYA) as visitor:
        with reading(stage.house, visitor) as desk:
            newest = notes.list_notes(desk, stage.charts[PRIYA.login], Content.NOTE)[0]
        stage.pick(visitor, PRIYA, newest.id, Moment(stage.clock.now() + 200 * DAY))
    with stage.signed_in(HENRIK) as visitor, reading(stage.house, visitor) as desk:
        chart = stage.charts[PRIYA.login]
        picking.open_for_me(desk, chart, picking.list_for_me(desk, chart)[0].id)


def _refused_at_the_desk(stage: Play) -> None:
    """Somebody presses what is not theirs: it stays shut, and it is a line in the ledger."""
    with stage.signed_in(SAM) as visitor, suppress(Refused, NotFound), reading(stage.house, visitor) as desk:
        notes.list_notes(desk, stage.charts[KIM.login], Content.NOTE, Purpose.FRONT_DESK)


def _cover(stage: Play) -> None:
    """Tomas is away for a month; Grace may open one chart until then."""
    stage.give(TOMAS, HANA, GRACE, offers.COVER, Moment(stage.clock.now() + 30 * DAY))
    with stage.signed_in(GRACE) as visitor:
        stage.read(visitor, HANA, Purpose.TREATMENT)


def _trainee(stage: Play) -> None:
    """Nia learns with Ruth; Henrik, who guides her work, reads what she wrote."""
    stage.give(GRACE, RUTH, NIA, offers.TRAINEE)
    stage.give(GRACE, RUTH, HENRIK, offers.SUPERVISOR)
    with stage.signed_in(NIA) as visitor:
        stage.note(visitor, RUTH, (("text", "My first hour with her. I spoke too soon twice, and the third time I waited."),))
    with stage.signed_in(HENRIK) as visitor:
        stage.read(visitor, RUTH, Purpose.SUPERVISION)


def _stopped(stage: Play) -> None:
    """Noor does not want her notes read in supervision any more; Ruth does not want the front desk to know her visits."""
    stage.stop(NOOR, HENRIK)
    stage.stop(RUTH, SAM)


def _parents(stage: Play) -> None:
    """The law says yes to the mother of a child of eleven."""
    demo_beside.parent_comes(stage, GRACE, OMAR, LEILA)
    demo_beside.by_the_law(stage, GRACE, OMAR, LEILA)


def _father_waits(stage: Play) -> None:
    """Of a client of fourteen the law says that counsel is asked first, so nobody lets the father in."""
    demo_beside.parent_comes(stage, GRACE, ELIF, ADNAN)


def _discreet(stage: Play) -> None:
    stage.wishes(DELE, {"discreet": "yes"})


def _review(stage: Play) -> None:
    """The privacy officer reads who looked, of one chart and of the practice."""
    with stage.signed_in(INES) as visitor, reading(stage.house, visitor) as desk:
        ledger.who_looked(desk, stage.charts[KIM.login], Purpose.OVERSIGHT, None)
        ledger.who_looked(desk, ChartId(desk.keeper.practice), Purpose.OVERSIGHT, None)


def _first_talks(stage: Play) -> None:
    """Kim understood each part; Noor skipped one and wants to talk about another; Marek's was done on paper and lacks his signature."""
    demo_consents.talk(stage, KIM, {}, {"email": "yes", "video": "yes", "supervision": "no", "research": "no"})
    demo_consents.signed(stage, MAYA, KIM)
    demo_consents.talk(stage, NOOR, {4: Result.SKIPPED}, {"supervision": "yes"}, 3)
    demo_consents.signed(stage, MAYA, NOOR)
    demo_consents.on_paper(stage, GRACE, MAREK, 15, {"email": "no"})


def _half_a_talk(stage: Play) -> None:
    """Priya has begun, was not sure of one part, and stopped there."""
    demo_consents.begun(stage, PRIYA, {1: Result.RIGHT, 2: Result.SKIPPED})


def _forms(stage: Play) -> None:
    """One that Lucia signed and that ends soon, and one that Alex signed and the partner has not."""
    soon = Day(moments.day(stage.clock.now()) + 16)
    demo_consents.form(stage, TOMAS, LUCIA, soon)
    demo_consents.form(stage, MAYA, ALEX, Day(soon + 150), "Robin Moreau")


def _check_ins(stage: Play) -> None:
    """Kim feels safe; Jonas does not, and Tomas finds it among what waits for him."""
    demo_consents.feels(stage, KIM, "very", "no", "no")
    demo_consents.feels(stage, JONAS, "uneasy", "little", "no")


EVENTS: dict[tuple[int, int], tuple[Callable[[Play], None], ...]] = {
    (1, 0): (_intake_forms,),
    (2, 4): (_first_talks,),
    (3, 3): (_supervision,),
    (4, 3): (_discreet,),
    (5, 0): (_wrong_day,),
    (7, 1): (_something_shared,),
    (8, 2): (_somebody_trusted,),
    (9, 4): (_parents,),
    (10, 2): (_refused_at_the_desk,),
    (11, 3): (_sister_looks,),
    (13, 3): (_picked,),
    (15, 4): (_trainee,),
    (17, 5): (_stopped,),
    (22, 4): (_review,),
    (24, 3): (_forms,),
    (24, 4): (_check_ins, _half_a_talk, _cover, _father_waits),
}


def _last_hours(stage: Play, now: Moment) -> None:
    """What is left on the desks: the next visits, and a note nobody has sealed yet."""
    stage.at(Moment(now - 5 * 60))
    today = moments.day(now)
    with stage.signed_in(SAM) as visitor:
        for course in COURSES:
            if course.client is not RUTH:
                stage.visit(visitor, course.client, _next(course, today))
    with stage.signed_in(GRACE) as visitor:
        stage.visit(visitor, RUTH, _next(next(course for course in COURSES if course.client is RUTH), today))
    with stage.signed_in(MAYA) as visitor:
        stage.draft(visitor, KIM, "Begun and not sealed: came five minutes late and said why.")
        stage.draft(visitor, NOOR, "A thought of my own, for later.", Content.PSYCHOTHERAPY_NOTE)
    stage.at(Moment(now - 10))


def _next(course: Course, today: Day) -> Moment:
    """The next visit."""
    ahead = (course.weekday - (today - 4)) % 7 or 7
    return Moment((today + ahead) * DAY + course.hour * HOUR)
