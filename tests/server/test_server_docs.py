"""docs/server.md shows every option with its true default, and every option of the command line."""

import dataclasses
import tomllib
from pathlib import Path

from app.protocol.capabilities import server_capabilities
from app.server.config import Config, apply_tables
from app.server.options import parse_options

DOCUMENT = (Path(__file__).parents[2] / "docs" / "server.md").read_text("utf-8")


def test_the_documented_options_are_all_there_are_with_their_defaults() -> None:
    tables = tomllib.loads(DOCUMENT.partition("```toml")[2].partition("```")[0])

    assert apply_tables(Config(), tables) == Config()
    for section in dataclasses.fields(Config):
        if section.name not in ("operators", "gateways"):
            options = {option.name for option in dataclasses.fields(getattr(Config(), section.name))}
            assert set(tables[section.name]) == options


def test_the_documented_capabilities_are_those_offered() -> None:
    assert [name for name in server_capabilities() if f"`{name}`" not in DOCUMENT] == []


def test_without_a_listener_tls_on_the_usual_port_is_meant() -> None:
    assert parse_options([]).config.listen.tls == ("*:6697",)
