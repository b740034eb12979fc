"""Where the interfaces are mounted: readers and guests at the root, the desk and the admin below it."""

from django.urls import include, path

from claims import admin
from claims.desk import login_urls

urlpatterns = [
    path("desk/", include("claims.desk.urls")),
    path("desk/", include(login_urls.for_allauth)),
    path("admin/", admin.site.urls),
    path("api/", include("claims.api.urls")),
    path("", include("claims.guests.urls")),
    path("", include("claims.public.urls")),
]

handler400 = "claims.api.problems.bad_request"
handler500 = "claims.api.problems.server_error"
