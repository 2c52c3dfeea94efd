"""Screens of visitors: home page, catalogue, information pages, health."""

from bénévolat.web.public import health, offers, pages, session
from bénévolat.web.public.blueprint import bp

__all__ = ["bp", "health", "offers", "pages", "session"]
