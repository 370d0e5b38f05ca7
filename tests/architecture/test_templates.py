"""Pages keep to the strict policy that every answer states: no script, style or handler stands in a page itself."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted(path for room in ("services", "shared") for path in (ROOT / room).rglob("templates/**/*.html"))
IN_THE_PAGE = re.compile(
    r"""<style\b                                                            # a style sheet in the page
    | <script\b (?! [^>]* \b(src=|type="application/json") )                # a script in the page
    | <[a-z][^<]*? \s (style|on[a-z]+) \s*=                                 # a style or a handler of an element
    | javascript:""",
    re.VERBOSE | re.IGNORECASE,
)

TEMPLATING = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)


@pytest.mark.parametrize("page", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_script_style_or_handler_stands_in_a_page(page: Path) -> None:
    assert IN_THE_PAGE.findall(TEMPLATING.sub("", page.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "wrong",
    [
        "<script>go()</script>",
        '<script type="module">go()</script>',
        '<p class="a" style="color: red">',
        '<button type="button" onclick="go()">',
        '<a href="javascript:go()">',
        "<style>p {}</style>",
    ],
)
def test_what_the_policy_forbids_is_found(wrong: str) -> None:
    assert IN_THE_PAGE.search(wrong)
