"""What a guest is asked: do you agree, what do you say, who are you, may we print it."""

from __future__ import annotations

from django import forms

from claims.models import GuestLink
from claims.workflow.guests import MAX_ANSWER


class AnswerForm(forms.Form):
    stance = forms.ChoiceField(
        label="What do you say to this passage?",
        choices=GuestLink.Stance.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether you agree, disagree or want to add context."},
    )
    text = forms.CharField(
        label="Your answer",
        max_length=MAX_ANSWER,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": "Write your answer."},
    )
    name = forms.CharField(
        label="Your name",
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Write your name, so that the newsroom knows who answers."},
    )
    affiliation = forms.CharField(
        label="Whom you speak for, or where you work",
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    may_publish = forms.BooleanField(label="You may publish my answer with my name.", required=False)
