import pytest

from app.themes.contrast import BLACK, WHITE, contrast, is_dark, lowest_contrast, mix, readable


@pytest.mark.parametrize(
    ("a", "b", "ratio"),
    [(BLACK, WHITE, 21.0), (WHITE, WHITE, 1.0), ("#767676", WHITE, 4.54), ("#0000ff", WHITE, 8.59)],
)
def test_contrast_is_the_one_of_wcag_in_either_order(a: str, b: str, ratio: float) -> None:
    assert contrast(a, b) == pytest.approx(ratio, abs=0.01)
    assert contrast(b, a) == contrast(a, b)


def test_mix_moves_from_one_colour_to_the_other() -> None:
    assert mix("#204060", "#ffffff", 0) == "#204060"
    assert mix("#204060", "#ffffff", 1) == "#ffffff"
    assert mix("#000000", "#ff8000", 0.5) == "#804000"


def test_a_colour_that_can_be_read_stays_as_it_is() -> None:
    assert readable("#123456", [WHITE], 4.5) == "#123456"


def test_a_colour_that_cannot_be_read_is_nudged_just_far_enough() -> None:
    nudged = readable("#8899aa", [WHITE, "#eeeeee"], 4.5)
    assert 4.5 <= lowest_contrast(nudged, [WHITE, "#eeeeee"]) < 4.7


def test_where_no_colour_could_be_read_the_better_end_is_taken() -> None:
    assert readable("#808080", [BLACK, "#b0b0b0"], 7.0) in {BLACK, WHITE}


def test_a_colour_is_dark_when_white_reads_better_on_it() -> None:
    assert is_dark("#171b22")
    assert not is_dark("#fcf6e8")
