"""What the text of a server's ERROR means."""

import pytest

from app.models.link_errors import back_in_s, problem_of
from app.models.problem import ProblemKind
from app.server.core.farewell import BACK_S, restart_reason


@pytest.mark.parametrize("reason", ["", "an upgrade", "back in about 9 seconds"])
def test_our_own_server_is_understood(reason: str) -> None:
    assert back_in_s(restart_reason(reason)) == BACK_S


@pytest.mark.parametrize(("text", "seconds"), [
    ("Server is restarting: back in about 1 second", 1.0), ("RESTARTING, BACK IN ABOUT 30 SECONDS", 30.0),
    ("restarting, back in about 999999 seconds", 600.0), ("restarting, back in about 9999999 seconds", 0.0),
    ("restarting", 0.0), ("Quit: I am back in about 5 seconds", 0.0), ("restarting, back in about ² seconds", 0.0),
])
def test_when_a_server_is_back_is_read_from_its_words_and_never_too_late(text: str, seconds: float) -> None:
    assert back_in_s(text) == seconds


@pytest.mark.parametrize(("tls", "kind"), [(True, ProblemKind.TLS_FAILED), (False, ProblemKind.REFUSED)])
def test_a_reset_before_the_connection_is_made_speaks_of_encryption_only_where_there_is_some(
        kind: ProblemKind, *, tls: bool) -> None:
    problem = problem_of(ConnectionResetError(104, "Connection reset by peer"), "h", 1, was_open=False, tls=tls)

    assert problem.kind is kind
