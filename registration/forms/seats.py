from django import forms
from django.utils.translation import gettext_lazy as _

from programme.forms import ToTheSecond


class ReleaseTimeForm(forms.Form):
    release_at = forms.SplitDateTimeField(label=_("Announce by itself at"), widget=ToTheSecond)


class OtherTermsForm(forms.Form):
    """Another plan, to compare with the one at hand."""

    seats = forms.IntegerField(label=_("Places to give"), min_value=0, max_value=100_000)
    country_ceiling = forms.IntegerField(label=_("Most places for one country"), min_value=1, required=False)
    seed = forms.IntegerField(label=_("Lot for equals"), min_value=0)
