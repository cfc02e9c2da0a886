"""A server whose clock is wrong: what it answers otherwise then depends on the time."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

SECONDS = 200 * 86_400 + 5 * 3_600 + 37 * 60 + 13
"""Ahead: another season, another year, another time of day."""
_PYTHON = f"""
import datetime as _d, time as _t
_ahead = {SECONDS}
_now, _ns = _t.time, _t.time_ns
_t.time = lambda: _now() + _ahead
_t.time_ns = lambda: _ns() + _ahead * 10**9
class _Meta(type):
    def __instancecheck__(cls, it): return isinstance(it, cls._real)
    def __subclasscheck__(cls, it): return issubclass(it, cls._real)
def _moment(real):
    class moment(real, metaclass=_Meta):
        _real = real
        @classmethod
        def now(cls, tz=None): return real.fromtimestamp(_t.time(), tz)
        @classmethod
        def utcnow(cls): return real.fromtimestamp(_t.time(), _d.timezone.utc).replace(tzinfo=None)
        @classmethod
        def today(cls): return real.fromtimestamp(_t.time())
    return moment
def _day(real):
    class day(real, metaclass=_Meta):
        _real = real
        @classmethod
        def today(cls): return real.fromtimestamp(_t.time())
    return day
_d.datetime, _d.date = _moment(_d.datetime), _day(_d.date)
"""
_NODE = f"""
const Real = Date, ahead = {SECONDS}000;
globalThis.Date = class Date extends Real {{
  constructor(...given) {{ if (given.length) super(...given); else super(Real.now() + ahead); }}
  static now() {{ return Real.now() + ahead; }}
}};
"""


def ahead(command: Sequence[str]) -> tuple[str, ...] | None:
    """The command with a clock that is SECONDS ahead; None where it starts neither Python nor Node."""
    match [*command]:
        case ["python" | "python3" as python, "-c", code, *rest]:
            return (python, "-c", f"{_PYTHON}\n{code}", *rest)
        case ["python" | "python3" as python, "-m", module, *rest]:
            run = f"import runpy; runpy.run_module({module!r}, run_name='__main__', alter_sys=True)"
            return (python, "-c", f"{_PYTHON}\n{run}", *rest)
        case ["node", *rest]:
            return ("node", "--import", f"data:text/javascript,{quote(_NODE)}", *rest)
        case _:
            return None
