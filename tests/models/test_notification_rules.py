"""What is told to people, and why: the table of rules, row by row."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.chats import Chat, ChatId, ChatKind, Entry, EntryId, EntryKind
from app.models.levels import MAX_SNOOZE_MS, ChatOptions, Level
from app.models.notification_rules import (
    RULES,
    Effect,
    Occasion,
    What,
    Wishes,
    decide,
    ends_in_s,
    people_of,
    silence_of,
)
from app.models.profile import NetworkId
from app.models.quiet_hours import QuietHours
from app.protocol.casemapping import Folded

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
NOON_MS = int(NOON.timestamp() * 1000)
OVER_NOON = QuietHours(start=11 * 60, end=13 * 60)
MAYA = frozenset({"maya"})


def chat(kind: ChatKind = ChatKind.CHANNEL, **options: Any) -> Chat:
    return Chat(ChatId(NetworkId("n"), Folded("x")), "x", kind, options=ChatOptions(**options))


def said(kind: EntryKind = EntryKind.PRIVMSG, **facts: Any) -> Entry:
    return Entry(**{"id": EntryId(1), "time_ms": NOON_MS, "kind": kind, "nick": "maya", **facts})


def occasion(entry: Entry | None, where: Chat | None, **facts: Any) -> Occasion:
    wishes = Wishes(**{key: facts.pop(key) for key in tuple(facts) if key in Wishes.__annotations__})
    return Occasion(**{"now": NOON, "who": "maya", "chat": where, "entry": entry, "wishes": wishes, **facts})


SAID, NAMED, DIRECT = said(), said(is_mention=True), ChatKind.DIRECT

TABLE = [
    ("own", occasion(said(is_own=True), chat(level=Level.ALL)), Effect.NOTHING),
    ("ignored", occasion(NAMED, chat(), is_ignored=True), Effect.NOTHING),
    ("unsaid", occasion(said(is_redacted=True), chat(level=Level.ALL)), Effect.NOTHING),
    ("unsaid", occasion(said(EntryKind.EVENT), chat(level=Level.ALL)), Effect.NOTHING),
    ("unsaid", occasion(said(EntryKind.NOTE), chat(level=Level.ALL)), Effect.NOTHING),
    ("server", occasion(said(EntryKind.NOTICE), chat(ChatKind.SERVER)), Effect.NOTHING),
    ("past", occasion(NAMED, chat(), is_past=True, always=MAYA), Effect.BADGE),
    ("looked-at", occasion(NAMED, chat(), is_looked_at=True, always=MAYA), Effect.BADGE),
    ("never", occasion(NAMED, chat(), never=MAYA), Effect.BADGE),
    ("never", occasion(NAMED, chat(), who="m_", account="Maya", never=MAYA), Effect.BADGE),
    ("never", occasion(None, None, what=What.INVITE, never=MAYA), Effect.BADGE),
    ("do-not-disturb", occasion(NAMED, chat(), do_not_disturb=True, always=MAYA), Effect.COUNT),
    ("snoozed-all", occasion(NAMED, chat(), snoozed_until_ms=NOON_MS + 1), Effect.COUNT),
    ("mention", occasion(NAMED, chat(), snoozed_until_ms=NOON_MS), Effect.TELL),
    ("mention", occasion(NAMED, chat(), snoozed_until_ms=NOON_MS + MAX_SNOOZE_MS + 1), Effect.TELL),
    ("quiet-hours", occasion(NAMED, chat(), quiet_hours=OVER_NOON, always=MAYA), Effect.COUNT),
    ("mention", occasion(NAMED, chat(), quiet_hours=OVER_NOON, now=NOON + timedelta(hours=1)), Effect.TELL),
    ("away", occasion(NAMED, chat(), is_away=True, quiet_when_away=True), Effect.COUNT),
    ("mention", occasion(NAMED, chat(), is_away=True), Effect.TELL),
    ("always", occasion(SAID, chat(is_muted=True), always=MAYA), Effect.TELL),
    ("always", occasion(SAID, chat(), who="MAYA", always=MAYA), Effect.TELL),
    ("muted", occasion(NAMED, chat(level=Level.ALL, is_muted=True)), Effect.COUNT),
    ("snoozed", occasion(NAMED, chat(snoozed_until_ms=NOON_MS + 1)), Effect.COUNT),
    ("mention", occasion(NAMED, chat(snoozed_until_ms=NOON_MS)), Effect.TELL),
    ("mention", occasion(NAMED, chat(snoozed_until_ms=NOON_MS + MAX_SNOOZE_MS + 1)), Effect.TELL),
    ("nothing", occasion(NAMED, chat(level=Level.NOTHING)), Effect.COUNT),
    ("nothing", occasion(SAID, chat(DIRECT, level=Level.NOTHING)), Effect.COUNT),
    ("reaction-unwanted", occasion(said(is_own=True), chat(), what=What.REACTION, reactions=False), Effect.NOTHING),
    ("reaction", occasion(said(is_own=True), chat(), what=What.REACTION), Effect.TELL),
    ("muted", occasion(said(is_own=True), chat(is_muted=True), what=What.REACTION), Effect.COUNT),
    ("invite", occasion(None, None, what=What.INVITE), Effect.TELL),
    ("quiet-hours", occasion(None, None, what=What.INVITE, quiet_hours=OVER_NOON), Effect.COUNT),
    ("kick", occasion(None, chat(), what=What.KICK), Effect.TELL),
    ("muted", occasion(None, chat(is_muted=True), what=What.KICK), Effect.COUNT),
    ("notice", occasion(said(EntryKind.NOTICE), chat(level=Level.ALL)), Effect.BADGE),
    ("notice", occasion(said(EntryKind.NOTICE), chat(DIRECT)), Effect.BADGE),
    ("mention", occasion(said(EntryKind.NOTICE, is_mention=True), chat()), Effect.TELL),
    ("bot", occasion(said(is_bot=True), chat(level=Level.ALL)), Effect.COUNT),
    ("mention", occasion(said(is_bot=True, is_mention=True), chat()), Effect.TELL),
    ("direct", occasion(said(is_bot=True), chat(DIRECT)), Effect.TELL),
    ("direct", occasion(SAID, chat(DIRECT)), Effect.TELL),
    ("direct", occasion(SAID, chat(DIRECT, level=Level.MENTIONS)), Effect.TELL),
    ("mention", occasion(NAMED, chat()), Effect.TELL),
    ("all", occasion(SAID, chat(level=Level.ALL)), Effect.TELL),
    ("rest", occasion(SAID, chat()), Effect.COUNT),
]


@pytest.mark.parametrize(("name", "what", "effect"), TABLE, ids=[f"{row[0]}-{at}" for at, row in enumerate(TABLE)])
def test_the_first_rule_that_fits_decides(name: str, what: Occasion, effect: Effect) -> None:
    rule = decide(what)
    assert (rule.name, rule.effect) == (name, effect)


def test_every_rule_is_in_the_table_of_these_tests_has_a_name_of_its_own_and_explains_itself() -> None:
    assert {name for name, _, _ in TABLE} == {rule.name for rule in RULES}
    assert len({rule.name for rule in RULES}) == len(RULES)
    assert all(rule.help.endswith(".") and not rule.why.endswith(".") for rule in RULES)


@given(
    st.builds(said, st.sampled_from(EntryKind), is_own=st.booleans(), is_mention=st.booleans(), is_bot=st.booleans()),
    st.builds(chat, st.sampled_from(ChatKind), is_muted=st.booleans(),
              level=st.sampled_from([None, *Level])), st.sampled_from(What), st.booleans(),
)
def test_something_is_decided_of_everything_and_do_not_disturb_lets_nothing_through(
        entry: Entry, where: Chat, what: What, is_past: bool) -> None:
    it = occasion(entry, where, what=what, is_past=is_past, always=MAYA)
    assert decide(it) in RULES
    assert decide(replace(it, wishes=Wishes(do_not_disturb=True))).effect < Effect.TELL


@pytest.mark.parametrize(
    ("where", "wishes", "expected", "ends"),
    [
        (chat(), Wishes(do_not_disturb=True), "do-not-disturb", None),
        (chat(), Wishes(quiet_hours=OVER_NOON), "quiet-hours", 3600),
        (chat(), Wishes(snoozed_until_ms=NOON_MS + 1000), "snoozed-all", 1),
        (chat(is_muted=True), Wishes(), "muted", None),
        (chat(snoozed_until_ms=NOON_MS + 2000), Wishes(), "snoozed", 2),
        (chat(level=Level.NOTHING), Wishes(), "nothing", None),
    ],
)
def test_a_silence_says_which_it_is_and_when_it_ends(
        where: Chat, wishes: Wishes, expected: str, ends: float | None) -> None:
    rule = silence_of(where, wishes, NOON)
    assert rule is not None
    assert (rule.name, ends_in_s(rule, where, wishes, NOON)) == (expected, ends)


def test_a_chat_of_which_nothing_is_held_back_has_no_silence() -> None:
    assert silence_of(chat(), Wishes(), NOON) is None


def test_people_are_named_with_commas_or_spaces_and_whatever_case() -> None:
    assert people_of(" Maya, olu  SAM ") == {"maya", "olu", "sam"}
    assert people_of("") == frozenset()
    assert len(people_of(",".join(f"p{number}" for number in range(500)))) == 200
