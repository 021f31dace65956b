"""What waits to be told: the first at once, the rest together after a pause."""

from app.models.notifying.gathering import MAX_NAMES, PAUSE_S, Gathering, Pile


def test_the_first_is_due_at_once_and_the_next_after_the_pause() -> None:
    gathering = Gathering()
    assert gathering.due_in(10.0) is None
    gathering.add("#maps")
    assert (gathering.due_in(10.0), gathering.take(10.0)) == (0.0, ["#maps"])
    for key in ("#tea", "#maps", "#tea"):
        gathering.add(key)
    assert (gathering.due_in(10.5), gathering.take(10.5)) == (PAUSE_S - 0.5, [])
    assert gathering.take(10.0 + PAUSE_S) == ["#tea", "#maps"]
    assert gathering.due_in(20.0) is None


def test_what_was_read_meanwhile_is_not_told() -> None:
    gathering = Gathering()
    gathering.add("#maps")
    gathering.forget("#maps")
    assert gathering.due_in(0.0) is None
    assert gathering.take(0.0) == []


def test_a_pile_names_the_newest_first_and_is_bounded() -> None:
    pile = Pile()
    for number in range(1_000):
        pile.add(f"guest{number}", str(number))
    pile.add("guest998", "again")
    assert (pile.names[:2], len(pile.names)) == (["guest998", "guest999"], MAX_NAMES)
    assert (pile.count, pile.newest) == (1_001, "again")
