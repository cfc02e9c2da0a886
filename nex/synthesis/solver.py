"""The offline solver: reads the instruction, grounds it by searches, acts; it saw no solution.

It shares the grammar that wrote the text, so it catches the generator's faults, not bad English.
"""

from __future__ import annotations

from decimal import Decimal

from nex.data.jsons import Json, JsonValue
from nex.data.messages import Result
from nex.data.task import Caller, Outcome
from nex.data.world import Action, Attribute, Value, World, identifier
from nex.language.requests.answers import is_indifferent, read_answer
from nex.language.requests.asking import DID, please
from nex.language.requests.lexicon import Lexicon
from nex.language.requests.reader import read_mention, read_request
from nex.language.requests.request import (
    Do,
    Fallback,
    Item,
    Many,
    Mention,
    Question,
    Reach,
    Request,
    Speaker,
    Trait,
    When,
    label_attribute,
    mention,
)
from nex.language.words.literals import SCALES
from nex.synthesis.desk import Desk
from nex.synthesis.solver_choices import Stuck, work_on
from nex.worlds.planner import plan, reach
from nex.worlds.surface import call_arguments
from nex.worlds.values import shown


class OfflineSolver:
    """Solves instructions about one World by reading, searching and planning."""

    def __init__(self, words: Lexicon) -> None:
        self._words = words

    def __call__(self, instruction: str, desk: Desk, /) -> Outcome:
        """Work from the text alone and say how it ended."""
        request = read_request(instruction, self._words)
        if request is None:
            return Outcome(status="refused", reason="the request was not understood")
        return fulfil(request, self._words, desk)


def fulfil(request: Request, words: Lexicon, desk: Desk) -> Outcome:
    """Do what a request asks for, whoever read it, and say how it ended."""
    work = _Work(words, desk, request.speaker)
    try:
        answers = [work.item(item) for item in request.items]
    except Stuck as stuck:
        return Outcome(status="refused", reason=str(stuck))
    return Outcome(answer=next((answer for answer in answers if answer is not None), None))


class _Work:
    """One request in hand."""

    def __init__(self, words: Lexicon, desk: Desk, speaker: Speaker | None) -> None:
        self._words = words
        self._desk = desk
        self._speaker = speaker

    @property
    def _world(self) -> World:
        return self._words.world

    def item(self, item: Item) -> JsonValue:
        """Do what the item asks for; a question's answer, else None."""
        match item:
            case Do():
                self._do(item)
            case Reach():
                self._reach(item)
            case Question():
                return self._answer(item)
            case Many() | When() | Fallback():
                work_on(self, item)
        return None

    def plain(self, question: Question, answer: JsonValue) -> Value:
        """An answer in the scale of the attribute that was asked for."""
        attribute = self._attribute(question.rows.entity, question.attribute or "")
        scale = SCALES.get(attribute.type, 1) if attribute else 1
        if isinstance(answer, int | float) and not isinstance(answer, bool):
            return round(answer * scale)
        return _plain(answer)

    def _do(self, item: Do) -> None:
        action = self._world.action(item.action)
        given: dict[str, Value] = {}
        for name, value in self._completed(action, item).items():
            row = isinstance(value, Mention)
            given[name] = str(self._one(value)["id"]) if row else value
        self._act(action, given)

    def _completed(self, action: Action, item: Do) -> dict[str, Mention | Value]:
        """The arguments, with those that the instruction leaves out as the user tells them."""
        found = dict(item.arguments)
        for parameter in action.parameters:
            if parameter.optional or parameter.name in found:
                continue
            said = self._desk.ask(f"What is the {parameter.name}?")
            told = read_answer(said, parameter, self._words)
            if told is None:
                raise Stuck(f"the {parameter.name} is not known")
            found[parameter.name] = told.value
            for name in [p.name for p in action.parameters if p.name in found]:
                value = found[name]
                if told.instead and name != parameter.name and isinstance(value, Mention):
                    same = value.entity == told.instead.entity
                    found[name] = told.instead if same else value
        return found

    def _act(self, action: Action, given: dict[str, Value]) -> None:
        if action.in_person:
            says = self._desk.ask(please(action, given, self._words, self._called))
            if not says.startswith(DID):
                raise Stuck(says)
            return
        arguments = call_arguments(self._world, action.name, given)
        result = self._desk.act(identifier(action.name), arguments)
        if result.status != "ok":
            raise Stuck(result.text)

    def _called(self, entity: str, id: str) -> Value:
        label = label_attribute(self._world.entity(entity))
        return _plain(self._get(entity, id)[identifier(label.name)]) if label else None

    def _reach(self, item: Reach) -> None:
        row = self._one(item.row)
        value = self._one(item.value)["id"] if isinstance(item.value, Mention) else item.value
        target = reach(item.row.entity, str(row["id"]), item.attribute, _plain(value))
        found = plan(self._desk.session.state, (target,), caller=self._caller())
        if found is None:
            raise Stuck("no actions lead there")
        self._desk.shortest &= found.shortest
        for step in found.steps:
            self._act(self._world.action(step.action), dict(step.bindings))

    def _caller(self) -> Caller:
        """Who asks, as far as the text says."""
        speaker = self._speaker
        if speaker is None or speaker.label is None:
            return Caller(role=speaker.role) if speaker else Caller()
        entity = self._world.entity(speaker.role)
        label = label_attribute(entity)
        named = Trait(label.name if label else "", speaker.label)
        return Caller(role=speaker.role, row=str(self._one(mention(entity.name, named))["id"]))

    def _answer(self, item: Question) -> JsonValue:
        if item.asked == "value":
            return self._told(item.rows.entity, self._one(item.rows), item.attribute or "")
        rows = self.rows(item.rows)
        if item.asked == "count":
            return len(rows)
        values = [row[identifier(item.attribute or "")] for row in rows]
        if item.asked == "list":
            return [value for value in values if value is not None]
        numbers = [Decimal(str(value)) for value in values if isinstance(value, int | float)]
        if not numbers:
            raise Stuck("there are no such values")
        over = {"sum": sum, "highest": max, "lowest": min}[item.asked]
        return float(over(numbers))

    def _told(self, entity: str, row: Json, name: str) -> JsonValue:
        attribute = self._attribute(entity, name)
        value = row[identifier(name)]
        if attribute is None or attribute.type != "reference" or attribute.entity is None:
            return value
        target = self._get(attribute.entity, value)
        label = label_attribute(self._world.entity(attribute.entity))
        return target[identifier(label.name)] if label else None

    def _one(self, mention: Mention) -> Json:
        """The one row that a mention fits; the user is asked where several do."""
        rows = self.rows(mention)
        if len(rows) > 1:
            said = self._desk.ask(f"Which {mention.entity} do you mean?")
            if is_indifferent(said):
                return rows[0]
            meant = read_mention(said, self._words)
            rows = self.rows(meant) if meant is not None else rows
        if len(rows) != 1:
            raise Stuck(f"{len(rows)} rows fit the description of the {mention.entity}")
        return rows[0]

    def rows(self, mention: Mention) -> list[Json]:
        """Every row that a mention fits."""
        if mention.of is not None:
            attribute, holder = mention.of
            return [self._get(mention.entity, self._one(holder)[identifier(attribute)])]
        filters: Json = {}
        for trait in mention.traits:
            if trait.attribute == "id":
                return [self._get(mention.entity, str(trait.value))]
            if trait.value is not None:
                filters[identifier(trait.attribute)] = self._filter(mention.entity, trait)
        unset = [identifier(trait.attribute) for trait in mention.traits if trait.value is None]
        found = self._search(mention.entity, filters)
        return [row for row in found if all(row[key] is None for key in unset)]

    def _filter(self, entity: str, trait: Trait) -> JsonValue:
        if isinstance(trait.value, Mention):
            return self._one(trait.value)["id"]
        attribute = self._attribute(entity, trait.attribute)
        return shown(trait.value, attribute.type if attribute else "text")

    def _search(self, entity: str, filters: Json) -> list[Json]:
        tool = f"search_{identifier(self._world.entity(entity).plural)}"
        found: list[Json] = []
        page, pages = 1, 1
        while page <= pages:
            arguments = filters if page == 1 else {**filters, "page": page}
            value = _value(self._desk.call(tool, arguments))
            rows, last = value["rows"], value["pages"]
            found += (
                [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
            )
            page, pages = page + 1, last if isinstance(last, int) else 1
        return found

    def _get(self, entity: str, id: JsonValue) -> Json:
        return _value(self._desk.call(f"get_{identifier(entity)}", {"id": id}))

    def _attribute(self, entity: str, name: str) -> Attribute | None:
        return self._world.entity(entity).attribute(name)


def _plain(value: JsonValue) -> Value:
    return value if isinstance(value, bool | int | str) else None


def _value(result: Result) -> Json:
    if result.status != "ok" or not isinstance(result.value, dict):
        raise Stuck(result.text)
    return result.value
