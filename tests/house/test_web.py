"""House rules of the web door: what stands in templates, sheets, scripts, sentences and page modules."""

from __future__ import annotations

import ast
import gzip
import importlib
import io
import re
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest
from babel.messages.extract import extract
from jinja2 import Environment, nodes
from jinja2.ext import babel_extract
from tests.pages import reading

from tacenda.core.words import errors as kinds
from tacenda.doors.web import app, errors, forms, registry

ROOT = Path(__file__).resolve().parent.parent.parent
WEB = ROOT / "src" / "tacenda" / "doors" / "web"
TEMPLATES = WEB / "templates"
STATIC = WEB / "static"
ALL = sorted(TEMPLATES.rglob("*.html"))
FRAME = ("components", "errors")
PAGES = [path for path in ALL if path.parent.name not in FRAME and path.name != "base.html"]
MODULES = sorted(path for path in (WEB / "pages").glob("*/*.py") if path.name != "__init__.py")
CSS = (STATIC / "base.css").read_text()
JINJA = Environment(extensions=["jinja2.ext.i18n"])  # noqa: S701  only parses

NEVER = ["!", "please note", "failed", "invalid", "illegal", "oops", "unfortunately", "we are sorry"]
NOT_TO_CLIENTS = [
    "patient",
    "compliant",
    "refused",
    "denies",
    "service user",
    "mentally ill",
    "victim of",
    "authorize",
    "revoke",
    "terminate",
]
NOT_TO_CLIENTS += [
    "audit",
    "ledger",
    "subpoena",
    "minimum necessary",
    "break-glass",
    "breach",
    "retention",
    "supervisor",
    "custodian",
    "passphrase",
    "mail",  # a letter, or an e-mail
    "phi",
]


def name_of(path: Path) -> str:
    return str(path.relative_to(WEB / "pages" if path.suffix == ".py" else TEMPLATES).with_suffix(""))


def test_every_page_stands_in_the_registry_with_its_module():
    assert {page.name for page in registry.PAGES} == {name_of(path) for path in MODULES}


def test_every_page_template_is_shown_by_a_page_module():
    shown = {text for path in MODULES for text in _constants(path) if text.endswith(".html")}
    assert {str(path.relative_to(TEMPLATES)) for path in PAGES} == {one for one in shown if not one.startswith("errors/")}


# Acts that stretch pass words, and acts that read a whole ledger, a whole file, or every chart of somebody.
STRETCH = {f"sign_in.{name}" for name in ("sign_in", "step_up", "prove", "new_code", "new_words")} | {"accounts.begin", "cards.join"}
WHOLE = {
    *(
        "ledger.who_looked",
        "ledger.bundle",
        "documents.open_document",
        "kept_talks.open_scan",
        "authorizations.open_scan",
        "charts.caseload",
        "charts.supervised",
    ),
    *("oversight.overseen", "reviews.own", "reviews.overseen", "incidents.of_practice", "leaving.outlook"),
}


def test_a_page_that_stretches_pass_words_or_reads_everything_says_so():
    """So that it is answered by threads which no reader waits for."""
    for page in registry.PAGES:
        calls = _calls(WEB / "pages" / f"{page.name}.py")
        assert bool(calls & STRETCH) == (page.takes is registry.Takes.PROOF), page.name
        assert not calls & WHOLE or page.takes is registry.Takes.LONG, page.name


def _calls(path: Path) -> set[str]:
    """What a module calls of the modules it imports: `sign_in.prove`."""
    called = [node.func for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
    return {f"{one.value.id}.{one.attr}" for one in called if isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name)}


def test_addresses_and_names_are_unique_and_made_of_neutral_words():
    site = registry.Site(registry.PAGES)
    for page in site.pages:
        twins = [other for other in site.pages if other.pattern == page.pattern and other is not page]
        assert not any(page.audience & other.audience for other in twins), page.name


def test_a_final_page_says_what_cannot_be_undone_before_its_button():
    for page in registry.PAGES:
        if page.final:
            text = (TEMPLATES / f"{page.name}.html").read_text()
            assert "cannot be undone" in text.split("button(")[0], page.name


def _constants(path: Path) -> list[str]:
    return [node.value for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Constant) and isinstance(node.value, str)]


def _bare(template: str) -> str:
    """What stands in a template beside markup, expressions and comments."""
    text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", template, flags=re.DOTALL)
    tags_away = re.sub(r"<[^>]*>", " ", re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL))
    return re.sub(r' [a-z-]+="[^"]*"', "", tags_away)  # attributes that a macro gives back on their own


@pytest.mark.parametrize("path", ALL, ids=str)
def test_a_template_holds_no_text_outside_gettext(path):
    template = path.read_text()
    assert not re.findall(r"[A-Za-z]{2,}", _bare(template))
    assert not re.findall(r'(?:alt|title|aria-label|placeholder)="(?!\{\{)[^"]+"', template)


def test_the_rule_about_bare_text_bites():
    assert re.findall(r"[A-Za-z]{2,}", _bare("<p>{{ _('x') }} Hello</p>")) == ["Hello"]


@pytest.mark.parametrize("path", PAGES, ids=str)
def test_a_page_template_uses_macros_for_every_control(path):
    assert not re.findall(r"<(?:input|select|textarea|form|button|fieldset)\b", path.read_text())


@pytest.mark.parametrize("path", ALL, ids=str)
def test_a_template_has_nothing_inline_and_switches_off_no_escaping(path):
    template = path.read_text()
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:|<script(?![^>]*src=)", template)
    assert not re.search(r"\|\s*safe|autoescape|Markup", template.replace('time="<time></time>"|safe', ""))


@pytest.mark.parametrize("path", PAGES, ids=str)
def test_a_template_uses_only_what_its_page_value_has(path):
    used = {
        node.attr
        for node in JINJA.parse(path.read_text()).find_all(nodes.Getattr)
        if isinstance(node.node, nodes.Name) and node.node.name == "page"
    }
    given: set[str] = set()
    for module in (importlib.import_module(f"{registry.ROOMS}.{name_of(one).replace('/', '.')}") for one in MODULES):
        if str(path.relative_to(TEMPLATES)) in Path(str(module.__file__)).read_text():
            values = [value for value in vars(module).values() if is_dataclass(value) and getattr(value, "__name__", "").endswith("Page")]
            given |= {field.name for value in values for field in fields(value)}
            given |= {name for value in values for name, member in vars(value).items() if isinstance(member, property)}
    assert used <= given


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_a_page_module_is_thin_and_stays_in_its_area(path):
    text = path.read_text()
    assert len(text.splitlines()) <= 160
    area = path.parent.name
    others = re.findall(r"tacenda\.doors\.web\.pages\.(\w+)", text)
    assert set(others) <= {area}
    # A page may hand roles on (to ask where somebody begins); it never looks into them.
    assert not re.search(r"\bRole\.|\bin [\w.()]*roles\b|\broles\s*(?:&|\||==|!=|<=|>=)", text)


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_a_page_module_says_nothing_outside_gettext(path):
    tree = ast.parse(path.read_text())
    said = {
        id(arg)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and _callee(node) in ("N_", "gettext", "ngettext", "say")
        for arg in node.args
    }
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said | docs:
            assert not re.search(r"[A-Za-z]{2,} [A-Za-z]{2,}", node.value), node.value


def _callee(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else node.func.attr if isinstance(node.func, ast.Attribute) else ""


# ---- sentences


def messages() -> dict[str, set[str]]:
    """Every English sentence of the doors, with the areas that say it."""
    found: dict[str, set[str]] = {}
    keywords = {"_": None, "N_": None, "gettext": None, "say": None, "ngettext": (1, 2)}
    for path in [*(ROOT / "src/tacenda/doors").rglob("*.py"), *ALL]:
        stream = io.BytesIO(path.read_bytes())
        if path.suffix == ".py":
            extracted = extract("python", stream, keywords)
        else:
            extracted = ((line, said, comments, None) for line, _, said, comments in babel_extract(stream, list(keywords), (), {}))
        for _, message, _, _ in extracted:
            for one in message if isinstance(message, tuple) else (message,):
                if one:
                    found.setdefault(one, set()).add(path.parent.name)
    return found


MESSAGES = messages()


def test_the_sentences_are_found():
    assert "Leave now" in MESSAGES and "You can try again in %(count)s minutes." in MESSAGES and "Someone was faster" in MESSAGES


@pytest.mark.parametrize("message", sorted(MESSAGES))
def test_a_sentence_is_kind_whole_and_short(message):
    plain = message.lower()
    assert not [word for word in NEVER if word in plain]
    assert "<" not in message and "{" not in message
    assert message == message.strip() and "  " not in message
    assert not re.search(r"%[^(%]", re.sub(r"%\(\w+\)s", "", message)), "slots have names"
    assert not reading.too_long(re.sub(r"%\(\w+\)s", "Anna", message))


CLIENT_AREAS = {"me", "talk", "help", "components", "web", "templates", "sign_in"}


@pytest.mark.parametrize(
    "message",
    sorted(
        text
        for text, areas in MESSAGES.items()
        if areas & CLIENT_AREAS and text not in {said for text in errors.TEXTS.values() for said in text.staff}
    ),
)
def test_a_sentence_for_clients_uses_the_words_of_clients(message):
    words = re.findall(r"[a-z-]+", message.lower())
    assert not [banned for banned in NOT_TO_CLIENTS if (banned in words if " " not in banned else banned in message.lower())]


def test_every_error_of_the_project_has_its_texts_and_its_status():
    statuses = {kind.__name__: errors.TEXTS[kind].status for kind in kinds.TacendaError.__subclasses__()}
    assert statuses == {
        "Refused": 403, "NotFound": 404, "Invalid": 422, "Conflict": 409, "Locked": 401, "Shredded": 410, "Tampered": 500, "Unavailable": 503,
    }  # fmt: skip
    for kind, text in errors.TEXTS.items():
        assert text.sentences and (text.staff or kind is kinds.NotFound)


def test_every_code_a_form_can_raise_by_itself_has_a_sentence():
    assert set(forms._CODES.values()) <= set(forms.SAYINGS)


# ---- the sheet


def tokens(sheet: str) -> tuple[dict[str, str], dict[str, str]]:
    """The colours of the light and of the dark scheme."""
    light, dark, *_ = re.findall(r":root \{(.*?)\}", sheet, re.DOTALL)
    day = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", light))
    return day, {**day, **dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", dark))}


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_the_measure_of_contrast_is_that_of_the_standard():
    assert round(contrast("#000000", "#ffffff"), 1) == 21.0
    assert round(contrast("#767676", "#ffffff"), 2) == 4.54


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_text_and_borders_have_contrast_in_both_schemes(scheme):
    colour = tokens(CSS)[scheme]
    for ground in ("page", "card"):
        assert contrast(colour["ink"], colour[ground]) >= 7
        for text in ("link", "act", "stop"):
            assert contrast(colour[text], colour[ground]) >= 4.5, (text, ground)
        assert contrast(colour["line"], colour[ground]) >= 3
        assert max(contrast(colour["focus"], colour[ground]), contrast(colour["ring"], colour[ground])) >= 3
    assert contrast(colour["on-act"], colour["act"]) >= 4.5


def test_the_sheet_knows_no_left_and_right():
    rules = re.sub(r"/\*.*?\*/", "", CSS, flags=re.DOTALL)
    assert not re.findall(
        r"(?<![\w-])(?:left|right|margin-left|margin-right|padding-left|padding-right|border-left|border-right|text-align: (?:left|right))\b",
        rules,
    )
    assert not re.findall(r"(?<![\w-])(?:width|height|top|bottom)\s*:", re.sub(r"\(m(?:ax|in)-width[^)]*\)", "", rules))
    assert "url(" not in rules and "@import" not in rules and "@font-face" not in rules


def test_sheet_icon_and_scripts_keep_their_weight():
    assert len(gzip.compress((STATIC / "base.css").read_bytes(), 9)) <= 4096
    for script in registry.Script:
        path = STATIC / script.value
        if path.exists():
            assert len(gzip.compress(path.read_bytes(), 9)) <= registry.SCRIPT_LIMITS[script], script
    assert {path.name for path in STATIC.glob("*.js")} <= {script.value for script in registry.Script}
    assert {path.suffix for path in STATIC.iterdir()} <= set(app.KINDS)


SINKS = r"\beval\b|innerHTML|outerHTML|insertAdjacentHTML|document\.write|new Function|DOMParser|setTimeout\(\s*['\"`]|setInterval\(\s*['\"`]|localStorage|sessionStorage|indexedDB|caches\b|serviceWorker|document\.cookie|https?:"


@pytest.mark.parametrize("path", sorted(STATIC.glob("*.js")), ids=lambda path: path.name)
def test_a_script_writes_no_markup_and_keeps_nothing(path):
    assert not re.findall(SINKS, path.read_text())


# ---- tests about pages


def test_pages_are_fetched_through_the_strict_client_only():
    allowed = {"tests/pages/client.py"}
    found = {str(path.relative_to(ROOT)) for path in (ROOT / "tests").rglob("*.py") if re.search(r"\bTestClient\b", path.read_text())}
    own = str(Path(__file__).relative_to(ROOT))
    assert {one for one in found if "/api/" not in one} - {own} <= allowed
