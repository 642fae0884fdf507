"""What a formula adds up: SUM, + and - over cells as coefficients, so that formulas are compared by their meaning."""

from collections.abc import Callable, Mapping
from decimal import Decimal

from assembler.excel.layout import Place
from assembler.patterns import late
from assembler.records import dataclass, field

_TOKEN = late(
    r"\s*(?:(?P<number>[0-9]+(?:\.[0-9]*)?(?:[eE][+-]?[0-9]+)?)(?![A-Za-z0-9_.!])"
    r"|(?P<sheet>'(?:[^']|'')+'!|[^\s'!()+\-*/,;:&<>=^%\"\[\]{}#]+!)?"
    r"(?P<cell>\$?[A-Za-z]{1,3}\$?[0-9]{1,7})(?![\w.(])"
    r"|(?P<call>[A-Za-z.]+)\(|(?P<name>[^\W\d][\w.]*)|(?P<sign>[-+*/(),:%]))"
)
_MOST_CELLS = 5000
_CELL = late(r"\$?([A-Za-z]+)\$?([0-9]+)")
Names = Mapping[str, Place]


@dataclass(frozen=True, slots=True)
class Linear:
    """A constant and the places that are added to it, each so many times; places without effect are left out."""

    constant: Decimal = Decimal(0)
    terms: Mapping[Place, Decimal] = field(default_factory=dict)

    def plus(self, other: "Linear", times: Decimal = Decimal(1)) -> "Linear":
        """The sum of both, the other one so many times."""
        terms = dict(self.terms)
        for place, factor in other.terms.items():
            terms[place] = terms.get(place, Decimal(0)) + factor * times
        kept = {place: factor for place, factor in terms.items() if factor}
        return Linear(self.constant + other.constant * times, kept)

    def value(self, figure: Callable[[Place], Decimal | None]) -> Decimal | None:
        """What it comes to; None if a place has no figure."""
        total = self.constant
        for place, factor in self.terms.items():
            each = figure(place)
            if each is None:
                return None
            total += each * factor
        return total


class _Foreign(Exception):
    """The formula says more than sums of cells."""


def linear(formula: str, sheet: str, names: Names) -> Linear | None:
    """What the formula of a cell on that sheet adds up; None if it is no such sum or refers to another file."""
    try:
        return _Parser(formula.strip().removeprefix("{").removesuffix("}").removeprefix("="), sheet, names).whole()
    except (_Foreign, RecursionError, ArithmeticError):
        return None


class _Parser:
    """sum = term {(+|-) term}; term = factor {(*|/) factor}; factor = {+|-} primary {%}."""

    def __init__(self, formula: str, sheet: str, names: Names) -> None:
        self.sheet = sheet
        self.names = {name.casefold(): place for name, place in names.items()}
        self.tokens: list[tuple[str, str, str]] = []  # kind, text, sheet
        at = 0
        while at < len(formula):
            match = _TOKEN.match(formula, at)
            if not match or match.end() == at:
                raise _Foreign
            kind = next(name for name in ("number", "cell", "call", "name", "sign") if match[name])
            self.tokens.append((kind, match[kind], match["sheet"] or ""))
            at = match.end()
            at += len(formula[at:]) - len(formula[at:].lstrip())
        self.at = 0

    def whole(self) -> Linear:
        """All of the formula."""
        found = self._sum()
        if self.at < len(self.tokens):
            raise _Foreign
        return found

    def _next(self, *signs: str) -> str:
        """The sign that comes next, taken, if it is one of these; else ""."""
        if self.at < len(self.tokens) and self.tokens[self.at][0] == "sign" and self.tokens[self.at][1] in signs:
            self.at += 1
            return self.tokens[self.at - 1][1]
        return ""

    def _sum(self) -> Linear:
        found = self._product()
        while sign := self._next("+", "-"):
            found = found.plus(self._product(), Decimal(f"{sign}1"))
        return found

    def _product(self) -> Linear:
        found = self._factor()
        while sign := self._next("*", "/"):
            other = self._factor()
            if sign == "/":
                other = Linear(1 / _constant(other))
            elif found.terms and other.terms:
                raise _Foreign
            elif not found.terms:
                found, other = other, found
            found = Linear().plus(found, other.constant)
        return found

    def _factor(self) -> Linear:
        if sign := self._next("+", "-"):
            return Linear().plus(self._factor(), Decimal(f"{sign}1"))
        found = self._primary()
        while self._next("%"):
            found = Linear().plus(found, Decimal("0.01"))
        return found

    def _primary(self) -> Linear:
        if self._next("("):
            found = self._sum()
            self._close()
            return found
        if self.at >= len(self.tokens):
            raise _Foreign
        kind, text, _ = self.tokens[self.at]
        if kind == "number":
            self.at += 1
            return Linear(Decimal(text))
        if kind == "call" and text.upper() == "SUM":
            self.at += 1
            return self._arguments()
        places = self._places()
        if len(places) != 1:
            raise _Foreign
        return Linear(terms=dict.fromkeys(places, Decimal(1)))

    def _arguments(self) -> Linear:
        found = Linear()
        while True:
            if self.at < len(self.tokens) and self.tokens[self.at][0] in ("cell", "name") and self._is_alone():
                for place in self._places():
                    found = found.plus(Linear(terms={place: Decimal(1)}))
            else:
                found = found.plus(self._sum())
            if not self._next(","):
                self._close()
                return found

    def _is_alone(self) -> bool:
        """True if a cell or a range is all of an argument of SUM."""
        end = self.at + (3 if self.tokens[self.at + 1 : self.at + 2] == [("sign", ":", "")] else 1)
        return end < len(self.tokens) and self.tokens[end][1] in (",", ")")

    def _close(self) -> None:
        if not self._next(")"):
            raise _Foreign

    def _places(self) -> list[Place]:
        """The cells of a reference, a range or a defined name."""
        kind, text, sheet = self.tokens[self.at]
        self.at += 1
        if kind == "name" and text.casefold() in self.names:
            return [self.names[text.casefold()]]
        if kind != "cell":
            raise _Foreign
        if "[" in sheet:
            raise _Foreign  # of another file
        sheet = sheet.removesuffix("!").removeprefix("'").removesuffix("'").replace("''", "'") or self.sheet
        top, left = bottom, right = _coordinates(text)
        if self._next(":"):
            kind, text, other = self.tokens[self.at] if self.at < len(self.tokens) else ("", "", "")
            if kind != "cell" or other:
                raise _Foreign
            self.at += 1
            bottom, right = _coordinates(text)
        top, bottom = sorted((top, bottom))
        left, right = sorted((left, right))
        if (bottom - top + 1) * (right - left + 1) > _MOST_CELLS:
            raise _Foreign
        return [Place(sheet, row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)]


def _coordinates(text: str) -> tuple[int, int]:
    """Row and column from 0 of $E$6."""
    match = _CELL.fullmatch(text)
    assert match is not None
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - 64
    return int(match[2]) - 1, column - 1


def _constant(part: Linear) -> Decimal:
    if part.terms:
        raise _Foreign
    return part.constant
