"""The requests to a World's server that are no tools; only the owner's token opens them."""

from __future__ import annotations

from dataclasses import dataclass

from mcp import Client, MCPError
from mcp_types import Request

from nex.data.task import Evidence
from nex.errors import SandboxError
from nex.worlds.server import EvidenceRequest, EvidenceResult, HandsRequest, HandsResult
from nex.worlds.wire import EVIDENCE, HANDS

REPLY_SECONDS = 30.0


class AskEvidence(Request[EvidenceRequest, str]):
    """Asks what the World's side saw."""

    method: str = EVIDENCE
    params: EvidenceRequest


class AskHands(Request[HandsRequest, str]):
    """Asks the user to do something with their own hands."""

    method: str = HANDS
    params: HandsRequest


@dataclass(frozen=True, slots=True)
class Owned:
    """A server whose owner's token one has."""

    client: Client
    token: str

    async def evidence(self) -> Evidence:
        """What the World's side saw; SandboxError where it does not say."""
        asked = AskEvidence(params=EvidenceRequest(token=self.token))
        try:
            reply = await self.client.session.send_request(asked, EvidenceResult, REPLY_SECONDS)
        except MCPError as e:
            raise SandboxError(f"the World's server gave no evidence: {e}") from e
        return reply.evidence

    async def hands(self, question: str) -> str | None:
        """What the user does and says, None where nothing; SandboxError where no answer comes."""
        asked = AskHands(params=HandsRequest(token=self.token, question=question))
        try:
            reply = await self.client.session.send_request(asked, HandsResult, REPLY_SECONDS)
        except MCPError as e:
            raise SandboxError(f"the World's server gave the user no hands: {e}") from e
        return reply.says
