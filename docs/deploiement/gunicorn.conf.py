"""Réglages de gunicorn : une instance par machine, derrière nginx (voir nginx.conf)."""

import os

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
# Ni nom ni adresse : les journaux ne gardent que le chemin (des identifiants opaques), le code et la durée.
accesslog = "-"
access_log_format = "%(t)s %(m)s %(U)s %(s)s %(B)s %(L)s"
errorlog = "-"
