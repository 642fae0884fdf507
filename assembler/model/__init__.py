"""What a report is: pure values, standard library only."""
