"""docs/conformance.md names tests that exist, and has a row for everything the server offers."""

import re
from pathlib import Path

from app.protocol.capabilities import CAPABILITIES
from app.server.config import Config
from app.server.core.isupport import isupport_tokens

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "conformance.md").read_text("utf-8")


def rows() -> list[list[str]]:
    """Cells of every row of a table of specifications: name, state, tests."""
    lines = [line for line in PAGE.splitlines() if re.match(r"\| .+ \| (yes|no) \|", line)]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_every_test_that_is_named_exists() -> None:
    named = {name for row in rows() for name in re.findall(r"`(\w+)`", row[2])}
    named |= set(re.findall(r"`(\w+)`", PAGE.partition("## Base protocol")[2].partition("\n- ")[0]))

    assert len(named) > 20
    assert sorted(name for name in named if not (ROOT / f"tests/server/test_server_{name}.py").exists()) == []


def test_every_specification_with_a_capability_has_its_row() -> None:
    names = " ".join(row[0] for row in rows())
    offered = {row.spec.removesuffix(".md") for row in CAPABILITIES if row.server and not row.spec.startswith("docs")}

    assert [name for name in offered if re.sub(r"sasl-3.\d", "sasl", name) not in names] == []


def test_the_count_of_the_public_table_is_right() -> None:
    # The page puts together what the table has in rows of its own: react and unreact. Event playback has none.
    states = [row[1] for row in rows() for _ in range(2 if row[0] == "react, unreact" else 1)]

    assert (len(states), states.count("yes")) == (48, 47)
    assert "has 48 rows. The server has **47** of them" in PAGE


def test_isupport_says_what_the_specifications_ask_for() -> None:
    tokens = {token.partition("=")[0] for token in isupport_tokens(Config())}

    assert tokens >= {
        "CASEMAPPING", "CHANLIMIT", "CHANMODES", "CHANNELLEN", "CHANTYPES", "ELIST", "EXCEPTS", "INVEX", "KICKLEN",
        "MAXLIST", "MAXTARGETS", "MODES", "MONITOR", "NETWORK", "NICKLEN", "PREFIX", "SAFELIST", "STATUSMSG", "TARGMAX",
        "TOPICLEN", "UTF8ONLY", "WHOX", "BOT", "MSGREFTYPES", "CHATHISTORY", "CLIENTTAGDENY", "ACCOUNTEXTBAN", "EXTBAN",
    }
