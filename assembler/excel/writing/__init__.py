"""Workbooks of ours: the standard one, blank, filled or returned, and the summary of a batch."""
