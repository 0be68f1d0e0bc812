"""A request to somebody else's server, over TLS too, names the host that was meant."""

import socket
import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from api import webhook_post
from api.webhook_post import Message, post

SECRET = b"32 bytes that only two of us know"
MESSAGE = Message.of("0b8f", "rated", {}, datetime(2026, 3, 20, 2, 0, tzinfo=UTC))
HERE = ("127.0.0.1", "::1")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """Certificate of this machine with its key, in one file."""
    key, day = generate_private_key(SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "receiver")])
    names = x509.SubjectAlternativeName([x509.IPAddress(ip_address(one)) for one in HERE])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(day - timedelta(days=1))
        .not_valid_after(day + timedelta(days=1))
        .add_extension(names, critical=False)
        .sign(key, hashes.SHA256())
    )
    place = tmp_path_factory.mktemp("certificate") / "receiver.pem"
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    place.write_bytes(secret + made.public_bytes(Encoding.PEM))
    return place


@pytest.fixture
def reached(receiver, certificate, monkeypatch):
    """The receiver, at whatever port of this machine somebody asks; over TLS if he says so."""
    port, connect = receiver.server.server_port, socket.create_connection
    monkeypatch.setattr(
        webhook_post.socket, "create_connection", lambda *_: connect(("127.0.0.1", port))
    )
    trusting = ssl.create_default_context(cafile=certificate)
    monkeypatch.setattr(webhook_post.ssl, "create_default_context", lambda: trusting)

    def reach(*, tls):
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            receiver.server.socket = context.wrap_socket(receiver.server.socket, server_side=True)
        return receiver

    return reach


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://127.0.0.1/a?b=c", "127.0.0.1"),
        ("https://127.0.0.1:80/a?b=c", "127.0.0.1:80"),
        ("https://[::1]/a?b=c", "[::1]"),
        ("http://127.0.0.1:443/a?b=c", "127.0.0.1:443"),
        ("http://[::1]:8080/a?b=c", "[::1]:8080"),
    ],
)
def test_a_receiver_is_asked_by_the_name_it_was_given(url, host, reached):
    receiver = reached(tls=url.startswith("https"))

    status = post(url, SECRET, MESSAGE, private=False)

    headers, body = receiver.sent[0]
    assert (status, headers["Host"], body) == (204, host, MESSAGE.body)
