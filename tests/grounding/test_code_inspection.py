"""What a changed source may hold: whatever a mend needs, nothing that reaches for the judge."""

from __future__ import annotations

import pytest

from nex.grounding.code.inside.inspection import findings

BEFORE = {
    "tool/core.py": "import json\n\n\nclass Box:\n    def __eq__(self, other):\n        return True\n\n\ndef f(a):\n    return a - 1\n"
}


def found(text: str) -> list[str]:
    """What is found where this text stands at the end of the module."""
    return findings(BEFORE, {"tool/core.py": BEFORE["tool/core.py"] + text})


@pytest.mark.parametrize(
    "text",
    [
        "import math\nfrom collections import Counter\n",
        "class Other:\n    def __init__(self, a):\n        self._a = a\n\n    def __repr__(self):\n        return 'x'\n",
        "def g(a):\n    if not isinstance(a, int):\n        raise ValueError(f'{a!r} is no number')\n    return type(a)(1)\n",
        "from tool.other import g\nfrom . import other\n",
        "def g(self):\n    return self.token.time + self.queue.code\n",
        "def g(a):\n    try:\n        return json.loads(a)\n    except ValueError:\n        return None\n",
    ],
)
def test_what_mends_need_is_let_through(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "import os\nos._exit(0)\n",
        "import sys\nsys.exit(0)\n",
        "raise SystemExit(0)\n",
        "import pytest\npytest.raises = None\n",
        "from json import decoder, codecs\n",
        "import gc\n",
        "import dataclasses\ndataclasses.sys.modules\n",
        "json.codecs.builtins\n",
        "class Any2(int):\n    def __eq__(self, other):\n        return True\n",
        "Yes = type('Yes', (int,), {'_' * 2 + 'eq' + '_' * 2: lambda a, b: True})\n",
        "f.__globals__\n",
        "(lambda: 0).__code__\n",
        "open('/proc/1/fd/1', 'w')\n",
        "exec('import o' + 's')\n",
        "getattr(json, 'codecs')\n",
        "'{0.__class__}'.format(1)\n",
        "import atexit\n",
        "class Meta(type):\n    pass\nclass A(metaclass=Meta):\n    pass\n",
        "def g():\n    try:\n        f(1)\n    except:\n        pass\n",
        "def g():\n    try:\n        f(1)\n    except BaseException:\n        pass\n",
        "__builtins__['len'] = f\n",
        "from operator import attrgetter\n",
        "import inspect as re\n",
    ],
)
def test_what_reaches_for_the_judge_is_found(text: str) -> None:
    assert found(text)


def test_a_new_module_starts_from_nothing() -> None:
    assert findings(
        BEFORE, {"tool/new.py": "class A:\n    def __eq__(self, o):\n        return 1\n"}
    )
    assert not findings(BEFORE, {"tool/new.py": "import json\n\nX = 1\n"})


def test_moving_what_was_there_is_no_finding() -> None:
    lines = BEFORE["tool/core.py"].replace("a - 1", "a + 1")
    assert findings(BEFORE, {"tool/core.py": lines}) == []


def test_a_text_that_cannot_be_read_is_left_to_the_tests() -> None:
    assert findings(BEFORE, {"tool/core.py": "def f(:\n"}) == []
