"""A profile as texts in fields, and back."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.contracts.sheets import SWITCH_ON
from app.controllers.network_form import FormErrors, form_of, profile_from, texts_of
from app.controllers.wording.networks import FIELD_TEXTS
from app.models.ignores import Ignore
from app.models.pace import CAREFUL
from app.models.profile import HostedGroup
from app.protocol.sasl import SaslCredentials
from tests.fakes.session import profile

FULL = profile(
    alternatives=("sam2", "sam3"), perform=("MODE %n +x", "PRIVMSG NickServ :hello"), auto_connect=False,
    server_password="sesame", sasl=SaslCredentials(account="sam", password="secret", mechanisms=("PLAIN",)),
    proxy="socks5://127.0.0.1:9050", client_certificate="/home/sam/sam.pem", pace=CAREFUL,
    channels=("#general", "#maps"),
    fingerprints=("ab" * 32,), other_hosts=("10.0.0.1",), ignores=(Ignore("spam*!*@*"),), websocket="/irc",
)


def errors(**texts: str) -> dict[str, str]:
    """What the form says of a good profile with these texts."""
    with pytest.raises(FormErrors) as raised:
        profile_from({**texts_of(profile()), **texts}, profile())
    return dict(raised.value.texts)


def test_a_profile_that_is_not_touched_stays_as_it_is() -> None:
    assert profile_from(texts_of(FULL), FULL) == FULL


def test_every_field_has_its_words_and_its_text() -> None:
    form = form_of(texts_of(FULL), {}, title="", save="", is_hosted=False)

    assert {field.key for field in form.fields} == set(texts_of(FULL)) == set(FIELD_TEXTS)


def test_where_a_chat_hosted_here_is_can_not_be_changed() -> None:
    hosted = replace(FULL, hosted=HostedGroup(name="Ridge", folder="ridge"))
    form = form_of(texts_of(hosted), {}, title="", save="", is_hosted=True)
    shown = {field.key: field.text for field in form.fields}

    assert "host" not in shown
    assert profile_from({**shown, "nick": "samira"}, hosted) == replace(hosted, nick="samira")


@pytest.mark.parametrize(("key", "text", "said"), [
    ("host", "", "Type the address of the server."),
    ("host", "irc.example.net:6697", "That is no address."),
    ("host", "irc example", "That is no address."),
    ("host", "x" * 400, "That is too long."),
    ("port", "65536", "Type a number"),
    ("port", "9" * 300, "Type a number"),
    ("port", "٦٦٦٧", "Type a number"),
    ("nick", "", "Type a name"),
    ("nick", "two words", "can't have spaces"),
    ("pace", "fast", "such as 5 2"),
    ("alternatives", "sam2, 3sam", "begins with a letter"),
    ("alternatives", " ".join(f"sam{number}" for number in range(9)), "8 fit here."),
    ("channels", "#", "Type the name of a channel."),
    ("perform", "/msg NickServ hello", "Line 1: write it without the slash"),
    ("proxy", "127.0.0.1:9050", "A proxy's address starts with socks5:// or http://."),
    ("account", "", "Type the name of the account"),
    ("password", "", "Type the password"),
    ("server_password", "a\nb", "signs that can't be typed"),
    ("tls", "", "A certificate needs a secure connection."),
])
def test_what_is_wrong_is_said_in_plain_words(key: str, text: str, said: str) -> None:
    before = texts_of(replace(FULL, client_certificate="") if key == "password" else FULL)
    with pytest.raises(FormErrors) as raised:
        profile_from({**before, key: text}, FULL)

    assert said in " ".join(raised.value.texts.values())


def test_all_that_is_wrong_is_said_at_once() -> None:
    assert set(errors(host="", port="x", nick="", channels="#")) == {"host", "port", "nick", "channels"}


@pytest.mark.parametrize(("tls", "port"), [(SWITCH_ON, 6697), ("", 6667)])
def test_the_usual_port_need_not_be_written(tls: str, port: int) -> None:
    assert profile_from({**texts_of(profile()), "tls": tls, "port": ""}, profile()).port == port


def test_an_account_may_be_proved_by_a_certificate_alone() -> None:
    changed = profile_from({**texts_of(FULL), "password": ""}, FULL)

    assert changed.sasl == SaslCredentials(account="sam", password="", mechanisms=("PLAIN",))


@given(st.dictionaries(st.sampled_from(sorted(FIELD_TEXTS)), st.text()))
def test_whatever_is_typed_ends_in_words_or_in_a_profile_that_can_be_shown_again(texts: dict[str, str]) -> None:
    try:
        made = profile_from(texts, FULL)
    except FormErrors:
        return

    assert profile_from(texts_of(made), made) == made
