"""Subjects: word stems that tell what kind of house this is. Nothing that leaves it may hold one of them."""

from __future__ import annotations

import re

_STEMS = re.compile("therap|counsel|psych|clinic|mental|trauma|couns|addict|recovery|grief", re.IGNORECASE)


def told(text: str) -> bool:
    """Whether a text tells what kind of house this is."""
    return bool(_STEMS.search(text))
