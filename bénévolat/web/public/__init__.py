"""Screens of visitors: home page, catalogue, information pages, health."""

from bénévolat.web.public import health, offers, pages
from bénévolat.web.public.blueprint import bp

__all__ = ["bp", "health", "offers", "pages"]
