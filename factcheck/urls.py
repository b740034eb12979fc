"""Where the interfaces are mounted: readers at the root, the desk and the admin below it."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("desk/", include("claims.desk.urls")),
    path("admin/", admin.site.urls),
    path("", include("claims.public.urls")),
]
