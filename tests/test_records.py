"""Our ``dataclass`` makes what the standard library's makes, quicker."""

import copy
import dataclasses
import importlib
import inspect
import pickle
import pkgutil
from typing import Any

import pytest

import assembler
from assembler.records import dataclass, field, replace


@dataclass(frozen=True, slots=True)
class Slotted:
    one: int
    two: str = "b"
    three: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Open:
    one: int
    two: str = "b"
    three: list[int] = field(default_factory=list)


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


@dataclass(slots=True)
class Changing:
    one: int
    two: list[int] = field(default_factory=list)


@dataclass
class Loose:
    one: int
    two: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True, order=True)
class Ordered:
    one: int
    two: str = "b"


@pytest.mark.parametrize("ours", [Changing, Loose])
def test_what_is_not_frozen_can_be_changed_and_has_no_hash(ours: Any) -> None:
    made = ours(1)
    made.one = 2
    made.two.append(3)
    assert made == ours(2, [3]) == copy.deepcopy(made) == pickle.loads(pickle.dumps(made)) == dataclasses.replace(made)
    assert made != ours(2)
    assert hasattr(made, "__dict__") == (ours is Loose)
    with pytest.raises(TypeError):
        hash(made)


def test_ordered_ones_are_compared_field_by_field() -> None:
    assert sorted([Ordered(2), Ordered(1, "c"), Ordered(1)]) == [Ordered(1), Ordered(1, "c"), Ordered(2)]
    assert Ordered(1) <= Ordered(1) >= Ordered(1)
    assert Ordered(2) > Ordered(1)
    assert not Ordered(1) < Ordered(1)
    with pytest.raises(TypeError):
        assert Ordered(1) < (1, "b")  # type: ignore[operator]


@pytest.mark.parametrize("made", [Slotted(1), Open(1, "c"), Changing(1), Loose(1), Ordered(1)])
def test_replace_changes_the_fields_that_are_named_and_no_others(made: Any) -> None:
    changed = replace(made, one=5)
    assert changed == dataclasses.replace(made, one=5) != made
    assert made.one == 1
    with pytest.raises(TypeError, match="unexpected keyword"):
        replace(made, four=4)


def test_a_class_without_a_value_is_known_to_the_standard_library() -> None:
    @dataclass(frozen=True, slots=True)
    class Fresh:
        one: int
        two: list[int] = field(default_factory=list)

    assert [(each.name, each.type) for each in dataclasses.fields(Fresh)] == [("one", int), ("two", list[int])]
    assert dataclasses.is_dataclass(Fresh(1))
    assert dataclasses.asdict(Fresh(1)) == {"one": 1, "two": []}


def test_the_classes_of_the_program_ask_for_nothing_that_is_not_known_here() -> None:
    """No inheritance, no ``ClassVar``, no fields of their own kind."""
    for module in pkgutil.walk_packages(assembler.__path__, "assembler."):
        if module.name not in ("assembler.__main__", "assembler.engine.cluster"):
            importlib.import_module(module.name)
    ours: list[Any] = [each for each in object.__subclasses__() if each.__module__.startswith("assembler.")]
    found: list[Any] = [each for each in ours if dataclasses.is_dataclass(each)]
    assert len(found) > 80
    for each in found:
        assert each.__mro__ == (each, object)
        assert each.__match_args__ == tuple(field.name for field in dataclasses.fields(each))
        assert all(field.init and field.compare and field.repr for field in dataclasses.fields(each))
