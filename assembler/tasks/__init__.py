"""One module per command, named like it; no click, no printing."""
