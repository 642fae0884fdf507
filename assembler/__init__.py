"""Annual reports on government information disclosure: workbook -> check -> Word."""

__version__ = "0.1.0"
COLLECT_AFTER = 50_000
"""New objects until Python looks for unused ones: what a start makes stays, and to look through it over and over takes
a twentieth of the time."""
