"""Offer: the signatures that a model is shown, with the digest that the log knows them by."""

from __future__ import annotations

from functools import cached_property

from nex.data.events import SignatureRecord, write_signature
from nex.data.jsons import digest
from nex.data.messages import Signature


class Offer(tuple[Signature, ...]):
    """A tuple of signatures, made once per agent; record and digest are worked out once."""

    @cached_property
    def record(self) -> list[SignatureRecord]:
        """The signatures as they stand in the log."""
        return [write_signature(signature) for signature in self]

    @cached_property
    def digest(self) -> str:
        """The offer's identity, in 16 hexadecimal digits."""
        return digest(self.record)[:16]
