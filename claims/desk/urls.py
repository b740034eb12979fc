"""The desk's addresses. What lies below one claim is in claim_urls."""

from django.urls import URLPattern, URLResolver, include, path

from claims.desk import claim_urls
from claims.desk.views import (
    articles,
    board,
    draft,
    importing,
    inbox,
    inbox_bulk,
    insights,
    jobs,
    keyboard,
    me,
    my_work,
    session,
    style,
)

app_name = "desk"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", inbox.inbox, name="inbox"),
    path("new-claims/", inbox.newcomers, name="newcomers"),
    path("new-claims/chosen/", inbox_bulk.decide_all, name="decide_all"),
    path("new-claims/<int:pk>/<str:name>/", inbox.decide, name="decide"),
    path("board/", board.board, name="board"),
    path("articles/", articles.articles, name="articles"),
    path("articles/<int:pk>/", articles.article, name="article"),
    path("articles/<int:pk>/claims/", articles.pick_sentence, name="pick_sentence"),
    path("import/", importing.import_articles, name="import"),
    path("draft/", draft.draft, name="draft"),
    path("draft/import/", draft.store_draft, name="store_draft"),
    path("send-claim/", importing.send_claim, name="send_claim"),
    path("claims/<int:pk>/", include(claim_urls.urlpatterns)),
    path("me/", me.me, name="me"),
    path("my-work/", my_work.my_work, name="my_work"),
    path("my-work/notices/read/", my_work.read_all_notices, name="read_all_notices"),
    path("my-work/notices/<int:pk>/read/", my_work.read_notice, name="read_notice"),
    path("insights/", insights.insights, name="insights"),
    path("jobs/", jobs.jobs, name="jobs"),
    path("jobs/retry/", jobs.retry_all_jobs, name="retry_all_jobs"),
    path("jobs/<int:pk>/retry/", jobs.retry_job, name="retry_job"),
    path("style/", style.style, name="style"),
    path("find/", keyboard.find, name="find"),
    path("keys/", keyboard.switch_keys, name="switch_keys"),
    path("counts/", session.counts, name="counts"),
    path("token/", session.token, name="token"),
    path("login/", session.LoginView.as_view(), name="login"),
    path("logout/", session.LogoutView.as_view(), name="logout"),
    path("<path:address>/", session.nowhere),
]
