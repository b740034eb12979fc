"""The public site's addresses. Policy pages come last: their pattern takes any word."""

from django.urls import path

from claims.public import feeds, sitemaps, views

app_name = "public"
urlpatterns = [
    path("", views.home, name="home"),
    path("claims/<slug:slug>/", views.claim, name="claim"),
    path("claims/<slug:slug>/v/<int:n>/", views.revision, name="revision"),
    path("corrections/", views.corrections, name="corrections"),
    path("feed.atom", feeds.atom, name="atom"),
    path("sitemap.xml", sitemaps.sitemap, name="sitemap"),
    path("robots.txt", sitemaps.robots, name="robots"),
    path("<slug:slug>/", views.page, name="page"),
]
