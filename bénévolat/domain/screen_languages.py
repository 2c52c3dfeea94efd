"""Languages of the person's screens; the mission's own words stay French (issue of the person, R64)."""

from bénévolat.domain.labels import LabelledEnum


class ScreenLanguage(LabelledEnum):
    """A language the person's screens speak, each under its own name. Other audiences read French."""

    FRENCH = "fr", "Français"
    ENGLISH = "en", "English"
    ARABIC = "ar", "العربية"

    @property
    def direction(self) -> str:
        """Return ``ltr`` or ``rtl``, as HTML writes it."""
        return "rtl" if self is ScreenLanguage.ARABIC else "ltr"
