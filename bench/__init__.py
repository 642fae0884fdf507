"""How fast the program is, beside what people use otherwise: ``make bench`` (docs/performance.md)."""
