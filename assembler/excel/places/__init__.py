"""Where each entry of the form stands in a workbook that came back."""
