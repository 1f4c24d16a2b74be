"""How the record names what the verbs of this app have done; a move to a state has the state’s own name."""

from django.utils.translation import gettext_lazy as _

DONE = {
    "certificates.certificate.issued": _("Certificate issued"),
}
