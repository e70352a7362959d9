"""What to say: cards, menus and sentences from the catalog, in one language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial

from bot.content.catalog import SOURCE_LANGUAGE, Catalog
from bot.content.models import TopicText
from bot.dialogue import presses
from bot.dialogue.bidi import FSI, PDI, isolate
from bot.dialogue.facts import link_line, phone_line, provenance
from bot.dialogue.presses import CardView
from bot.dialogue.replies import Button, Delivery, Line, Paragraph, Reply, Style, line, paragraphs_of

PHONES_ON_FIRST_SCREEN = 3
LINKS_ON_FIRST_SCREEN = 1
RELATED = 3
FOLDED = CardView()

Rows = tuple[tuple[Button, ...], ...]


def language_of_code(catalog: Catalog, code: str | None) -> str | None:
    """The language of ours that a Telegram code like ``uk`` or ``pt-br`` stands for."""
    primary = (code or "").lower().split("-")[0]
    for language, facts in catalog.languages.items():
        if primary in facts.telegram:
            return language
    return None


def say(catalog: Catalog, language: str, text: str, buttons: Rows = (), **facts: object) -> Reply:
    """A reply of plain sentences. ``facts`` are further fields of the Reply."""
    direction = catalog.languages[language].direction
    paragraphs = tuple(_isolated(paragraph, direction) for paragraph in paragraphs_of(text))
    reply = Reply(language, direction, paragraphs, buttons)
    return replace(reply, **facts)  # type: ignore[arg-type]


def with_line(reply: Reply, text: str, *, first: bool = False, style: Style = Style.PLAIN) -> Reply:
    """``reply`` with one more paragraph at its end or, with ``first``, at its start."""
    extra = Paragraph((line(isolate(text, reply.direction), style),))
    paragraphs = (extra, *reply.paragraphs) if first else (*reply.paragraphs, extra)
    return replace(reply, paragraphs=paragraphs)


def with_row(reply: Reply, row: tuple[Button, ...]) -> Reply:
    """``reply`` with one more row of buttons."""
    return replace(reply, buttons=(*reply.buttons, row))


def topic_label(catalog: Catalog, topic: str, language: str) -> str:
    """A topic as a button says it: icon and title."""
    text, _ = catalog.topic_text(topic, language)
    return f"{catalog.topics[topic].icon} {text.title}"


def topic_button(catalog: Catalog, topic: str, language: str) -> Button:
    return Button(topic_label(catalog, topic, language), presses.show_topic(topic))


def menu_button(catalog: Catalog, language: str) -> Button:
    return Button(f"☰ {catalog.interface(language).buttons.menu}", presses.MENU)


def emergency_button(catalog: Catalog, language: str) -> Button:
    return Button(f"🆘 {catalog.interface(language).buttons.emergency}", presses.EMERGENCY)


def language_rows(catalog: Catalog, topic: str | None = None) -> Rows:
    """A button for each language, two in a row; with ``topic`` its answer comes in the chosen one."""
    buttons = [Button(facts.name, presses.show_language(code, topic)) for code, facts in catalog.languages.items()]
    return _in_pairs(buttons)


def stay_button(catalog: Catalog, before: str, topic: str | None) -> Button:
    """The way back after the bot changed the language by itself, in the words of the language before."""
    label = catalog.interface(before).buttons.stay.format(language=catalog.languages[before].name)
    return Button(f"↩ {label}", presses.show_language(before, topic))


def menu_rows(catalog: Catalog, language: str) -> Rows:
    """The groups of topics, two in a row, and the ways to emergency and language."""
    interface = catalog.interface(language)
    groups = [
        Button(f"{facts.icon} {interface.groups[group]}", presses.show_group(group))
        for group, facts in catalog.groups.items()
        if facts.menu
    ]
    last = (
        emergency_button(catalog, language),
        Button(f"🌐 {interface.buttons.language}", presses.LANGUAGES),
    )
    return (*_in_pairs(groups), last)


def menu(catalog: Catalog, language: str, text: str | None = None, **facts: object) -> Reply:
    return say(catalog, language, text or catalog.interface(language).menu, menu_rows(catalog, language), **facts)


def group(catalog: Catalog, language: str, group: str) -> Reply:
    """The topics of one group as buttons, in place of the menu."""
    interface = catalog.interface(language)
    rows = tuple((topic_button(catalog, topic, language),) for topic in catalog.topics_of(group))
    title = f"{catalog.groups[group].icon} {interface.groups[group]}\n{interface.choose_topic}"
    back = (Button(f"‹ {interface.buttons.back}", presses.MENU),)
    return say(catalog, language, title, (*rows, back), delivery=Delivery.IN_PLACE)


def suggestions(catalog: Catalog, language: str, text: str, topics: Iterable[str]) -> Reply:
    """Nearest topics as buttons, with the menu and a person behind them."""
    topics = tuple(topics)
    interface = catalog.interface(language)
    rows = tuple((topic_button(catalog, topic, language),) for topic in topics)
    last = (menu_button(catalog, language), _human_button(catalog, language))
    sensitive = any(catalog.topics[topic].sensitive for topic in topics)
    delivery = Delivery.AS_REPLY if sensitive else Delivery.NEW
    text = text or interface.did_you_mean
    return say(catalog, language, text, (*rows, last), suggestions=topics, delivery=delivery)


def refusal(catalog: Catalog, language: str, text: str) -> Reply:
    """Nothing near: say so, show the menu and who helps."""
    rows = ((menu_button(catalog, language), _human_button(catalog, language)),)
    return say(catalog, language, text, rows)


def _human_button(catalog: Catalog, language: str) -> Button:
    return Button(f"👤 {catalog.interface(language).buttons.human}", presses.show_topic("human_contact"))


def topic_card(
    catalog: Catalog,
    topic: str,
    language: str,
    view: CardView = FOLDED,
    *,
    in_town: Sequence[Paragraph] = (),
    asks_town: bool = False,
) -> Reply:
    """The card of one topic: answer, phones, links, help in the town, source and age.

    Args:
        view: unfolds it or shows the German.
        in_town: who helps in the person's town; the page to search on stands there, not among the links.
        asks_town: offer to be asked for the town.
    """
    facts = catalog.topics[topic]
    text, shown_in = catalog.topic_text(topic, SOURCE_LANGUAGE if view.german else language)
    direction = catalog.languages[shown_in].direction
    interface = catalog.interface(language)
    paragraphs: list[Paragraph] = []
    if facts.sensitive:
        paragraphs.append(Paragraph((line(interface.sensitive_first_line, Style.ITALIC),)))
    if catalog.group_of[topic] != "conversation":
        paragraphs.append(_isolated(Paragraph((line(text.title, Style.BOLD),)), direction))
    paragraphs += _body(catalog, topic, text, view, direction)
    if facts.ask_adviser:
        paragraphs += _sentences(interface.ask_adviser, catalog.languages[language].direction)
    paragraphs += contacts(catalog, topic, language, view, leave_out=facts.in_town.finder if in_town else None)
    paragraphs += in_town
    if catalog.group_of[topic] != "conversation":
        paragraphs.append(provenance(catalog, topic, language, shown_in, with_sources=view.more))
    return Reply(
        language=language,
        direction=catalog.languages[language].direction,
        paragraphs=tuple(paragraphs),
        buttons=_card_buttons(catalog, topic, language, view, asks_town=asks_town),
        delivery=Delivery.AS_REPLY if facts.sensitive else Delivery.NEW,
        topic=topic,
    )


def _body(catalog: Catalog, topic: str, text: TopicText, view: CardView, direction: str) -> list[Paragraph]:
    shown = [text.answer, text.more] if view.more and text.more else [text.answer]
    values = _values(catalog, topic)
    return [
        _isolated(paragraph, direction) for part in shown if part for paragraph in paragraphs_of(fill(part, values))
    ]


def _values(catalog: Catalog, topic: str) -> dict[str, str]:
    facts = catalog.topics[topic]
    amounts = {f"amount.{name}": amount.value for name, amount in facts.amounts.items()}
    return _phone_values(catalog, facts.phones) | amounts


def _phone_values(catalog: Catalog, phones: Iterable[str]) -> dict[str, str]:
    return {f"phone.{phone}": catalog.phones[phone].shown for phone in phones}


def fill(text: str, values: dict[str, str]) -> str:
    """``text`` with ``{phone.x}`` and its like replaced; the editors' check has seen that all are known."""
    for name, value in values.items():
        text = text.replace("{" + name + "}", value)
    return text


def contacts(
    catalog: Catalog, topic: str, language: str, view: CardView = FOLDED, *, leave_out: str | None = None
) -> list[Paragraph]:
    """The phones and links of a topic; ``leave_out``: the address of a link that stands elsewhere."""
    facts = catalog.topics[topic]
    links = tuple(link for link in facts.links if link.url != leave_out)
    phones = facts.phones if view.more else facts.phones[:PHONES_ON_FIRST_SCREEN]
    links = links if view.more else links[:LINKS_ON_FIRST_SCREEN]
    lines: list[Line] = [phone_line(catalog, phone, language) for phone in phones]
    lines += [link_line(catalog, link, language) for link in links]
    return [Paragraph(tuple(lines))] if lines else []


def _card_buttons(catalog: Catalog, topic: str, language: str, view: CardView, *, asks_town: bool = False) -> Rows:
    facts = catalog.topics[topic]
    labels = catalog.interface(language).buttons
    first = _view_buttons(catalog, language, view, partial(presses.view_topic, topic), _has_more(catalog, topic))
    if facts.sensitive:
        first.append(_hide_button(catalog, language))
    rows: list[tuple[Button, ...]] = [tuple(first)] if first else []
    if asks_town:
        rows.append((Button(f"📍 {labels.my_town}", presses.ask_town(topic)),))
    rows += [(topic_button(catalog, other, language),) for other in _next_topics(catalog, topic)]
    last = [menu_button(catalog, language)]
    if not facts.sensitive and catalog.group_of[topic] != "conversation":
        last = [
            Button(f"👍 {labels.helpful}", presses.helpful(topic, True)),
            Button(f"👎 {labels.not_helpful}", presses.helpful(topic, False)),
            *last,
        ]
    return (*rows, tuple(last))


def _next_topics(catalog: Catalog, topic: str) -> tuple[str, ...]:
    """Who helps comes before what is related."""
    facts = catalog.topics[topic]
    adviser = (facts.adviser,) if facts.ask_adviser and facts.adviser else ()
    return tuple(dict.fromkeys((*adviser, *facts.related)))[:RELATED]


def _has_more(catalog: Catalog, topic: str) -> bool:
    facts = catalog.topics[topic]
    text, _ = catalog.topic_text(topic, SOURCE_LANGUAGE)
    return bool(
        text.more
        or len(facts.phones) > PHONES_ON_FIRST_SCREEN
        or len(facts.links) > LINKS_ON_FIRST_SCREEN
        or facts.sources
    )


def danger_card(catalog: Catalog, kind: str, language: str, view: CardView = FOLDED) -> Reply:
    """The card of a danger kind: the number first; its topic's own answer behind More; Hide."""
    danger = catalog.dangers[kind]
    interface = catalog.interface(language)
    text, shown_in = catalog.danger_text(kind, SOURCE_LANGUAGE if view.german else language)
    direction = catalog.languages[shown_in].direction
    card = paragraphs_of(fill(text.card, _phone_values(catalog, danger.phones)))
    first_line = tuple(replace(span, style=Style.BOLD) for span in card[0].lines[0])
    first = Paragraph((first_line, *card[0].lines[1:]))
    paragraphs = [_isolated(paragraph, direction) for paragraph in (first, *card[1:])]
    if not view.more:
        # Behind More the topic lists its phones; the numbers on the card stand in its first lines anyway.
        paragraphs.append(Paragraph(tuple(phone_line(catalog, phone, language) for phone in danger.phones)))
    if text.say and language != SOURCE_LANGUAGE:
        said = catalog.texts[SOURCE_LANGUAGE].dangers[kind].say or text.say
        lines = [line(isolate(interface.say_in_german, direction)), line(_whole(f"„{said}“", direction), Style.BOLD)]
        if text.pronounced and not view.german:
            lines.append(line(text.pronounced))
        paragraphs.append(Paragraph(tuple(lines)))
    if view.more:
        behind = topic_card(catalog, danger.topic, language, CardView(more=True, german=view.german))
        paragraphs += behind.paragraphs
    elif not catalog.is_reviewed(f"safety.{kind}", shown_in):
        paragraphs += _sentences(interface.machine_translated, catalog.languages[language].direction, Style.ITALIC)
    return Reply(
        language=language,
        direction=catalog.languages[language].direction,
        paragraphs=tuple(paragraphs),
        buttons=_danger_buttons(catalog, kind, language, view),
        delivery=Delivery.AS_REPLY,
        topic=danger.topic,
        safety=kind,
    )


def _danger_buttons(catalog: Catalog, kind: str, language: str, view: CardView) -> Rows:
    first = _view_buttons(catalog, language, view, partial(presses.view_danger, kind), True)
    return (tuple(first), (_hide_button(catalog, language), menu_button(catalog, language)))


def _view_buttons(
    catalog: Catalog, language: str, view: CardView, press: Callable[[CardView], str], has_more: bool
) -> list[Button]:
    """Unfold or fold the card that ``press`` shows, and see it in German or in the person's language."""
    labels = catalog.interface(language).buttons
    buttons: list[Button] = []
    if has_more:
        label = labels.less if view.more else labels.more
        buttons.append(Button(label, press(replace(view, more=not view.more))))
    if language != SOURCE_LANGUAGE:
        label = catalog.languages[language].name if view.german else labels.in_german
        buttons.append(Button(label, press(replace(view, german=not view.german))))
    return buttons


def _hide_button(catalog: Catalog, language: str) -> Button:
    return Button(f"✕ {catalog.interface(language).buttons.hide}", presses.HIDE)


def _sentences(text: str, direction: str, style: Style = Style.PLAIN) -> list[Paragraph]:
    return [_isolated(paragraph, direction) for paragraph in paragraphs_of(text, style)]


def _whole(text: str, direction: str) -> str:
    """A German sentence as one run, its full stop included."""
    return f"{FSI}{text}{PDI}" if direction == "rtl" else text


def _isolated(paragraph: Paragraph, direction: str) -> Paragraph:
    return Paragraph(
        tuple(tuple(replace(span, text=isolate(span.text, direction)) for span in row) for row in paragraph.lines)
    )


def _in_pairs(buttons: list[Button]) -> Rows:
    return tuple(tuple(buttons[start : start + 2]) for start in range(0, len(buttons), 2))
