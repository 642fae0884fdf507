"""Our ``dataclass`` makes what the standard library's makes, quicker."""

import copy
import dataclasses
import inspect
import pickle
from typing import Any

import pytest

from assembler.records import dataclass


@dataclass(frozen=True, slots=True)
class Slotted:
    one: int
    two: str = "b"
    three: list[int] = dataclasses.field(default_factory=list)


@dataclass(frozen=True)
class Open:
    one: int
    two: str = "b"
    three: list[int] = dataclasses.field(default_factory=list)


@dataclasses.dataclass(frozen=True, slots=True)
class Standard:
    one: int
    two: str = "b"
    three: list[int] = dataclasses.field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Single:
    one: int


@dataclass(frozen=True, slots=True)
class Nothing:
    pass


@dataclass(frozen=True, eq=False)
class Itself:
    one: int


@pytest.mark.parametrize("ours", [Slotted, Open])
@pytest.mark.parametrize("arguments", [{"one": 1}, {"one": 1, "two": "c"}, {"one": 1, "three": [2]}])
def test_fields_defaults_and_words_are_the_standard_ones(ours: Any, arguments: dict[str, Any]) -> None:
    made, standard = ours(**arguments), Standard(**arguments)
    assert dataclasses.asdict(made) == dataclasses.asdict(standard)
    assert repr(made).replace(ours.__name__, "Standard") == repr(standard)
    assert ours.__match_args__ == Standard.__match_args__
    assert list(inspect.signature(ours).parameters) == list(inspect.signature(Standard).parameters)
    assert ours(1).three is not ours(1).three
    assert hasattr(made, "__dict__") == (ours is Open)


@pytest.mark.parametrize(("made", "same", "other"), [
    (Slotted(1, "a"), Slotted(1, "a"), Slotted(1, "b")),
    (Open(1, "a"), Open(1, "a"), Slotted(1, "a")),
    (Single(1), Single(1), Single(2)),
    (Single(1), Single(1), (1,)),
    (Nothing(), Nothing(), ()),
])  # fmt: skip
def test_equal_are_those_of_one_class_with_equal_fields(made: Any, same: Any, other: Any) -> None:
    assert made == same
    assert made != other


def test_equal_values_have_one_hash_and_what_has_none_inside_has_none() -> None:
    assert hash(Single(1)) == hash(Single(1))
    assert len({Nothing(), Nothing(), Single(1), Single(1), Single(2)}) == 3
    with pytest.raises(TypeError):
        hash(Slotted(1))


def test_without_equality_a_value_equals_itself_alone() -> None:
    made = Itself(1)
    assert made == made
    assert made != Itself(1)
    assert len({made, Itself(1)}) == 2


@pytest.mark.parametrize("made", [Slotted(1), Open(1), Single(1)])
def test_a_field_is_set_once(made: Any) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        made.one = 2
    with pytest.raises(dataclasses.FrozenInstanceError):
        del made.one
    assert made.one == 1


@pytest.mark.parametrize("made", [Slotted(1, "a", [2]), Open(1), Single(1), Nothing()])
def test_a_value_can_be_copied_sent_and_replaced(made: Any) -> None:
    assert (
        made == copy.copy(made) == copy.deepcopy(made) == pickle.loads(pickle.dumps(made)) == dataclasses.replace(made)
    )


def test_a_mistaken_call_says_so() -> None:
    mistaken: tuple[tuple[Any, ...], ...] = ((), (1, 2, [], 4))
    for arguments in mistaken:
        with pytest.raises(TypeError, match=r"Slotted.__init__"):
            Slotted(*arguments)
