"""Values: classes whose objects never change, equal where their fields are."""

from dataclasses import field, fields, replace
from pathlib import Path

import pytest

from app.values import frozen


@frozen
class Place:
    """Where."""

    street: str
    number: int = 1
    seen: int = field(default=0, compare=False, repr=False)


@frozen(kw_only=True)
class Mark:
    """One field alone."""

    name: str


@frozen
class House(Place):
    """A place with more to it."""

    floors: int = 2


def test_values_are_equal_where_their_fields_are_and_hash_alike() -> None:
    assert Place("Elm", 2) == Place("Elm", 2, seen=7)
    assert len({Place("Elm", 2), Place("Elm", 2, seen=7), Place("Elm", 3)}) == 2
    assert Mark(name="a") == Mark(name="a") != Mark(name="b")


@pytest.mark.parametrize("other", [House("Elm"), Mark(name="Elm"), ("Elm", 1), "Elm", None])
def test_values_of_different_classes_are_different(other: object) -> None:
    assert Place("Elm") != other


def test_a_value_shows_what_it_is() -> None:
    assert repr(Place("Elm", 2)) == "Place(street='Elm', number=2)"
    assert repr(House("Elm", floors=3)) == "House(street='Elm', number=1, floors=3)"


def test_a_value_is_a_dataclass_without_room_for_other_fields() -> None:
    assert replace(Place("Elm"), number=5) == Place("Elm", 5)
    assert [each.name for each in fields(Mark)] == ["name"]
    with pytest.raises(AttributeError):
        Mark(name="a").other = 1  # type: ignore[attr-defined]


def test_fields_are_given_by_name_where_that_is_asked_for() -> None:
    with pytest.raises(TypeError):
        Mark("a")  # type: ignore[call-arg]


def test_a_class_may_show_itself_in_its_own_way() -> None:
    @frozen
    class Secret:
        """What must not be in a log."""

        text: str

        def __repr__(self) -> str:
            return "***"

    assert repr(Secret("x")) == "***"
    assert Secret("x") == Secret("x")


def test_the_app_makes_its_values_in_this_cheaper_way() -> None:
    app = Path(__file__).parent.parent / "app"

    assert [file.name for file in app.rglob("*.py") if "@dataclass(frozen=True" in file.read_text("utf-8")] == []
