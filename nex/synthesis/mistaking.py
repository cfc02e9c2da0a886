"""Mistaking one row for another: the look-alikes that a proof and a verifier must tell apart."""

from __future__ import annotations

from nex.synthesis.drafts import Step
from nex.synthesis.scene import Scene


def alike(scene: Scene, entity: str, id: str) -> list[str]:
    """The two other rows that share most values with this one."""
    rows = scene.now.rows(entity)
    if id not in rows:
        return []
    own = rows[id]
    others = [
        (-sum(row[key] == value for key, value in own.items()), other)
        for other, row in rows.items()
        if other != id
    ]
    return [other for _, other in sorted(others)[:2]]


def swapped(step: Step, entity: str, id: str, other: str) -> Step:
    """The step on the other row, where it was on this one."""
    changed = {
        p.name: other
        for p in step.action.parameters
        if p.entity == entity and step.bindings.get(p.name) == id
    }
    return Step(step.action, {**step.bindings, **changed}) if changed else step
