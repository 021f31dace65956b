"""Tab, the IRC way."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.controllers.completion import Completer, Words
from tests.controllers.app_in_hand import app_in_general

WORDS = Words(nicks=("maya", "Mark", "olu"), channels=("#general", "#maps"), commands=("join", "part", "me"))


def complete(text: str, *, presses: int = 1, backwards: bool = False) -> str:
    """The text after Tab, with the cursor as `|`."""
    completer = Completer()
    cursor = text.index("|") if "|" in text else len(text)
    text = text.replace("|", "")
    for _ in range(presses):
        done = completer.complete(text, cursor, lambda: WORDS, backwards=backwards)
        if done is None:
            return "nothing"
        text, cursor = done.text, done.cursor
    return f"{text[:cursor]}|{text[cursor:]}"


def test_a_nick_at_the_start_of_a_line_is_addressed() -> None:
    assert complete("ma") == "maya: |"
    assert complete("say ma") == "say maya |"


def test_tab_again_walks_on_and_around() -> None:
    assert complete("ma", presses=2) == "Mark: |"
    assert complete("ma", presses=3) == "maya: |"


def test_shift_tab_walks_back() -> None:
    assert complete("ma", backwards=True) == "Mark: |"
    assert complete("ma", presses=2, backwards=True) == "maya: |"


def test_channels_commands_and_mentions() -> None:
    assert complete("see #ma") == "see #maps |"
    assert complete("/j") == "/join |"
    assert complete("thanks @o") == "thanks @olu |"
    assert complete("not a /j") == "nothing"


@pytest.mark.parametrize(("text", "candidates"), [
    ("/whois ma", ("maya",)),
    ("/msg ma", ("maya",)),
    ("/msg #g", ("#general",)),
    ("/msg maya ma", ("maya",)),
    ("/me looks at ma", ("maya",)),
    ("/cycle #g", ("#general",)),
    ("/theme mid", ("midnight",)),
    ("/layout c", ("cozy",)),
    ("/set keep_m", ("keep_megabytes",)),
    ("/set sound o", ("on", "off")),
    ("/set sound ", ("on", "off", "default")),
    ("/help alia", ("alias",)),
    ("/dnd ", ("30m", "1h", "2h", "tomorrow", "off")),
    ("/ctcp maya v", ("VERSION",)),
    ("/j #g", ("#general",)),
])
def test_what_a_command_takes_is_offered(text: str, candidates: tuple[str, ...]) -> None:
    app = app_in_general()
    done = app.kit.composer.actions.complete(text, len(text))
    assert done is not None
    assert done.candidates == candidates


@pytest.mark.parametrize("text", ["/nothing ma", "/back ", "//whois ", "/whois", "/set nothing x", "/ ", "/clear o"])
def test_nothing_is_offered_where_nothing_fits(text: str) -> None:
    app = app_in_general(members=())
    done = app.kit.composer.actions.complete(text, len(text))
    assert done is None or done.text == "/whois "


def test_a_few_commands_are_offered_with_what_they_do() -> None:
    app = app_in_general()
    done = app.kit.composer.actions.complete("/whoi", 5)
    assert done is not None
    done = app.kit.composer.actions.complete("/who", 4)
    assert done is not None
    assert done.candidates == ("/whois NAME — Say who someone is.", "/whowas NAME — Say who had a name lately.")


def test_aliases_of_peoples_own_are_offered_among_the_commands() -> None:
    app = app_in_general()
    app.settings.aliases = "zebra say stripes"
    done = app.kit.composer.actions.complete("/zeb", 4)
    assert done is not None
    assert done.text == "/zebra "


def test_the_text_behind_the_cursor_stays_and_no_space_is_doubled() -> None:
    assert complete("ask ol| about it") == "ask olu |about it"


def test_nothing_fits() -> None:
    assert complete("zzz") == "nothing"
    assert complete("") == "nothing"
    assert complete("maya ") == "nothing"


def test_a_changed_text_begins_anew() -> None:
    completer = Completer()
    first = completer.complete("ma", 2, lambda: WORDS)
    assert first is not None
    again = completer.complete("ol", 2, lambda: WORDS)
    assert again is not None
    assert again.text == "olu: "


def test_the_candidates_begin_with_the_one_taken() -> None:
    done = Completer().complete("ma", 2, lambda: WORDS)
    assert done is not None
    assert done.candidates == ("maya:", "Mark:")


def test_who_spoke_last_comes_first() -> None:
    app = app_in_general(members=(("", "maya"), ("", "mark"), ("", "mia")))
    app.session.hear("mia", "hello")
    app.session.hear("mark", "hello")
    offered = [app.kit.composer.actions.complete(text, len(text)) for text in ("m",)]
    assert offered[0] is not None
    assert offered[0].candidates == ("mark:", "mia:", "maya:")


def test_letters_are_the_same_as_the_server_folds_them() -> None:
    app = app_in_general(members=(("", "Maya[away]"),))
    done = app.kit.composer.actions.complete("maya{", 5)
    assert done is not None
    assert done.text == "Maya[away]: "


@settings(deadline=None)
@given(st.text("ma/#@ \n|olu", max_size=12), st.integers(-2, 14), st.booleans())
def test_completion_keeps_what_stands_around_the_word(text: str, cursor: int, backwards: bool) -> None:
    done = Completer().complete(text, cursor, lambda: WORDS, backwards=backwards)
    if done is not None:
        assert 0 < done.cursor <= len(done.text)
        at = min(max(cursor, 0), len(text))
        kept = text[at:].removeprefix(" ")
        assert done.text.endswith(kept)
        assert done.text[: done.cursor].endswith((" ", ": "))
