"""Words for the device of a session, from what its browser says of itself."""

BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


def device_words(user_agent: str | None) -> str:
    """Return «Firefox sur Windows», or «Appareil inconnu»."""
    text = user_agent or ""
    browser = next((words for sign, words in BROWSERS if sign in text), None)
    system = next((words for sign, words in SYSTEMS if sign in text), None)
    if browser and system:
        return f"{browser} sur {system}"
    return browser or system or "Appareil inconnu"
