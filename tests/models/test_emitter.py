"""Who is told of what."""

import logging

import pytest

from app.models.emitter import Emitter


class Happening:
    pass


class SpecialHappening(Happening):
    pass


def test_handlers_are_told_of_their_type_and_of_types_below_it_in_order() -> None:
    emitter, heard = Emitter(), list[str]()
    emitter.subscribe(Happening, lambda _: heard.append("first"))
    emitter.subscribe(SpecialHappening, lambda _: heard.append("special"))
    emitter.subscribe(Happening, lambda _: heard.append("second"))

    emitter.emit(Happening())
    assert heard == ["first", "second"]
    emitter.emit(SpecialHappening())
    assert sorted(heard[2:]) == ["first", "second", "special"]


def test_nobody_is_told_after_unsubscribing() -> None:
    emitter, heard = Emitter(), list[Happening]()
    unsubscribe = emitter.subscribe(Happening, heard.append)

    unsubscribe()
    emitter.emit(Happening())

    assert heard == []


def test_unsubscribing_twice_leaves_another_subscription_of_the_same_handler_alone() -> None:
    emitter, heard = Emitter(), list[Happening]()
    unsubscribe = emitter.subscribe(Happening, heard.append)
    emitter.subscribe(Happening, heard.append)

    unsubscribe()
    unsubscribe()
    emitter.emit(Happening())

    assert len(heard) == 1


def test_a_handler_closed_by_one_before_it_is_not_told() -> None:
    emitter, heard = Emitter(), list[Happening]()
    emitter.subscribe(Happening, lambda _: unsubscribe())
    unsubscribe = emitter.subscribe(Happening, heard.append)

    emitter.emit(Happening())

    assert heard == []


def test_a_handler_that_subscribes_another_does_not_tell_it_of_the_same_happening() -> None:
    emitter, heard = Emitter(), list[Happening]()

    def subscribe_another(_: Happening) -> None:
        emitter.subscribe(Happening, heard.append)

    emitter.subscribe(Happening, subscribe_another)
    emitter.emit(Happening())

    assert heard == []


def test_a_broken_handler_is_logged_and_costs_the_others_nothing(caplog: pytest.LogCaptureFixture) -> None:
    emitter, heard = Emitter(), list[Happening]()

    def breaks(_: Happening) -> None:
        raise ZeroDivisionError

    emitter.subscribe(Happening, breaks)
    emitter.subscribe(Happening, heard.append)
    with caplog.at_level(logging.ERROR):
        emitter.emit(Happening())

    assert len(heard) == 1
    assert "a handler of Happening failed" in caplog.text
