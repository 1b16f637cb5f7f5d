"""The five texts of the talk, each in two wordings, with the question behind it. At most 90 words a part without the list of limits.

A sentence changed here is a text that changed: the part becomes due again for everybody who was told the old one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from tacenda.core.model import consent
from tacenda.core.model.agreed import Wordings
from tacenda.doors.language import N_

NOT_SURE = N_("Not sure. Say it another way")


@dataclass(frozen=True, slots=True)
class Wording:
    """One wording: what stands before and after the list of people or limits, where a part has one."""

    before: tuple[str, ...]
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Text:
    """One part. `answers`: by the value that a form sends; `right`: the one that was meant."""

    heading: str
    first: Wording
    second: Wording
    question: str
    answers: Mapping[str, str]
    right: str

    @property
    def name(self) -> bytes:
        """32 bytes that name these sentences."""
        said = [self.heading, *self.first.before, *self.first.after, *self.second.before, *self.second.after]
        return consent.wording([*said, self.question, *self.answers.values()])


def _answers(one: str, two: str) -> Mapping[str, str]:
    return {"one": one, "two": two, "unsure": NOT_SURE}


TEXTS: Mapping[int, Text] = {
    1: Text(
        N_("What we do, and what I write down"),
        Wording(
            (
                N_("Talking here can help you feel better."), N_("It can also feel hard, most of all at first."),
                N_("It may not work for you."), N_("You can stop, or ask for other help."),
                N_("After each session I write a short note."), N_("It says what we worked on and what comes next."),
                N_("You can ask to read it."), N_("If it is wrong, you can ask me to fix it."),
                N_("I may also keep private notes, to help me think."), N_("They are locked apart from the rest."),
                N_("Only I can open them."),
            )
        ),
        Wording(
            (
                N_("Some days you may leave here and feel worse."), N_("In time, most people feel better."),
                N_("If you do not, tell me, and we try some other way."), N_("Each time we meet, I write a few lines."),
                N_("They are there for you to read."), N_("If a line is not right, I can fix it."),
                N_("Or you add your own view, and both stay."), N_("My private notes are for me alone."),
                N_("Nobody else here can open them."),
            )
        ),
        N_("A note says something that is not right. What can you do?"),
        _answers(N_("Nothing"), N_("Ask to have it fixed, or add my view")),
        "two",
    ),
    2: Text(
        N_("Who can see it"),
        Wording(
            (
                N_("Your records are locked on our computers."), N_("Each part has a key of its own."),
                N_("A thief who takes the disk cannot read them."), N_("These people hold a key today:"),
            ),
            (
                N_("Nobody else here can open them."), N_("You can stop a person in two clicks."),
                N_("You do not have to say why."), N_("What they have read, they may remember."),
                N_("Each time someone opens your records, a line is written first."), N_("You can read each line."),
            ),
        ),
        Wording(
            (
                N_("Think of a box with many locks."), N_("Only the people on this list have a key."),
                N_("Even who runs our computers has none."),
            ),
            (
                N_("Each of them can be stopped."), N_("Go to Home, find the name, and press Stop."),
                N_("It works at once, and nobody asks you why."), N_("We cannot make a person forget what they read."),
                N_("But you can see who looked, and when."),
            ),
        ),
        N_("You want one of them to stop reading. What do you do?"),
        _answers(N_("Write a letter and say why"), N_("Press Stop")),
        "two",
    ),
    3: Text(
        N_("When I may have to tell someone"),
        Wording(
            (
                N_("What you tell me stays private."),
                N_("There are a few times when I may have to tell someone, or am allowed to."), N_("Here they are."),
            ),
            (
                N_("I tell as few people as I can."), N_("I tell them only what they need."),
                N_("I tell you first when it is safe and the law lets me."), N_("You can ask what I told, and why."),
            ),
        ),
        Wording(
            (
                N_("Most of what you say stays here, with me."), N_("Now and then, a law says that I must speak, or that I may."),
                N_("The list says when."),
            ),
            (
                N_("If a lawyer writes to me, I send nothing at first."), N_("I look at the law, and I talk with you."),
                N_("If I have to tell, I say as little as I can."), N_("When it is safe, you hear it from me first."),
            ),
        ),
        N_("A lawyer asks me for your notes. What do I do first?"),
        _answers(N_("I send them"), N_("I check the law, and I ask you")),
        "two",
    ),
    4: Text(
        N_("Phones, e-mail and video"),
        Wording(
            (
                N_("Other people may see your phone or read your e-mail."),
                N_("So our messages never say who we are or what they are about."), N_("You choose how and when we reach you."),
                N_("We do not record you, not your voice and not your face."), N_("No lock is perfect."),
                N_("If someone has your phone and your pass words, they see what you see."),
                N_("Leave now takes you away from here at once."),
            )
        ),
        Wording(
            (
                N_("A message from us says very little."), N_("It has no name of ours in it, and nothing about you."),
                N_("If someone else looks at your phone, tell us."), N_("Then we write less, or we do not write at all."),
                N_("On a video call, nobody keeps the picture or the sound."), N_("Keep your pass words to yourself."),
                N_("Who has them can read all that you can read."),
            )
        ),
        N_("Someone at home reads your messages. What would help?"),
        _answers(N_("Nothing"), N_("Tell you, so that you change how you reach me")),
        "two",
    ),
    5: Text(
        N_("Your rights, and time"),
        Wording(
            (
                N_("You can have a copy of your records."), N_("You can see who looked."), N_("You can take back a yes, at any time."),
                N_("You can complain to us, or to those who watch over us."), N_("We keep your records as long as the law says."),
                N_("Then we destroy the keys, and nobody can read them."), N_("Ask me who looks after them if I get ill or die."),
                N_("We talk about this again in half a year, or when you want."),
            )
        ),
        Wording(
            (
                N_("The records are about you, so you have a say."), N_("Ask for a copy, and you get one."),
                N_("If you said yes and feel unsure, say no."), N_("You do not have to wait, and you do not have to say why."),
                N_("If we do something wrong, you can complain."), N_("One day the law lets us end the records."),
                N_("Then the keys go, and the words go with them."),
            )
        ),
        N_("Last month you said yes. Today you feel unsure. What can you do?"),
        _answers(N_("It is too late"), N_("Take it back now")),
        "two",
    ),
}  # fmt: skip
# What is said where one person works: of a therapist who is the privacy office too, and of nobody beside them.
ALONE: Mapping[int, Text] = {
    2: replace(
        TEXTS[2],
        first=Wording(
            (
                N_("Your records are locked on our computers."), N_("Each part has a key of its own."),
                N_("A thief who takes the disk cannot read them."), N_("I work here alone."), N_("Today these hold a key:"),
            ),
            (
                N_("Nobody else can open them."), N_("You can stop anyone from reading, me too, in two clicks."),
                N_("You do not have to say why."), N_("What they have read, they may remember."),
                N_("Each time someone opens your records, a line is written first."), N_("You can read each line."),
                N_("Nobody else here checks them."),
            ),
        ),
        second=Wording(
            (
                N_("Think of a box with many locks."), N_("Only who is on this list has a key."),
                N_("I work alone, so there is no front desk and no team to look in."),
            ),
            (
                N_("You can stop each of them from reading, me too."), N_("Go to Home, find the name, and press Stop."),
                N_("It works at once, and nobody asks you why."), N_("We cannot make a person forget what they read."),
                N_("But you can see who looked, and when."), N_("Nobody else here checks that."),
            ),
        ),
    ),
}  # fmt: skip
WORDINGS = Wordings({part: text.name for part, text in TEXTS.items()}, {part: text.name for part, text in ALONE.items()})


def of(part: int, *, alone: bool) -> Text:
    """A part as it is said here. `alone`: one person works here."""
    return ALONE.get(part, TEXTS[part]) if alone else TEXTS[part]


# The separate consents. Recording is none of them: it does not exist.
CHOICES: Mapping[str, str] = {
    "email": N_("May we write to you by e-mail?"),
    "sms": N_("May we send text messages to your phone?"),
    "video": N_("May we meet by video?"),
    "supervision": N_("May I talk about you with the person who guides my work?"),
    "research": N_("May what you tell us help research, with your name taken off?"),
}
YES_NO_LATER: Mapping[str, str] = {"yes": N_("Yes"), "no": N_("No"), "later": N_("Not now")}
