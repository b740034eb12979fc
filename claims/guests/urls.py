"""Addresses that come in a mail and need no login: each holds the one token that opens it."""

from django.urls import path

from claims.guests import views

app_name = "guests"
urlpatterns = [
    path("answer/thanks/", views.thanks, name="thanks"),
    path("answer/<str:token>/", views.answer, name="answer"),
    path("mail/stop/<str:token>/", views.stop_mail, name="stop_mail"),
]
