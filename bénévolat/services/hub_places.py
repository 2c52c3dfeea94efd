"""Where a mission of the hub takes place, and which campaign it belongs to."""

from bénévolat.domain.enums import Remote
from bénévolat.domain.names import fold
from bénévolat.domain.places import FoundPlace, PlaceStatus, WrittenPlace
from bénévolat.services.hub_records import HubMission
from bénévolat.services.place_names import foreign_land, read_title_end
from bénévolat.services.places import PlaceIndex


def place_of(index: PlaceIndex, mission: HubMission) -> FoundPlace:
    """Return the commune of a mission, or why it is not sure. A mission done from home needs none."""
    if mission.remote is Remote.FULL:
        return FoundPlace(PlaceStatus.NOT_NEEDED)
    if land := foreign_land(fold(mission.whole_title)):
        reason = f"la mission semble se dérouler hors de France (« {land} »)"
        return FoundPlace(PlaceStatus.ABROAD, reason=reason)
    if _has_only_a_title(mission):
        return _at_the_end_of_the_title(index, mission)
    return index.resolve(mission.place)


def campaign_of(index: PlaceIndex, mission: HubMission) -> tuple[str, str]:
    """Return what makes two missions the same campaign: ``(folded title, organisation or publisher)``."""
    if mission.organisation:
        return fold(mission.whole_title), f"organisation {fold(mission.organisation)}"
    return title_of_campaign(index, mission.whole_title), f"source {fold(mission.publisher)}"


def title_of_campaign(index: PlaceIndex, title: str) -> str:
    """Return the folded title without the commune that ends it."""
    before, _ = index.town_at_end(read_title_end(fold(title), "").text)
    return before


def written_place(mission: HubMission) -> str:
    """Return the place as the source wrote it, on one line, for the report and the draft."""
    place = mission.place
    town = " ".join(filter(None, (place.postal_code, place.city)))
    text = f"{town} ({place.departement})" if place.departement else town
    if not text and place.point:
        text = f"{place.point[0]:.4f}, {place.point[1]:.4f}"
    return text


def _has_only_a_title(mission: HubMission) -> bool:
    return mission.place == WrittenPlace()


def _at_the_end_of_the_title(index: PlaceIndex, mission: HubMission) -> FoundPlace:
    end = read_title_end(fold(mission.whole_title), mission.external_id)
    if end.foreign:
        return FoundPlace(PlaceStatus.ABROAD, reason=f"le titre finit par un autre pays (« {end.foreign} »)")
    return index.resolve_title(end.text, announced=end.announced, departement=end.departement)
