"""The cast of the demonstration: who is in it, how they sign in, and what to try as each of them. All of them are invented.

What a line promises is held by a test, which signs in as its person and looks. The names, the sign-in names and the one passphrase are
public, so nothing is stored to open a demonstration again.
"""

from __future__ import annotations

from dataclasses import dataclass

from tacenda.core.words.people import Role

PASSPHRASE = "nobody here is a real person"  # noqa: S105  public on purpose: it opens invented people alone
PRACTICE = "Harbor Street Counseling"
PLACE = "US-CA"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody invented. `login`: their public sign-in name; `tries`: what to try as them; `age`: of a child, in years, when they first
    come; 0 for an adult."""

    name: str
    login: str
    role: Role
    tries: str = ""
    age: int = 0


def _one(role: Role, name: str, tries: str, age: int = 0) -> Person:
    login = f"demo.{name.removeprefix('Dr. ').split()[0].lower()}"
    return Person(name, login, role, tries, age)


INES = _one(Role.OFFICER, "Ines Okafor", "look through who can open what, and never read a word of it")
MAYA = _one(Role.CLINICIAN, "Maya Lindqvist", "finish a note of Kim; enter the second signature of Alex's joint form")
TOMAS = _one(Role.CLINICIAN, "Tomas Rivera", "a check-in of Jonas waits; Grace stands in with Hana while he is away")
GRACE = _one(Role.CLINICIAN, "Grace Adeyemi", "stands in with Hana until a day; Elif's father waits: ask the law of a client of 14")
HENRIK = _one(Role.SUPERVISOR, "Henrik Vogel", "guides the trainee's work with Ruth; one picked note of Priya; Noor stopped him")
NIA = _one(Role.TRAINEE, "Nia Brooks", "treats Ruth together with Grace, and may open no other chart")
SAM = _one(Role.FRONT_DESK, "Sam Porter", "visits and cards, and no notes; one client stopped the front desk")
COLLEAGUES = (MAYA, TOMAS, GRACE, HENRIK, NIA, SAM)
STAFF = (INES, *COLLEAGUES)

KIM = _one(Role.CLIENT, "Kim Larsen", "read who looked; a plan is shared with her; her sister Rosa sees a little")
NOOR = _one(Role.CLIENT, "Noor Haddad", "stopped Henrik: see that, and let him in again or not")
ALEX = _one(Role.CLIENT, "Alex Moreau", "signed a joint form; the partner has not yet")
PRIYA = _one(Role.CLIENT, "Priya Raman", "is in the middle of the talk about privacy: go on with it")
JONAS = _one(Role.CLIENT, "Jonas Weber", "said in a check-in that it does not feel safe")
LUCIA = _one(Role.CLIENT, "Lucia Ferrari", "a form for her doctor ends in a few days: read it, or take it back now")
DELE = _one(Role.CLIENT, "Dele Okoye", "uses discreet mode")
HANA = _one(Role.CLIENT, "Hana Sato", "lives in Tokyo; Grace can open her records until a day")
MAREK = _one(Role.CLIENT, "Marek Novak", "had the talk on paper: his own yes is missing")
RUTH = _one(Role.CLIENT, "Ruth Cohen", "sees the trainee and who guides her; stopped the front desk")
OMAR = _one(Role.CLIENT, "Omar Aziz", "is 11: his mother sees a little and signs for him, until the birthday the law names", age=11)
ELIF = _one(Role.CLIENT, "Elif Demir", "is 14: nobody sees her records for her", age=14)
CLIENTS = (KIM, NOOR, ALEX, PRIYA, JONAS, LUCIA, DELE, HANA, MAREK, RUTH, OMAR, ELIF)

ROSA = _one(Role.TRUSTED, "Rosa Larsen", "Kim's sister: visit times, and the plan Kim was given")
EMIL = _one(Role.OUTSIDE, "Dr. Emil Faber", "Lucia's doctor, let in by her own hand")
LEILA = _one(Role.GUARDIAN, "Leila Aziz", "Omar's mother, by a rule of the law until he is 12: the talk about privacy waits for her")
ADNAN = _one(Role.GUARDIAN, "Adnan Demir", "Elif's father: has an account, and nothing is open to him")
BESIDE = (ROSA, EMIL)  # whom clients let in themselves
SPEAKING = (LEILA, ADNAN)  # who speaks for a client, or would like to
EVERYBODY = (*STAFF, *CLIENTS, *BESIDE, *SPEAKING)
GROUPS = (("In the practice", STAFF), ("Clients", CLIENTS), ("Beside clients", (*BESIDE, *SPEAKING)))
