"""The addresses below one claim: one for each verb."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
