"""Réglages de gunicorn : une instance par machine, derrière nginx (voir nginx.conf)."""

import logging
import os
import re
from typing import Any

from gunicorn.glogging import Logger

bind = "unix:/run/benevolat/web.sock"
worker_class = "gthread"
workers = os.cpu_count() or 2
threads = 4
timeout = 30
graceful_timeout = 30
keepalive = 5
max_requests = 5000
max_requests_jitter = 500
# Jamais preload_app : un processus né après l'ouverture de la base partagerait sa connexion.
preload_app = False
# nginx est le seul client ; il efface ce que le visiteur aurait écrit dans ces en-têtes.
forwarded_allow_ips = "*"
control_socket_disable = True


LINKS = re.compile(r"/(invitation|mot-de-passe/nouveau|acces/presences|acces/calendrier)/\S*")


def _without_token(record: logging.LogRecord) -> bool:
    record.msg, record.args = LINKS.sub(r"/\1/...", record.getMessage()), ()
    return True


class DiscreetLogger(Logger):  # type: ignore[misc]
    """Journal sans le jeton des liens reçus par courriel : qui le lit ne peut pas prendre un compte."""

    def setup(self, cfg: Any) -> None:
        """Taire aussi les jetons dans le journal des erreurs, qui cite l'adresse demandée."""
        super().setup(cfg)
        self.error_log.addFilter(_without_token)

    def atoms(self, resp: Any, req: Any, environ: Any, request_time: Any) -> dict[str, Any]:
        """Rendre ce que le journal écrit d'une requête."""
        atoms: dict[str, Any] = super().atoms(resp, req, environ, request_time)
        return {**atoms, "U": LINKS.sub(r"/\1/...", atoms["U"] or "")}


logger_class = DiscreetLogger
# Ni nom, ni adresse, ni jeton : le chemin (des identifiants opaques), le code et la durée.
accesslog = "-"
access_log_format = "%(t)s %(m)s %(U)s %(s)s %(B)s %(L)s"
errorlog = "-"
