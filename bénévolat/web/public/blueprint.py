"""The one blueprint of visitors: its pages are in the modules beside this one."""

from bénévolat.domain.enums import Audience
from bénévolat.web.access import AudienceBlueprint

bp = AudienceBlueprint("public", __name__, audience=Audience.PUBLIC)
