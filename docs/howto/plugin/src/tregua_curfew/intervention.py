"""A curfew, as officers who are on the streets for it."""

from typing import ClassVar, Literal

from pydantic import Field

from tregua.scenarios.interventions import Programme
from tregua.vocabulary.numbers import Number


class Curfew(Programme):
    """Police who keep people at home at night.

    Attributes
    ----------
    officers
        Officers on the streets for it.
    """

    kind: Literal["curfew"] = "curfew"
    title: ClassVar[str] = "curfew"
    part: ClassVar[str] = "force"
    numbers: ClassVar = {"officers": Number("people", "officers on the streets", sized=True)}
    officers: float = Field(ge=0, le=100_000, description="officers on the streets for it")

    def clause(self) -> str:
        """Say what is done and where."""
        return f"{self.officers:,.0f} officers keep a curfew {self.where()}"

    def act(self, month) -> None:
        """Write the officers of a month, where most people live."""
        spread = month.ground.shares("population", self.territories)
        officers = self.officers * month.share(self.starts, self.ends)
        month.controls.add("police", officers * spread, conditional=self.conditional)
        self.charge(month)
