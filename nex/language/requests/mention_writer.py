"""Wording mentions of rows, plainly or in the explicit form that cannot be misread."""

from __future__ import annotations

from dataclasses import dataclass

from nex.data.streams import Stream
from nex.data.world import Attribute, Value
from nex.language.requests.lexicon import Lexicon, Noun
from nex.language.requests.request import Mention, Trait
from nex.language.requests.tokens import spoken, words
from nex.language.requests.values import value_text
from nex.language.words.morphology import plural, singular, with_article


@dataclass(frozen=True, slots=True)
class MentionWriter:
    """Words for rows and values of one World; `explicit` spends beauty on certainty."""

    lexicon: Lexicon
    stream: Stream
    explicit: bool = False

    def row(self, mention: Mention, determiner: str = "the", *, plural: bool = False) -> str:
        """The noun phrase of a mention: `the loan of the book "Dune"`."""
        noun = self.lexicon.nouns[mention.entity]
        name = noun.plural if plural else noun.singular
        if mention.of is not None:
            return self._owned(mention.of, name)
        if self.explicit:
            traits = "; ".join(self._pair(noun, trait) for trait in mention.traits)
            return _phrase(determiner, "", name, f"({traits})" if traits else "")
        return self._plainly(noun, mention, _phrase(determiner), name)

    def value(self, attribute: Attribute, value: Mention | Value) -> str:
        """An attribute's value as a phrase."""
        if isinstance(value, Mention):
            return self.row(value)
        if attribute.type == "one_of" and isinstance(value, str) and not self.explicit:
            return spoken(value)
        return value_text(attribute.type, value)

    def _owned(self, of: tuple[str, Mention], name: str) -> str:
        attribute, holder = of
        if self.explicit:
            return f"the {name} ({spoken(attribute)} of: {self.row(holder)})"
        return f"the {spoken(attribute)} of {self.row(holder)}"

    def _pair(self, noun: Noun, trait: Trait) -> str:
        attribute = _attribute(noun, trait)
        return f"{spoken(attribute.name)}: {self.value(attribute, trait.value)}"

    def _plainly(self, noun: Noun, mention: Mention, determiner: str, name: str) -> str:
        before: list[str] = []
        label = ""
        after: list[str] = []
        for trait in self.stream.shuffled(mention.traits):
            if noun.label is not None and trait.attribute == noun.label.name and trait.value:
                label = self.value(noun.label, trait.value)
            elif self._is_adjective(noun, trait) and self.stream.chance(0.75):
                before.append(spoken(str(trait.value)))
            else:
                after.append(self._after(noun, trait, "are" if name == noun.plural else "is"))
        return _phrase(determiner, *before, name, label, " and ".join(sorted(after, key=_weight)))

    def _is_adjective(self, noun: Noun, trait: Trait) -> bool:
        if not isinstance(trait.value, str):
            return False
        said = words(spoken(trait.value))
        return not said[0][0].isdigit() and noun.owners.get(said) == trait

    def _after(self, noun: Noun, trait: Trait, verb: str) -> str:
        attribute = _attribute(noun, trait)
        name = spoken(attribute.name)
        if trait.value is None:
            return f"without {with_article(name)}"
        said = self.value(attribute, trait.value)
        forms = [f"whose {name} {'are' if _is_plural(name) else 'is'} {said}"]
        if isinstance(trait.value, Mention):
            linked = noun.links.get(trait.value.entity) == trait.attribute
            forms = [f"of {said}"] * 4 + [f"for {said}", *forms] if linked else forms
        else:
            forms += [f"with the {name} {said}", f"with {name} {said}"]
            if self._is_adjective(noun, trait):
                forms.append(f"that {verb} {said}")
        return self.stream.choice(forms)


def _attribute(noun: Noun, trait: Trait) -> Attribute:
    return noun.named[words(spoken(trait.attribute))]


def _is_plural(name: str) -> bool:
    return singular(name) != name and plural(singular(name)) == name


def _weight(text: str) -> int:
    return len(text)


def _phrase(*pieces: str) -> str:
    return " ".join(piece for piece in pieces if piece)
