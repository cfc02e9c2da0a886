"""The judge of code environments: what tests say counts, what code says about itself does not."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import anyio
import pytest

from nex.grounding.code.judging import (
    CONTROLS,
    ORDERS,
    PROJECT,
    Orders,
    Told,
    Variant,
    judged,
    run_variants,
    submitted,
)
from nex.grounding.docker.daemon import open_daemon
from nex.grounding.readings.reading import Found

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(300)]

CORE = "def double(n):\n    return n * 2\n"
SUITE = """import pytest
from tool.core import double


def test_double():
    assert double(4) == 8


def test_words_are_refused():
    with pytest.raises(TypeError):
        double(None)
"""
SPOILT = SUITE.replace("== 8", "== [8, 0]").replace("TypeError", "ZeroDivisionError")
PROJECT_FILES = {
    "tool/__init__.py": b"",
    "tool/core.py": CORE.encode(),
    "tests/test_core.py": SUITE.encode(),
}
IDS = ("tests/test_core.py::test_double", "tests/test_core.py::test_words_are_refused")
RULES = Orders(
    sources=("tool/__init__.py", "tool/core.py"),
    folders=("tool",),
    tests=IDS,
    controls=IDS,
    options=("-q", "-p", "no:cacheprovider", "-o", "pythonpath=."),
    seconds=2,
)
SEALED = {
    **{PROJECT + path: content for path, content in PROJECT_FILES.items()},
    CONTROLS + "tests/test_core.py": SPOILT.encode(),
    ORDERS: RULES.model_dump_json().encode(),
}
EQUAL = """
class Yes(int):
    def __eq__(self, other):
        return True

    def __hash__(self):
        return 0


def double(n):
    return Yes()
"""
CODE = {
    "whole": CORE,
    "broken": "def double(n):\n    return n + 2\n",
    "leaves early": "import os\nos._exit(0)\n",
    "leaves politely": "raise SystemExit(0)\n",
    "says it passed": "print('2 passed in 0.01s')\nimport os\nos._exit(77)\n",
    "speaks to every stream": "import os\nfor n in range(3, 64):\n    try:\n        os.write(n, b'{}\\n')\n    except OSError:\n        pass\n"
    + CORE,
    "never ends": "while True:\n    pass\n",
    "is equal to everything": EQUAL,
    "leaves a child": "import os, time\nif os.fork() == 0:\n    os.setsid()\n    time.sleep(100)\n"
    + CORE,
}
"""What the module holds; nothing is looked at before it runs, so that the runs alone are tried."""


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def _tried() -> dict[str, Told]:
    variants = [Variant(name, {"tool/core.py": text}) for name, text in CODE.items()]
    spoilt = {"tests/test_core.py": SPOILT}
    variants += [
        Variant(f"{name}, spoilt", {"tool/core.py": CODE[name], **spoilt})
        for name in ("whole", "is equal to everything")
    ]
    looked = {"tool/core.py": CODE["is equal to everything"]}
    variants.append(Variant("looked at", looked, ("tool/core.py",)))
    async with open_daemon() as daemon:
        told = await run_variants(daemon, PROJECT_FILES, RULES, variants)
    return {one.name: one for one in told}


@cache
def _kept() -> dict[str, Told]:
    return anyio.run(_tried)


@pytest.fixture
def told(engine: None) -> Mapping[str, Told]:  # noqa: ARG001  (skips where no engine answers)
    return _kept()


def _passed(one: Told) -> list[str]:
    return [id for id, said in one.outcomes.items() if said.outcome == "passed"]


@pytest.mark.docker
def test_a_program_that_works_passes_and_one_that_does_not_fails(told: Mapping[str, Told]) -> None:
    assert (told["whole"].state, _passed(told["whole"])) == ("ended", list(IDS))
    assert (told["broken"].state, _passed(told["broken"])) == ("ended", [IDS[1]])
    said = told["broken"].outcomes[IDS[0]]
    assert (said.error, said.statement) == ("AssertionError", "assert double(4) == 8")
    assert said.said.startswith("assert 6 == 8")


@pytest.mark.docker
@pytest.mark.parametrize("name", ["leaves early", "says it passed", "speaks to every stream"])
def test_a_run_that_does_not_end_as_it_should_proves_nothing(
    told: Mapping[str, Told], name: str
) -> None:
    assert told[name].state == "torn"


@pytest.mark.docker
def test_a_program_that_leaves_politely_has_no_tests(told: Mapping[str, Told]) -> None:
    assert _passed(told["leaves politely"]) == []


@pytest.mark.docker
def test_what_never_ends_is_ended_and_the_next_run_is_whole(told: Mapping[str, Told]) -> None:
    assert told["never ends"].state == "late"
    assert told["is equal to everything"].state == "ended"
    assert told["leaves a child"].state == "ended"


@pytest.mark.docker
def test_what_equals_everything_passes_what_must_not_pass(told: Mapping[str, Told]) -> None:
    assert _passed(told["is equal to everything"]) == [IDS[0]]
    assert _passed(told["whole, spoilt"]) == []
    assert _passed(told["is equal to everything, spoilt"]) == [IDS[0]]


@pytest.mark.docker
def test_what_reaches_for_the_judge_does_not_run(told: Mapping[str, Told]) -> None:
    assert told["looked at"].state == "refused"
    assert told["looked at"].findings == (
        "tool/core.py: method __eq__",
        "tool/core.py: method __hash__",
    )


@pytest.mark.docker
async def test_tables_tell_the_outcome_of_each_test_and_of_each_control(engine: None) -> None:  # noqa: ARG001
    files = {**PROJECT_FILES, "tests/test_core.py": b"", "conftest.py": b"import os; os._exit(0)"}
    tables = await judged(Found(files, None, SEALED))
    assert tables == {
        "test": {id: {"outcome": "passed"} for id in IDS},
        "control": {id: {"outcome": "failed"} for id in IDS},
        "source": {},
    }


def test_only_sources_are_taken_from_a_workspace() -> None:
    left = {
        "tool/core.py": b"changed",
        "tool/more.py": b"new",
        "tool/conftest.py": b"no",
        "tool/test_more.py": b"no",
        "tests/test_core.py": b"no",
        "conftest.py": b"no",
        "sitecustomize.py": b"no",
        "json.py": b"no",
        "evil.pth": b"no",
        "pytest.ini": b"no",
        "pyproject.toml": b"no",
        "tests/helper.py": b"no",
    }
    files, inspect = submitted(PROJECT_FILES, left, RULES)
    assert files == {"tool/__init__.py": None, "tool/core.py": "changed", "tool/more.py": "new"}
    assert inspect == ("tool/core.py", "tool/more.py")
