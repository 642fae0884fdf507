"""What a file is, before any parser sees it; files of other programs and locked ones."""
