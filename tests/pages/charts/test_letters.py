"""Documents of a chart: sealed, given back byte for byte as a download with a neutral name, refused when too large or empty."""

from __future__ import annotations

import os

import pytest

from tacenda.core.words.people import Role

LIMIT = 25 * 1024 * 1024


@pytest.fixture
def chart(town):
    return town.chart(f"Kim N{len(town.charts)}")


@pytest.fixture
def ada(town):
    return town.browser(town.ada)


def letters(town, chart):
    return town.path("charts/letters", chart=chart)


def test_a_file_is_sealed_and_comes_back_under_a_neutral_name(town, ada, chart):
    page = ada.follow(ada.get(town.path("charts/card", chart=chart)), "Letters")
    assert "No letters." in page.text
    assert "you can leave this empty" not in page.text
    raw = bytes(range(256)) * 40
    page = ada.submit(page, "Seal it", files={"file": ("Kim to the court.PDF", raw, "application/pdf")})
    assert "Kim to the court" not in page.answer.text
    saved = ada.follow(page, "Document 1")
    assert saved.body == raw
    assert saved.headers["content-disposition"] == 'attachment; filename="document-1.pdf"'
    assert saved.headers["content-type"] == "application/octet-stream"


def test_a_name_without_a_known_ending_gets_none_of_its_own(town, ada, chart):
    for number, name in enumerate(("letter", "odd.näme", "x.verylongending"), 1):
        page = ada.submit(ada.get(letters(town, chart)), "Seal it", files={"file": (name, b"a", "text/plain")})
        saved = ada.follow(page, f"Document {number}")
        assert saved.headers["content-disposition"] == f'attachment; filename="document-{number}.bin"'


@pytest.mark.parametrize("size", [1, LIMIT])
def test_the_smallest_and_the_largest_file_come_back_whole(town, ada, chart, size):
    raw = os.urandom(min(size, 4096)) * (size // min(size, 4096))
    page = ada.submit(ada.get(letters(town, chart)), "Seal it", files={"file": ("a.bin", raw, "application/octet-stream")})
    assert ada.follow(page, "Document 1").body == raw


def test_a_file_that_is_too_large_is_refused_in_one_sentence_and_none_of_it_is_kept(town, ada, chart):
    before = sum(path.stat().st_size for path in town.house.folder.rglob("*") if path.is_file())
    page = ada.submit(ada.get(letters(town, chart)), "Seal it", files={"file": ("a.bin", bytes(LIMIT + 1), "application/octet-stream")})
    assert (page.status, page.title) == (422, "Error: Letters")
    assert "this file is larger than 25 MB. None of it was kept." in page.text
    assert "No letters." in page.text
    assert sum(path.stat().st_size for path in town.house.folder.rglob("*") if path.is_file()) < before + 1024 * 1024


@pytest.mark.parametrize(
    ("files", "said", "again"),
    [({"file": ("a.txt", b"", "text/plain")}, "nothing in this file", True), ({"file": ("", b"", "")}, "no file", False)],
)
def test_an_empty_file_and_no_file_are_said_in_words(town, ada, chart, files, said, again):
    page = ada.submit(ada.get(letters(town, chart)), "Seal it", files=files)
    assert page.status == 422
    assert said in page.text and ("Choose the file again." in page.text) is again


def test_a_long_list_comes_in_pages_of_25(town, ada, chart):
    for number in range(26):
        ada.post(letters(town, chart), files={"file": (f"{number}.txt", b"a", "text/plain")})
    first = ada.get(letters(town, chart))
    assert len(first.find("main li")) == 25
    assert "Document 1" in ada.follow(first, "Older lines").links()


def test_the_client_reads_that_a_document_was_opened(town, ada):
    kim = town.client("Lou Park")
    page = ada.submit(ada.get(letters(town, town.charts["Lou Park"])), "Seal it", files={"file": ("a.txt", b"a", "text/plain")})
    ada.follow(page, "Document 1")
    assert "Read in your notes and plan." in town.browser(kim).get("/looked").text


def test_a_foreign_document_is_not_here_and_without_a_sign_in_there_is_the_lock(town, ada, chart):
    ada.submit(ada.get(letters(town, chart)), "Seal it", files={"file": ("a.txt", b"a", "text/plain")})
    item = ada.get(letters(town, chart)).find("main li a")[0].attrs["href"]
    ben = town.browser(town.colleague("Ben Roy", Role.CLINICIAN))
    for path in (item, letters(town, chart)):
        assert ben.get(path).status == 404
        assert town.browser().get(path).status == 401
    assert ben.post(letters(town, chart), files={"file": ("a.txt", b"a", "text/plain")}).status == 404
