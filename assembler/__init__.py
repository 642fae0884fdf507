"""Annual reports on government information disclosure: workbook -> check -> Word."""

__version__ = "0.1.0"
