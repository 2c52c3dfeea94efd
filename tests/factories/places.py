"""Communes, sectors, teams."""

from collections.abc import Sequence
from typing import Any

from bénévolat.models.communes import Commune, Epci, PostalCode
from bénévolat.models.teams import Sector, Team
from tests.factories.base import Maker

COMMUNES = (
    ("10387", "Troyes", "10000", 48.2973, 4.0744),
    ("10323", "Romilly-sur-Seine", "10100", 48.5153, 3.7267),
    ("10033", "Bar-sur-Aube", "10200", 48.2333, 4.7081),
    ("10081", "La Chapelle-Saint-Luc", "10600", 48.3119, 4.0439),
)
"""Four real communes of the Aube: INSEE code, name, postal code, rounded point."""


class PlaceMaker(Maker):
    """Makes places and teams."""

    def commune(self, insee: str = "10387") -> Commune:
        """Return one of the four communes of the tests, with its postal code and EPCI."""
        known = self.session.get(Commune, insee)
        if known is not None:
            return known
        _, name, postal_code, lat, lon = next(row for row in COMMUNES if row[0] == insee)
        if self.session.get(Epci, "200069250") is None:
            self._keep(Epci(siren="200069250", name="CA Troyes Champagne Métropole"))
        return self._keep(
            Commune(
                insee=insee,
                name=name,
                search_key=name.lower().replace("-", " "),
                departement="10",
                epci_siren="200069250",
                population=1000,
                lat=lat,
                lon=lon,
                postal_codes=[PostalCode(code=postal_code)],
            )
        )

    def communes(self) -> list[Commune]:
        """Return the four communes of the tests."""
        return [self.commune(row[0]) for row in COMMUNES]

    def sector(self, name: str | None = None, communes: Sequence[Commune] = ()) -> Sector:
        """Return a sector that covers these communes, Troyes by default."""
        return self._keep(
            Sector(name=name or f"Secteur {next(self._numbers)}", communes=list(communes) or [self.commune()])
        )

    def team(self, name: str | None = None, **values: Any) -> Team:
        """Return a team with a phone and a sector."""
        values.setdefault("phone", "03 25 00 00 01")
        if "sector" not in values:
            values["sector"] = self.sector()
        return self._keep(Team(name=name or f"Équipe {next(self._numbers)}", **values))
