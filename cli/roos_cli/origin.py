"""Where inventory, demands and scenarios come from: the command line, a sweep file, or both of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from roos.demand import Demands
from roos.errors import Finding, Severity, error
from roos.places import Part
from roos.sampling.distribution import Distribution
from roos.sweeping.space import ScenarioSpace
from roos.sweeping.spec import DemandSource, SweepSpec
from roos.system import System
from roos.uncertainty import Uncertainty
from roos_cli.demand_source import inventory_for, source_of
from roos_cli.pipeline import Given, Request
from roos_cli.sweep_inputs import demands_of, scenario_space


@dataclass(frozen=True)
class Origin:
    """What to read; the command line goes before the file.

    Attributes
    ----------
    inventory, method
        Locator; name, or None for the inventory's own.
    demands
        Where they come from.
    file, spec
        The sweep file and what it says, or None.
    """

    inventory: str
    demands: DemandSource
    method: str | None = None
    file: Path | None = None
    spec: SweepSpec | None = None

    @classmethod
    def of(
        cls,
        command: str,
        *,
        inventory: str | None,
        demands: str | None,
        decimal: str,
        method: str | None,
        sweep: str | None,
    ) -> Origin:
        """Return what the command line and the file say together.

        Raises
        ------
        InputError
            E603 neither names an inventory or demands; and as :func:`roos_inventories.read_sweep`.
        """
        spec = None
        if sweep is not None:
            from roos_inventories.sweep_file import read_sweep

            spec = read_sweep(sweep)
        if inventory is None and spec is None:
            hint = "name one (`roos list inventories`), or a sweep file: --sweep FILE"
            raise error("E603", "no inventory is named", command, hint)
        if demands is None and spec is None:
            raise error("E603", "no demands are named", command, "add --demands FILE, or --sweep FILE")
        source = DemandSource(demands, decimal) if demands is not None else spec.demands  # type: ignore[union-attr]
        return cls(
            inventory if inventory is not None else spec.inventory,  # type: ignore[union-attr]
            source,
            method if method is not None or spec is None else spec.method,
            None if sweep is None else Path(sweep),
            spec,
        )

    def request(self, direction: str, accept_inaccurate: bool, allow_negative_supply: bool) -> Request:
        """Return the same for the steps that all commands share."""
        locator = inventory_for(self.inventory, self.demands.file)
        return Request(locator, self.method, (), direction, accept_inaccurate, allow_negative_supply)

    def read_demands(self, system: System) -> Demands:
        """Return the demands over the products of an inventory."""
        return demands_of(self.demands, system)

    def space(self, given: Given) -> ScenarioSpace | None:
        """Return the scenarios of the file without prices, which change no score; None without a file."""
        if self.spec is None:
            return None
        changes = tuple(change for change in self.spec.changes if change.part != Part.PRICES)
        return scenario_space(replace(self.spec, changes=changes), given)

    @property
    def distributions(self) -> dict[str, Distribution]:
        """Uncertain parameters that some score depends on."""
        if self.spec is None:
            return {}
        needed = self._needed()
        return {name: one for name, one in self.spec.distributions.items() if name in needed}

    def unused(self, command: str, *, draws: bool = True) -> tuple[Finding, ...]:
        """Return W191 for what the file says and the command does not use."""
        spec = self.spec
        if spec is None:
            return ()
        parts = {
            "prices": bool(spec.prices),
            "outputs": spec.outputs != type(spec.outputs)(),
            "run.path": draws and spec.run.path != "auto",
        }
        if not any(parts.values()):
            return ()
        what = (
            f"{command} does not use {', '.join(name for name, given in parts.items() if given)} of the file"
        )
        hint = "`roos sweep` does: scores have no prices here, and files of their own"
        return (Finding("W191", Severity.NOTE, what, spec.source, hint),)

    def record(self) -> dict[str, Any]:
        """Return what a record says of the sweep file, as plain values; nothing without one."""
        if self.spec is None:
            return {}
        return {"sweep": {"file": self.spec.source, "sha256": self.spec.digest, "title": self.spec.title}}

    def demands_record(self) -> Mapping[str, str]:
        """Return what a record says of where demands came from."""
        if self.demands.file:
            return source_of(self.demands.file)
        assert self.spec is not None
        return {"file": self.spec.source, "sha256": self.spec.digest}

    def _needed(self) -> frozenset[str]:
        assert self.spec is not None
        from roos.formula import Parameters

        changes = (change.formula for change in self.spec.changes if change.part != Part.PRICES)
        names = (name for formula in changes for name in getattr(formula, "names", ()))
        return Parameters.of(self.spec.parameters).needed(names)


def with_method(given: Given) -> Given:
    """Return an inventory that has the method as its own, so that scenarios may change its factors.

    Distributions of factors belong to the inventory's own method, and are left out with it.
    """
    system = given.system
    if given.method is system.characterisation:
        return given
    known = system.uncertainty
    kept = None if known is None else Uncertainty(known.technosphere, known.biosphere)
    return replace(given, system=replace(system, characterisation=given.method, uncertainty_of=lambda: kept))
