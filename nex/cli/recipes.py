"""From a command's options to the recipe of an environment."""

from __future__ import annotations

from nex.pipeline.drawing import aim_of
from nex.pipeline.synthesizing import Recipe
from nex.worlds.dialects import dialect as dialect_of


def recipe_of(
    counts: tuple[int, int, int], dialect: str, aim: tuple[str | None, str | None], manual: int
) -> Recipe:
    """The recipe for (seed, tasks, blueprints), a dialect, (difficulty, length) and a manual.

    Raises InputError for a dialect or a span that is none.
    """
    seed, tasks, blueprints = counts
    surface = dialect_of(dialect)
    return Recipe(seed, tasks, blueprints, surface=surface, aim=aim_of(*aim), manual=manual)
