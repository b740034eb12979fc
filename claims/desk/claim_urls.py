"""The addresses below one claim: one for each verb."""

from django.urls import URLPattern, path

from claims.desk.views import claim, claim_chain, claim_evidence, claim_family, claim_moves, claim_review, claim_work

urlpatterns: list[URLPattern] = [
    path("", claim.claim, name="claim"),
    path("live/", claim.claim_live, name="claim_live"),
    path("history/", claim.claim_history, name="claim_history"),
    path("rounds/<int:number>/", claim.claim_round, name="claim_round"),
    path("preview/", claim.preview, name="preview"),
    path("move/<str:name>/", claim_moves.move, name="move"),
    path("reword/", claim_work.reword, name="reword"),
    path("plan/", claim_work.plan, name="plan"),
    path("draft/", claim_work.edit_draft, name="edit_draft"),
    path("key-elements/", claim_work.add_key_element, name="add_key_element"),
    path("key-elements/<int:element>/", claim_work.edit_key_element, name="edit_key_element"),
    path("key-elements/<int:element>/remove/", claim_work.remove_key_element, name="remove_key_element"),
    path("searches/", claim_work.log_counter_search, name="log_counter_search"),
    path("replies/", claim_work.ask_for_reply, name="ask_for_reply"),
    path("replies/<int:reply>/", claim_work.record_reply, name="record_reply"),
    path("exemption/", claim_work.exempt_from_reply, name="exempt_from_reply"),
    path("interest/", claim_work.declare_interest, name="declare_interest"),
    path("evidence/<int:evidence>/accept/", claim_evidence.accept_evidence, name="accept_evidence"),
    path("evidence/<int:evidence>/reject/", claim_evidence.reject_evidence, name="reject_evidence"),
    path("evidence/<int:evidence>/reconsider/", claim_evidence.reconsider_evidence, name="reconsider_evidence"),
    path("evidence/<int:evidence>/capture/", claim_evidence.capture_again, name="capture_again"),
    path("evidence/attach/url/", claim_evidence.attach_url, name="attach_url"),
    path("evidence/attach/file/", claim_evidence.attach_file, name="attach_file"),
    path("evidence/attach/by-hand/", claim_evidence.attach_by_hand, name="attach_by_hand"),
    path("matches/<int:match>/confirm/", claim_family.confirm_match, name="confirm_match"),
    path("matches/<int:match>/reject/", claim_family.reject_match, name="reject_match"),
    path("origins/<int:source>/", claim_chain.decide_origin, name="decide_origin"),
    path("dossier/", claim_chain.dossier, name="claim_dossier"),
    path("gather/", claim_evidence.gather_again, name="gather_again"),
    path("review/", claim_review.file_review, name="file_review"),
    path("review/withdraw/", claim_review.withdraw_review, name="withdraw_review"),
    path("reviewers/", claim_review.reviewers, name="reviewers"),
    path("reviewers/assign/", claim_review.assign_reviewer, name="assign_reviewer"),
    path("reviewers/<int:person>/excuse/", claim_review.excuse_reviewer, name="excuse_reviewer"),
]
