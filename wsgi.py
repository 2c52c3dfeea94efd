"""Entry point of web servers (``gunicorn wsgi:app``) and of ``flask --app wsgi``."""

from bénévolat.app import create_app
from bénévolat.commands.registry import init_commands

app = create_app()
init_commands(app)
