"""Columns of a sheet: their letters, as addresses and formulas have them, and their numbers from 0."""


def letters(column: int) -> str:
    """Letters of a column: 0 -> A, 26 -> AA."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def column_of(name: str) -> int:
    """The column behind its letters: A -> 0, xfd -> 16383."""
    number = -1
    for letter in name.upper():
        number = (number + 1) * 26 + ord(letter) - 65
    return number
