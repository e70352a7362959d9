"""Telegram's HTML subset and its tidying of texts."""

from __future__ import annotations

import pytest

from tests.end_to_end.bot_api_html import FormattedText, HtmlError, parse_html, tidy

HTML_ERRORS = {
    '<p>a</p>': 'Unsupported start tag "p" at byte offset 0',
    'Ґ<br/>': 'Unsupported start tag "br/" at byte offset 2',
    '1 < 2': 'Unsupported start tag "" at byte offset 2',
    'a <b': "Unclosed start tag at byte offset 2",
    "<b>a": 'Can\'t find end tag corresponding to start tag "b"',
    "a</b>": "Unexpected end tag at byte offset 1",
    "<b><i>test</b></i>": 'Unmatched end tag at byte offset 10, expected "</i>", found "</b>"',
    "<b>a</b": "Unclosed end tag at byte offset 4",
    "<a href=x:y>a</a>": "Unexpected end of name token at byte offset 8",
    '<a href="x>a</a>': "Unclosed start tag at byte offset 0",
    '<span class="x">a</span>': 'Tag "span" must have class "tg-spoiler" at byte offset 0',
    "<a =x>a</a>": 'Empty attribute name in the tag "a" at byte offset 0',
}  # fmt: skip


@pytest.mark.parametrize(("source", "complaint"), HTML_ERRORS.items(), ids=HTML_ERRORS.keys())
def test_broken_html_is_refused_with_the_byte_offset(source: str, complaint: str) -> None:
    with pytest.raises(HtmlError) as caught:
        parse_html(source)
    assert str(caught.value) == complaint


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("&lt;b&gt; &amp;amp; &quot;", '<b> &amp; "'),
        ("&nbsp;&apos;&unknown;", "&nbsp;&apos;&unknown;"),
        ("&#1071;&#x42f;&#0;", "ЯЯ&#0;"),
        ("AT&T", "AT&T"),
        ("<B>a</b> <code>x</>", "a x"),
    ],
    ids=["the four names", "other names stay", "numbers", "a bare ampersand", "capitals and a short end"],
)
def test_references_and_tags_become_text(source: str, text: str) -> None:
    assert parse_html(source).text == text


def test_entities_count_utf16_units() -> None:
    formatted = parse_html(
        '👋 <b>a<i>b</i></b> <a href="https://example.org/?a=1&amp;b=2">c</a> <a href="nowhere">d</a>'
    )
    assert [entity.to_json(formatted.text) for entity in formatted.entities] == [
        {"type": "bold", "offset": 3, "length": 2},
        {"type": "italic", "offset": 4, "length": 1},
        {"type": "text_link", "offset": 6, "length": 1, "url": "https://example.org/?a=1&b=2"},
    ]
    code = parse_html('<pre><code class="language-python">x</code></pre><blockquote expandable>y</blockquote>')
    assert [(entity.type, entity.language) for entity in code.entities] == [
        ("pre", "python"),
        ("expandable_blockquote", None),
    ]


def test_the_server_tidies_a_text() -> None:
    """Overrides vanish, isolates stay, marks in a row melt, ends are trimmed; formats move along."""
    assert tidy(FormattedText(" \n\u202ba\u2028\r\tb\u2068c\u2069\u200f \n")).text == "a b\u2068c\u2069\u200f"
    assert tidy(FormattedText("a\u200e\u200fb")).text == "a\u200c\u200fb"
    formatted = tidy(parse_html("  \u202a\u202ba <b>\u202cbold\u202c</b>  <i> </i>"))
    assert formatted.text == "a bold"
    assert [(entity.type, formatted.text[entity.start : entity.end]) for entity in formatted.entities] == [
        ("bold", "bold")
    ]
