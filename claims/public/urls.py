"""The public site's addresses. Policy pages come last: their pattern takes any word."""

from django.urls import path

from claims.public import datafeed, embeds, feeds, pages, sending, sitemaps, subjects, views

app_name = "public"
urlpatterns = [
    path("", views.home, name="home"),
    path("claims/<slug:slug>/", views.claim, name="claim"),
    path("claims/<slug:slug>/v/<int:n>/", views.revision, name="revision"),
    path("claims/<slug:slug>/v/<int:n>/picture.png", embeds.drawn, name="picture"),
    path("embed/<slug:slug>/", embeds.card, name="embed"),
    path("oembed", embeds.oembed, name="oembed"),
    path("topics/", subjects.topics, name="topics"),
    path("topics/<str:slug>/", subjects.topic, name="topic"),
    path("claimants/<int:pk>/", subjects.claimant, name="claimant"),
    path("corrections/", views.corrections, name="corrections"),
    path("feed.atom", feeds.atom, name="atom"),
    path("feeds/claimreview.json", datafeed.datafeed, name="datafeed"),
    path("sitemap.xml", sitemaps.sitemap, name="sitemap"),
    path("news-sitemap.xml", sitemaps.news, name="news"),
    path("robots.txt", sitemaps.robots, name="robots"),
    path("send-a-claim/", sending.send_claim, name="send_claim"),
    path("report-an-error/", sending.report_error, name="report"),
    path("sent/<str:token>/", sending.sent, name="sent"),
    path("<slug:slug>/", pages.page, name="page"),
    path("<slug:slug>/versions/", pages.versions, name="page_versions"),
    path("<slug:slug>/v/<int:n>/", pages.version, name="page_version"),
]
