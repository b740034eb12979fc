"""Captures in a bucket of S3, or of a service that speaks the same; nothing else imports this (extra `s3`)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, Final, cast

from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError, NoCredentialsError
from botocore.exceptions import ConnectionError as CannotConnect
from s3transfer.exceptions import RetriesExceededError
from storages.backends.s3 import S3Storage

from claims.snapshots.stores import Away

#: So much of a file is held in memory, the rest of it in a temporary file (bytes).
_HELD: Final = 1 << 20
#: A capture is far below what S3 takes in one piece; so each is there whole or not at all (bytes).
_IN_ONE_PIECE: Final = 5 << 30
_CONFIG: Final = Config(connect_timeout=5, read_timeout=20, retries={"mode": "standard", "total_max_attempts": 4})
_MORE: Final = "docs/operating.md says what the bucket and its key need."
#: S3's own names for what is wrong -> what that means here, and the cure.
_TROUBLES: Final[dict[str, tuple[str, str]]] = {
    "NoSuchBucket": ("there is no bucket of this name", "Make the bucket, or correct S3_BUCKET."),
    "InvalidAccessKeyId": ("it does not know this access key", "Correct S3_ACCESS_KEY."),
    "SignatureDoesNotMatch": ("the secret key does not belong to the access key", "Correct S3_SECRET_KEY."),
    "AccessDenied": (
        "this key may not use the bucket",
        "Allow it s3:ListBucket on the bucket, s3:GetObject and s3:PutObject on what lies in it.",
    ),
    "RequestTimeTooSkewed": ("its clock and this host's differ", "Let this host keep time by NTP."),
    "AuthorizationHeaderMalformed": ("the bucket lies in another region", "Correct S3_REGION."),
    "PermanentRedirect": ("the bucket lies in another region", "Correct S3_REGION and S3_URL."),
    "SlowDown": ("it asks for fewer requests", "Wait; if it lasts, ask whoever runs it for more."),
}
# Questions about one file are answered without a body, so by the status alone
_TROUBLES["403"], _TROUBLES["503"] = _TROUBLES["AccessDenied"], _TROUBLES["SlowDown"]


class Bucket:
    """A store (claims.snapshots.stores). `url`: of a service other than Amazon's. Without keys Amazon's own ways to
    find some are gone."""

    def __init__(
        self, *, name: str, url: str = "", region: str = "", access_key: str = "", secret_key: str = ""
    ) -> None:
        self._name = name
        self._files = S3Storage(
            bucket_name=name,
            endpoint_url=url or None,
            region_name=region or None,
            access_key=access_key or None,
            secret_key=secret_key or None,
            # Services other than Amazon's seldom have a host name for each bucket
            client_config=_CONFIG.merge(Config(s3={"addressing_style": "path"} if url else {})),
            transfer_config=TransferConfig(multipart_threshold=_IN_ONE_PIECE, use_threads=False),
            max_memory_size=_HELD,
            file_overwrite=True,
            # By its name a WARC would be told to be a text that travels packed
            object_parameters={"ContentType": "application/octet-stream"},
        )

    def open(self, path: str) -> BinaryIO:
        """All of it is fetched, or nothing is opened."""
        with self._asking():
            return cast("BinaryIO", self._files.open(path).file)

    def put(self, path: str, file: BinaryIO, *, anew: bool = False) -> None:
        with self._asking():
            if anew or not self._is_there(path, file):
                self._files.save(path, file)

    def ask(self) -> None:
        """By its list, which alone says in words what is wrong."""
        with self._asking():
            self._files.connection.meta.client.list_objects_v2(Bucket=self._name, MaxKeys=1)

    def _is_there(self, path: str, file: BinaryIO) -> bool:
        try:
            return bool(self._files.size(path) == file.seek(0, os.SEEK_END))
        except FileNotFoundError:
            return False

    @contextmanager
    def _asking(self) -> Iterator[None]:
        try:
            yield
        except ClientError as error:
            code = str(error.response.get("Error", {}).get("Code", "no reason given"))
            what, cure = _TROUBLES.get(code, ("it refuses what we ask for", _MORE))
            raise self._away(f"{what} ({code})", cure) from error
        except NoCredentialsError as error:
            raise self._away("no key is set for it", "Set S3_ACCESS_KEY and S3_SECRET_KEY.") from error
        except (CannotConnect, HTTPClientError, RetriesExceededError) as error:
            what = f"it does not answer, or breaks off ({type(error).__name__})"
            raise self._away(what, "Is it running? Compare S3_URL with its address.") from error
        except BotoCoreError as error:
            raise self._away(f"it cannot be asked ({type(error).__name__})", _MORE) from error

    def _away(self, what: str, cure: str) -> Away:
        return Away(f"The bucket {self._name} cannot be used: {what}.", cure)
