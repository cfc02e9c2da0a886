"""What a run looks like: text for the terminal, one self-contained page for the browser."""
