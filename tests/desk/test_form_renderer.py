"""What is written without templates is what Django's own form templates write."""

from __future__ import annotations

import re

import pytest
from django import forms

from claims.desk.forms.renderer import QuickRenderer
from claims.desk.forms.selects import LongSelect

_CHOICES = [("", "Any"), ("1", "The <b>Courier</b>"), ("2", "Wire & Co")]


class Everything(forms.Form):
    line = forms.CharField(max_length=20, help_text="Short.")
    long = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), required=False)
    day = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    number = forms.IntegerField(min_value=0, required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput)
    one = forms.ChoiceField(choices=_CHOICES, widget=forms.RadioSelect)
    some = forms.MultipleChoiceField(choices=_CHOICES, widget=forms.CheckboxSelectMultiple)
    select = forms.ChoiceField(choices=_CHOICES, required=False)
    tick = forms.BooleanField(required=False)


class Long(Everything):
    select = forms.ChoiceField(choices=_CHOICES, required=False, widget=LongSelect)


_TYPED = {"line": 'A "quoted" <line>', "long": "\n<b>Two</b>\nlines", "seen": "7", "one": "1", "some": ["1", "2"],
          "select": "2", "day": "2031-04-30", "number": "3", "tick": "on"}  # fmt: skip


@pytest.mark.parametrize("data", [None, _TYPED, {}], ids=["fresh", "typed", "refused"])
def test_every_widget_is_written_as_django_writes_it(data: dict[str, object] | None) -> None:
    own, django = Long(data, renderer=QuickRenderer()), Everything(data)
    for name in Everything.base_fields:
        assert _even(own[name]) == _even(django[name]), name
    for name in ("one", "some"):
        assert [option.tag() for option in own[name]] == [option.tag() for option in django[name]]


def _even(field: forms.BoundField) -> str:
    """Without the white space between tags."""
    return re.sub(r">\s+<", "><", str(field))
