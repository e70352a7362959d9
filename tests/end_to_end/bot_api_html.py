"""Telegram's HTML subset: from marked-up source to the text a person sees.

The rules are those of the real server: few tags, four named references, byte offsets in the complaints,
control and direction-override characters removed. Links, phone numbers and the like are not detected in plain text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

_TYPE_OF_TAG = {
    "b": "bold", "strong": "bold",
    "i": "italic", "em": "italic",
    "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough",
    "tg-spoiler": "spoiler", "span": "spoiler",
    "a": "text_link", "code": "code", "pre": "pre", "blockquote": "blockquote",
    "tg-emoji": "custom_emoji", "tg-time": "date_time",
}  # fmt: skip
_NAMED_REFERENCES = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}

_REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]+)|#([0-9]+)|([a-zA-Z]+));?")
_PLAIN = re.compile(r"[^<&]+")
_TAG_NAME = re.compile(r"[^ \t\n\r\v\0>]*")
_SPACE = re.compile(r"[ \t\n\r\v\0]*")
_ATTRIBUTE_NAME = re.compile(r"[^ \t\n\r\v\0=>]*")
_NAME_TOKEN = re.compile(r"[a-zA-Z0-9.-]*")
_LINK = re.compile(r"(?:https?://|tg://|ton://|mailto:|tel:)\S+|[^\s/:@]+\.[^\s/:@.]{2,}(?:[/:?#]\S*)?", re.IGNORECASE)

_REMOVED = re.compile("[\r\u2028-\u202e\u0333\u033f\u030a]")
_CONTROL = re.compile("[\x00-\x09\x0b\x0c\x0e-\x1f]")
_MARK_BEFORE_MARK = re.compile("[\u200e\u200f](?=[\u200e\u200f])")
_SEEN_AS_NOTHING = re.compile(
    "[ \n\u00a0\u1680\u180e\u2000-\u200f\u202e\u202f\u205f\u2800\u3000\ufeff\ufffc\U000e0000-\U000e007f]*"
)


class HtmlError(ValueError):
    """The source breaks Telegram's rules; the text is the server's own, without its prefix."""


@dataclass(frozen=True)
class Entity:
    """A stretch of the text with a format; ``start`` and ``end`` count code points."""

    type: str
    start: int
    end: int
    url: str | None = None
    language: str | None = None
    custom_emoji_id: str | None = None

    def to_json(self, text: str) -> dict[str, object]:
        """The entity as the Bot API writes it, in UTF-16 code units of ``text``."""
        offset = utf16_length(text[: self.start])
        value: dict[str, object] = {
            "type": self.type,
            "offset": offset,
            "length": utf16_length(text[self.start : self.end]),
        }
        language = self.language if self.type == "pre" else None
        optional = {"url": self.url, "language": language, "custom_emoji_id": self.custom_emoji_id}
        return value | {name: content for name, content in optional.items() if content}


@dataclass(frozen=True)
class FormattedText:
    """The text that a person sees and its formats, outermost first."""

    text: str
    entities: tuple[Entity, ...] = ()


def utf16_length(text: str) -> int:
    """The length of ``text`` in UTF-16 code units, the measure of entities."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def is_link(url: str) -> bool:
    """Whether Telegram would take ``url`` as the target of a link."""
    return _LINK.fullmatch(url) is not None


def parse_html(source: str) -> FormattedText:
    """``source`` without its tags and references. Raises: HtmlError."""
    return _Reader(source).read()


def tidy(formatted: FormattedText) -> FormattedText:
    """What the server makes of a text before it sends it.

    Control characters become spaces; carriage returns, U+2028 to U+202E and three combining lines disappear; of
    direction marks in a row all but the last become U+200C; the ends are trimmed. The isolates U+2066 to U+2069 stay.
    """
    text = _CONTROL.sub(" ", formatted.text)
    positions = [0]
    for char in text:
        positions.append(positions[-1] + (_REMOVED.match(char) is None))
    entities = _moved(formatted.entities, lambda old: positions[old])
    text = _MARK_BEFORE_MARK.sub("\u200c", _REMOVED.sub("", text))
    text = text.rstrip(" \n")
    first_entity = min((entity.start for entity in entities), default=len(text))
    cut = min(len(text) - len(text.lstrip(" \n")), first_entity)
    text = text[cut:]
    moved = _moved(entities, lambda old: min(old - cut, len(text)))
    return FormattedText(text, tuple(entity for entity in moved if text[entity.start : entity.end].strip(" \n")))


def is_blank(text: str) -> bool:
    """Whether a person would see nothing at all."""
    return _SEEN_AS_NOTHING.fullmatch(text) is not None


def _moved(entities: tuple[Entity, ...], position: Callable[[int], int]) -> tuple[Entity, ...]:
    return tuple(replace(entity, start=position(entity.start), end=position(entity.end)) for entity in entities)


@dataclass
class _OpenTag:
    name: str
    argument: str
    start: int


class _Reader:
    """One pass over the source; collects plain text and entities."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._at = 0
        self._plain = ""
        self._open: list[_OpenTag] = []
        self._entities: list[Entity] = []

    def read(self) -> FormattedText:
        while self._at < len(self._source):
            if self._source.startswith("</", self._at):
                self._end_tag()
            elif self._source[self._at] == "<":
                self._start_tag()
            elif self._source[self._at] == "&":
                self._plain += self._reference()
            else:
                self._plain += self._take(_PLAIN)
        if self._open:
            raise HtmlError(f'Can\'t find end tag corresponding to start tag "{self._open[-1].name}"')
        if any("\ud800" <= char <= "\udfff" for char in self._plain):
            raise HtmlError(
                "Text contains invalid Unicode characters after decoding HTML entities, "
                "check for unmatched surrogate code units"
            )
        self._entities.sort(key=lambda entity: (entity.start, -entity.end))
        return FormattedText(self._plain, tuple(self._entities))

    def _take(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self._source, self._at)
        text = found[0] if found else ""
        self._at += len(text)
        return text

    def _next(self) -> str:
        """The next character; the empty string at the end."""
        return self._source[self._at : self._at + 1]

    def _byte_offset(self, index: int) -> int:
        return len(self._source[:index].encode())

    def _reference(self) -> str:
        """The character that a reference stands for, or a literal ampersand."""
        found = _REFERENCE.match(self._source, self._at)
        if found:
            hexadecimal, decimal, name = found.groups()
            char = _NAMED_REFERENCES.get(name or "", "")
            if not name and len(found[0].rstrip(";")) < 10:
                code = int(hexadecimal, 16) if hexadecimal else int(decimal)
                char = chr(code) if 0 < code < 0x10FFFF else ""
            if char:
                self._at = found.end()
                return char
        self._at += 1
        return "&"

    def _start_tag(self) -> None:
        begin = self._at
        offset = self._byte_offset(begin)
        self._at += 1
        name = self._take(_TAG_NAME).lower()
        if not self._next():
            raise HtmlError(f"Unclosed start tag at byte offset {offset}")
        if name not in _TYPE_OF_TAG:
            raise HtmlError(f'Unsupported start tag "{name}" at byte offset {offset}')
        attributes: dict[str, str] = {}
        self._take(_SPACE)
        while self._next() != ">":
            if not self._next():
                raise HtmlError(f'Unclosed start tag "{name}" at byte offset {offset}')
            attribute = self._take(_ATTRIBUTE_NAME)
            if not attribute:
                raise HtmlError(f'Empty attribute name in the tag "{name}" at byte offset {offset}')
            self._take(_SPACE)
            attributes[attribute] = self._attribute_value(name, offset)
            self._take(_SPACE)
        self._at += 1
        self._open.append(_OpenTag(name, _argument(name, attributes, offset), len(self._plain)))

    def _attribute_value(self, tag: str, offset: int) -> str:
        if self._next() != "=":
            return ""
        self._at += 1
        self._take(_SPACE)
        quote = self._next()
        if not quote:
            raise HtmlError(f'Unclosed start tag "{tag}" at byte offset {offset}')
        if quote not in "'\"":
            token_offset = self._byte_offset(self._at)
            value = self._take(_NAME_TOKEN).lower()
            if self._next() not in tuple("> \t\n\r\v\0"):
                raise HtmlError(f"Unexpected end of name token at byte offset {token_offset}")
            return value
        self._at += 1
        value = ""
        while self._next() != quote:
            if not self._next():
                raise HtmlError(f"Unclosed start tag at byte offset {offset}")
            if self._next() == "&":
                value += self._reference()
            else:
                value += self._next()
                self._at += 1
        self._at += 1
        return value

    def _end_tag(self) -> None:
        offset = self._byte_offset(self._at)
        if not self._open:
            raise HtmlError(f"Unexpected end tag at byte offset {offset}")
        self._at += 2
        name = self._take(_TAG_NAME).lower()
        self._take(_SPACE)
        if self._next() != ">":
            raise HtmlError(f"Unclosed end tag at byte offset {offset}")
        self._at += 1
        tag = self._open[-1]
        if name and name != tag.name:
            raise HtmlError(f'Unmatched end tag at byte offset {offset}, expected "</{tag.name}>", found "</{name}>"')
        self._open.pop()
        if len(self._plain) > tag.start:
            self._close(tag)

    def _close(self, tag: _OpenTag) -> None:
        """Keeps the format of a tag that has just ended; a link to nowhere and a time leave only their text."""
        kind, end = _TYPE_OF_TAG[tag.name], len(self._plain)
        if kind == "text_link":
            url = tag.argument or self._plain[tag.start :]
            if is_link(url):
                self._entities.append(Entity(kind, tag.start, end, url=url))
        elif kind == "custom_emoji":
            if not tag.argument.isdecimal():
                raise HtmlError("Invalid custom emoji identifier specified")
            self._entities.append(Entity(kind, tag.start, end, custom_emoji_id=tag.argument))
        elif kind == "blockquote" and tag.argument:
            self._entities.append(Entity("expandable_blockquote", tag.start, end))
        elif kind == "pre":
            inner = self._entities[-1] if self._entities else None
            if inner and inner.language and (inner.start, inner.end) == (tag.start, end):
                self._entities[-1] = replace(inner, type="pre")
            else:
                self._entities.append(Entity(kind, tag.start, end))
        elif kind != "date_time":
            self._entities.append(Entity(kind, tag.start, end, language=tag.argument or None))


def _argument(name: str, attributes: dict[str, str], offset: int) -> str:
    """The one attribute of a tag that Telegram looks at."""
    match name:
        case "a":
            return attributes.get("href", "")
        case "code":
            marked, _, language = attributes.get("class", "").partition("language-")
            return "" if marked else language
        case "tg-emoji":
            return attributes.get("emoji-id", "")
        case "blockquote":
            return "expandable" if "expandable" in attributes else ""
        case "span" if attributes.get("class") != "tg-spoiler":
            raise HtmlError(f'Tag "span" must have class "tg-spoiler" at byte offset {offset}')
    return ""
