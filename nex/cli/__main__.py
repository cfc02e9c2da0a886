"""`python -m nex.cli` is `nex`."""

from nex.cli.main import main

main()
