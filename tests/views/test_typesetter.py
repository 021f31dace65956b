"""What stands on the paper, without a display."""

import subprocess
import sys

import pytest

from app.contracts.rows import BeginningRow, DayRow, Row, SendState, Span, SpanStyle, SystemRow, UnreadRow
from app.themes.roles import Role
from app.views.tk.timeline.layout_names import COMPACT, COZY
from app.views.tk.timeline.layouts import make_layout
from app.views.tk.timeline.typesetter import BODY, TARGETS, AvatarSlice, Block, Glyph, Layout, Rule, clean, typeset
from tests.gui.scene import CHANNEL, LINK, conversation, message


def cozy() -> Layout:
    return make_layout(COZY, lambda nick: nick)


def compact() -> Layout:
    return make_layout(COMPACT, lambda nick: nick[:8])


def text_of(block: Block) -> str:
    return "".join(text for text, _ in block.pieces)


def body_of(block: Block) -> str:
    return "".join(text for text, tags in block.pieces if BODY in tags)


def tags_of(block: Block, text: str) -> tuple[str, ...]:
    """The tags of the piece that is `text`."""
    return next(tags for piece, tags in block.pieces if piece == text)


@pytest.mark.parametrize("layout", [cozy(), compact()], ids=["cozy", "compact"])
@pytest.mark.parametrize("row", conversation(), ids=lambda row: str(row.key))
def test_every_row_ends_its_last_line_and_every_piece_has_a_paragraph(row: Row, layout: Layout) -> None:
    block = typeset(row, layout)
    assert block.pieces[-1][0].endswith("\n")
    assert block.lines == text_of(block).count("\n") > 0
    assert all(tags for _, tags in block.pieces)
    assert all(picture.line < block.lines for picture in block.pictures)


def test_cozy_sets_name_and_time_above_the_text_with_the_avatar_in_two_halves() -> None:
    block = typeset(message("1", "maya", "Good morning", time="09:12"), cozy())
    assert text_of(block) == "\tmaya  09:12\n\tGood morning\n"
    assert [picture.recipe for picture in block.pictures] == [
        AvatarSlice("M", 7, is_top=True), AvatarSlice("M", 7, is_top=False)
    ]
    assert [picture.line for picture in block.pictures] == [0, 1]


def test_cozy_sets_a_message_that_goes_on_without_name_time_and_avatar() -> None:
    block = typeset(message("1", "maya", "And more", continues=True), cozy())
    assert text_of(block) == "And more\n"
    assert block.pictures == []


def test_compact_sets_time_nick_and_text_on_one_line_even_when_it_goes_on() -> None:
    block = typeset(message("1", "maya", "And more", time="09:13", continues=True), compact())
    assert text_of(block) == "09:13\tmaya\tAnd more\n"
    assert block.pictures == []


def test_compact_shortens_a_name_to_its_column() -> None:
    block = typeset(message("1", "a-very-long-nick", "hi"), compact())
    assert text_of(block) == "09:00\ta-very-l\thi\n"


def test_a_nick_has_the_colour_of_its_hash() -> None:
    assert "nick.7" in tags_of(typeset(message("1", "maya", "hi"), cozy()), "maya")


def test_only_the_message_itself_is_body() -> None:
    row = message("1", "maya", "See ", LINK, " and ", Span("code", SpanStyle.CODE))
    assert body_of(typeset(row, cozy())) == "See https://example.org/ridge-walk and code\n"
    assert body_of(typeset(row, compact())) == "See https://example.org/ridge-walk and code\n"


@pytest.mark.parametrize(
    ("style", "tags"),
    [
        (SpanStyle.BOLD, {"bold"}),
        (SpanStyle.ITALIC, {"italic"}),
        (SpanStyle.BOLD | SpanStyle.ITALIC, {"bold_italic"}),
        (SpanStyle.CODE | SpanStyle.BOLD, {"code"}),
        (SpanStyle.BOLD | SpanStyle.UNDERLINE | SpanStyle.STRIKE, {"bold", "underline", "strike"}),
        (SpanStyle.MENTION, {"mention"}),
        (SpanStyle.CHANNEL, {"channel"}),
        (SpanStyle.LINK, {"link"}),
    ],
)
def test_the_style_of_a_span_becomes_tags(style: SpanStyle, tags: set[str]) -> None:
    block = typeset(message("1", "maya", Span("word", style)), cozy())
    assert tags <= set(tags_of(block, "word"))


def test_clickable_pieces_take_two_tags_in_turn_and_keep_their_targets_in_order() -> None:
    row = message("1", "maya", LINK, CHANNEL, LINK)
    block = typeset(row, cozy())
    used = [next(tag for tag in tags if tag in TARGETS) for _, tags in block.pieces if set(tags) & set(TARGETS)]
    assert used == [TARGETS[0], TARGETS[1], TARGETS[0]]
    assert list(block.targets) == [LINK.target, CHANNEL.target, LINK.target]


def test_a_message_of_several_lines_is_as_many_lines_of_the_paper() -> None:
    row = message("1", "maya", "one\ntwo\nthree")
    assert typeset(row, cozy()).lines == 4
    assert typeset(row, compact()).lines == 3
    assert body_of(typeset(row, cozy())) == "one\ntwo\nthree\n"


def test_a_message_being_sent_is_faint_with_a_clock_at_its_end() -> None:
    block = typeset(message("1", "sam", "on its way", is_own=True, state=SendState.SENDING), cozy())
    assert "pending" in tags_of(block, "on its way")
    clock = block.pictures[-1]
    assert (clock.recipe, clock.line, clock.is_at_end) == (Glyph("clock", Role.FAINT), 1, True)


@pytest.mark.parametrize("layout", [cozy(), compact()], ids=["cozy", "compact"])
def test_a_failed_message_says_why_and_what_can_be_done(layout: Layout) -> None:
    row = message("1", "sam", "hi", is_own=True, state=SendState.FAILED, failure="Not sent — no connection.")
    block = typeset(row, layout)
    assert text_of(block).endswith("Not sent — no connection. Try again · Delete\n")
    assert "retry" in tags_of(block, "Try again")
    assert "delete" in tags_of(block, "Delete")
    assert body_of(block) == "hi\n"


def test_an_action_is_italic_and_names_its_sender_where_no_name_stands_above() -> None:
    first = typeset(message("1", "maya", "waves", is_action=True), cozy())
    then = typeset(message("2", "maya", "waves", is_action=True, continues=True), cozy())
    assert "action" in tags_of(first, "waves")
    assert body_of(then) == "maya waves\n"


def test_a_mention_fills_its_whole_row_but_for_the_gap_above_it() -> None:
    block = typeset(message("1", "priya", "@sam", is_mention=True), cozy())
    assert [("row.mention" in tags) for _, tags in block.pieces].count(False) == 1
    assert block.pieces[0] == ("\n", ("cozy.gap",))
    assert all("row.mention" in picture.tags for picture in block.pictures)


def test_day_and_unread_lines_have_rules_on_both_sides() -> None:
    for row, role in ((DayRow(key="d", text="Today"), Role.BORDER), (UnreadRow(key="u", text="Today"), Role.UNREAD)):
        block = typeset(row, cozy())
        assert [picture.recipe for picture in block.pictures] == [Rule("Today", role)] * 2
        assert [picture.is_at_end for picture in block.pictures] == [False, True]


def test_an_error_of_the_chat_is_in_danger_colour_in_both_layouts() -> None:
    row = SystemRow(key="s", time="09:00", text="No such channel", is_error=True)
    assert "danger" in tags_of(typeset(row, cozy()), "No such channel")
    assert "danger" in tags_of(typeset(row, compact()), "No such channel")


def test_the_beginning_has_a_title_and_a_line_below_it() -> None:
    block = typeset(BeginningRow(key="b", title="Say hello to #maps", text="This is the beginning"), cozy())
    assert text_of(block) == "Say hello to #maps\nThis is the beginning\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("bell\a and escape\x1b[31m", "bell and escape[31m"),
        ("a\tb", "a b"),
        ("two\nlines", "two\nlines"),
        ("\u202eevil\u202c \u2066x\u2069", "evil x"),
        ("half \ud83d of a pair", "half  of a pair"),
        ("שלום مرحبا 你好 👍🏽", "שלום مرحبا 你好 👍🏽"),
        ("nul\0", "nul"),
    ],
)
def test_what_can_not_be_seen_or_would_disturb_its_neighbours_is_left_out(text: str, expected: str) -> None:
    assert clean(text) == expected


def test_a_nick_with_newlines_stays_on_its_line() -> None:
    block = typeset(message("1", "ma\nya", "hi"), cozy())
    assert block.lines == 2


def test_the_typesetter_needs_no_toolkit() -> None:
    script = "import app.views.tk.timeline.layouts, sys; sys.exit('tkinter' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
