"""``python -m assembler`` does what ``assembler`` does."""

try:
    from assembler.cli import main
except KeyboardInterrupt:
    raise SystemExit(130) from None  # as cli.voice.INTERRUPTED; there is nothing yet to take it from

if __name__ == "__main__":
    main()
