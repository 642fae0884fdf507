"""What a workbook says: figures, texts, and what was done to the form."""
