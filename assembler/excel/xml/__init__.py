"""An .xlsx in one pass over its XML, behind the preflight."""
