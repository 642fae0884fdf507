"""``python -m assembler`` does what ``assembler`` does."""

from assembler.cli import main

if __name__ == "__main__":
    main()
