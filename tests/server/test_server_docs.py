"""docs/server.md shows every option with its true default, and every option of the command line."""

import dataclasses
import re
import tomllib
from pathlib import Path

from app.protocol.capabilities import server_capabilities
from app.server.config import Config, apply_tables
from app.server.config_text import config_text
from app.server.options import parse_options
from app.server.rules import RULES
from tests.server.outside import serve_and_fail

DOCS = Path(__file__).parents[2] / "docs"
DOCUMENT = (DOCS / "server.md").read_text("utf-8")
OPERATORS_OWN = {"CHGHOST", "DIE", "REHASH", "RESTART", "SETHOST", "WALLOPS"}
"""Whatever these cost, those who may use them don't pay."""
OPTIONS = DOCUMENT.partition("```toml\n")[2].partition("```")[0]


def test_the_documented_options_are_all_there_are_with_their_defaults() -> None:
    tables = tomllib.loads(OPTIONS)

    assert apply_tables(Config(), tables) == Config()
    for section in dataclasses.fields(Config):
        if section.name not in ("operators", "gateways"):
            options = {option.name for option in dataclasses.fields(getattr(Config(), section.name))}
            assert set(tables[section.name]) == options


def test_the_documented_capabilities_are_those_offered() -> None:
    assert [name for name in server_capabilities() if f"`{name}`" not in DOCUMENT] == []


def test_without_a_listener_tls_on_the_usual_port_is_meant() -> None:
    assert parse_options([]).config.listen.tls == ("*:6697",)


def test_the_deployed_file_the_document_and_the_config_are_one() -> None:
    file = (DOCS / "deploy" / "groupchat.toml").read_text("utf-8")

    assert file == config_text(Config()), "write what config_text(Config()) answers into docs/deploy/groupchat.toml"
    assert OPTIONS.strip() == file[file.index("[server]"):].strip(), "and from [server] on into docs/server.md"
    assert apply_tables(Config(), tomllib.loads(file)) == Config()


def test_every_option_says_what_it_is_for() -> None:
    options = [line for line in OPTIONS.splitlines() if " = " in line]

    assert [line for line in options if not line.partition("# ")[2]] == []


def test_a_printed_config_is_read_back_as_it_was() -> None:
    settings = [
        'server.motd="two\nlines \\"quoted\\" \\\\ \x7f"', "limits.sendq_seconds=0.25", "limits.flood=false",
        "history.keep_days=7", 'rooms.permanent=["#a","#é"]', "listen.plain=127.0.0.1:6667",
    ]
    config = parse_options([part for setting in settings for part in ("--set", setting)]).config
    printed = config_text(config)

    assert apply_tables(Config(), tomllib.loads(printed)) == config
    assert "history.keep_days" not in printed
    assert "keep_days = 7                          # delete what is older; 0: keep everything (default: 0)" in printed


def test_a_printed_config_tells_no_password() -> None:
    options = ["--server-password", "hunter2", "--oper", "root:hunter2", "--set", "mail.password=hunter2",
               "--set", "gateways.192.0.2.1=hunter2"]
    printed = config_text(parse_options(options).config)

    assert "hunter2" not in printed
    assert '# "root" = (a password that is not shown)' in printed
    tomllib.loads(printed)


def test_print_config_prints_and_starts_nothing(tmp_path: Path) -> None:
    code, printed, said = serve_and_fail(
        "--print-config", "--listen", "127.0.0.1:6667", "--data-dir", str(tmp_path / "data"))

    assert (code, said) == (0, "")
    assert tomllib.loads(printed)["listen"]["plain"] == ["127.0.0.1:6667"]
    assert not (tmp_path / "data").exists()


def test_the_documented_costs_are_those_of_the_commands() -> None:
    text = DOCUMENT.partition("Costs of commands: ")[2].partition(" and everything before")[0]
    documented = {}
    for group in text.split(";")[1:]:
        names = re.findall(r"`([A-Z]+)`", group)
        documented.update(dict.fromkeys(names, float(group.split()[-1].strip("`") if names != ["QUIT"] else 0)))
    costs = {verb: command.cost for verb, command in RULES.commands.items() if command.cost != 1.0}

    assert documented.items() <= costs.items()
    assert costs.keys() - documented.keys() == OPERATORS_OWN
