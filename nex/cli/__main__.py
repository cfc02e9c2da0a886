"""`python -m nex.cli` is `nex`."""

from nex.cli.main import main

if __name__ == "__main__":  # worker processes load this module under another name
    main()
