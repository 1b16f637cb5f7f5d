"""The form rules load whole or not at all: unknown words, places and confidences are refused."""

from __future__ import annotations

import pytest

from tacenda.core.decisions import form_rules
from tacenda.core.decisions.reading import BadPack
from tacenda.core.model.authorization import Segment
from tacenda.core.model.authorization_check import Element, Fault
from tacenda.shell import packs

GOOD = """
[[form]]
id = "one"
title = "One"
place = "US-TX"
confidence = "memory"
source = "a book"
reviewed = "unreviewed"
segments = ["hiv"]
alone = ["psychotherapy notes"]
[form.unless]
hipaa_covered = "no"
[form.needs]
purpose = "Sec. 1"
[form.faults]
expired = "Sec. 2"
"""


def test_a_rule_is_read_with_its_citations():
    (found,) = form_rules.parse(GOOD)
    assert (found.needs, found.faults) == ({Element.PURPOSE: "Sec. 1"}, {Fault.EXPIRED: "Sec. 2"})
    assert (found.place, found.segments, found.spares, found.proven) == ("US-TX", {Segment.HIV}, (("hipaa_covered", "no"),), False)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('confidence = "memory"', 'confidence = "sure"'),
        ('"US-TX"', '"XX-TX"'),
        ('purpose = "Sec. 1"', 'colour = "Sec. 1"'),
        ('expired = "Sec. 2"', 'ugly = "Sec. 2"'),
        ('segments = ["hiv"]', 'segments = ["letters"]'),
        ('segments = ["hiv"]', 'segments = ["hiv"]\nendless = ["everything"]'),
        ('segments = ["hiv"]', 'segments = ["hiv"]\ncare_only = ["refusal"]'),
        ('segments = ["hiv"]', 'segments = ["hiv"]\nleft = ["refusal"]'),
        ("[form.faults]", '[form.asks]\ncolour = "Sec. 3"\n[form.faults]'),
        ('source = "a book"\n', ""),
        ('reviewed = "unreviewed"', 'reviewed = "unreviewed"\nstrange = "x"'),
        ("[[form]]", "[[form"),
    ],
)
def test_a_rule_that_does_not_fit_is_refused(old, new):
    assert old in GOOD
    with pytest.raises(BadPack):
        form_rules.parse(GOOD.replace(old, new))


def test_two_rules_of_one_name_and_a_file_without_rules_are_refused():
    for text in GOOD + GOOD, "":
        with pytest.raises(BadPack):
            form_rules.parse(text)


def test_each_rule_that_comes_with_it_knows_what_ends_a_form():
    for rules in packs.forms():
        assert {Element.DESCRIPTION, Element.RECIPIENT, Element.SIGNATURE, Element.DATE} <= set(rules.needs), rules.id
        assert Fault.EXPIRED in rules.faults, rules.id
