"""What the engines are given to do in the tests; workers import it."""

import gc
import os
import time
from pathlib import Path


def square(number: int) -> int:
    return number * number


def collects_after(_: int) -> int:
    return gc.get_threshold()[0]


def slowly(number: int) -> int:
    time.sleep(0.05)
    return number


def square_or_abort(number: int) -> int:
    """13 ends its process."""
    if number == 13:
        os._exit(9)
    return number * number


def square_or_hang(number: int) -> int:
    """17 never ends."""
    while number == 17:
        time.sleep(0.1)
    return number * number


def square_or_not(number: int) -> int:
    """13 aborts, as a library does that finds its memory spoilt; 17 never ends."""
    if number == 13:
        os.abort()
    return square_or_hang(number)


def once(marks: str, number: int) -> int:
    """7 ends its process the first time, as if somebody had killed it."""
    mark = Path(marks) / str(number)
    if number == 7 and not mark.exists():
        mark.touch()
        os._exit(9)
    return number


def greedy(number: int) -> int:
    """5 asks for more memory than it may have."""
    try:
        return len(bytes(2 * 1024**3 if number == 5 else 1))
    except MemoryError:
        return -1


def fault(number: int) -> int:
    return 1 // number
