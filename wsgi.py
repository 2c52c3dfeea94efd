"""Entry point of web servers: ``gunicorn wsgi:app``."""

from bénévolat.app import create_app

app = create_app()
