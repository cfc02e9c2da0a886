"""Reference solvers: programs that work through the tools of one kind of environment."""
