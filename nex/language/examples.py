"""Form 14: examples, sentences that the World must make true."""

from __future__ import annotations

from nex.language.meanings import Meaning
from nex.language.vocabulary import Vocabulary
from nex.language.words import Sentence


def examples(words: Sentence, vocabulary: Vocabulary) -> list[Meaning]:
    """Every reading of a statement as an example."""
    return []
