"""The official Python client of the Identity API drives the emulator through every operation, and its credential reads tokens.

The endpoint and the key are given apart: `from_connection_string` of this client turns http into https. The endpoint must not
end with a slash.
"""

import base64
import datetime
import json
import time
import unittest

from azure.communication.identity import (
    CommunicationIdentityClient,
    CommunicationTokenScope,
    CommunicationUserIdentifier,
)
from azure.communication.identity._shared.user_credential import CommunicationTokenCredential
from azure.core.credentials import AzureKeyCredential
from azure.core.exceptions import ClientAuthenticationError, HttpResponseError

from emulator_process import Emulator
from service_time import parse

STRANGER = "8:acs:11111111-2222-4333-8444-555555555555_66666666-7777-4888-9999-000000000001"
GUID = "11111111-2222-4333-8444-555555555555"
NOT_OWNED = "Provided identity doesn't belong to the resource."
VOIP = [CommunicationTokenScope.VOIP]


def minutes(n):
    return datetime.timedelta(minutes=n)


def entra(expires_in):
    """A token as Microsoft Entra makes them."""
    part = lambda value: base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()
    return f'{part({"alg": "RS256"})}.{part({"exp": int(time.time()) + expires_in})}.c2ln'


class PythonIdentityClient(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.emulator = Emulator()
        cls.addClassCleanup(cls.emulator.stop)
        # Unlike the client of Rooms, it signs a slash behind the host, too.
        endpoint = cls.emulator.endpoint.rstrip("/")
        cls.client = CommunicationIdentityClient(endpoint, AzureKeyCredential(cls.emulator.key))

    def refused(self, status, code, message, call, kind=HttpResponseError):
        with self.assertRaises(kind) as caught:
            call()
        self.assertEqual(caught.exception.status_code, status)
        self.assertIn(message, str(caught.exception))
        self.assertIn(code, str(caught.exception))

    def not_owned(self, call):
        self.refused(401, "IdentityNotOwned", NOT_OWNED, call, ClientAuthenticationError)

    def lasts(self, token, wanted):
        left = parse(token.expires_on).timestamp() - time.time()
        self.assertLess(abs(left - wanted * 60), 60)

    def test_create_user(self):
        first, second = self.client.create_user(), self.client.create_user()
        self.assertRegex(first.raw_id, r"^8:acs:[0-9a-f-]{36}_[0-9a-f-]{36}$")
        self.assertNotEqual(first.raw_id, second.raw_id)

    def test_create_user_and_token(self):
        for scope in CommunicationTokenScope:
            user, token = self.client.create_user_and_token([scope])
            self.assertTrue(user.raw_id.startswith("8:acs:"))
            self.lasts(token, 1440)

    def test_create_user_and_token_expiring(self):
        for wanted in (60, 1440):
            _, token = self.client.create_user_and_token(VOIP, token_expires_in=minutes(wanted))
            self.lasts(token, wanted)

    def test_create_user_and_token_expiring_wrongly(self):
        for wrong in (59, 1441):
            call = lambda: self.client.create_user_and_token(VOIP, token_expires_in=minutes(wrong))
            self.refused(400, "ValidationError", f"ExpiresInMinutes value {wrong} is invalid.", call)

    def test_get_token(self):
        user = self.client.create_user()
        first = self.client.get_token(user, VOIP)
        second = self.client.get_token(user, [CommunicationTokenScope.VOIP_JOIN, "chat"], token_expires_in=minutes(60))
        self.lasts(first, 1440)
        self.lasts(second, 60)
        self.assertNotEqual(first.token, second.token)

    def test_get_token_without_scopes(self):
        user = self.client.create_user()
        self.refused(400, "ValidationError", "The Scopes field is required.", lambda: self.client.get_token(user, None))
        self.refused(400, "ValidationError", "Scopes field is required.", lambda: self.client.get_token(user, []))

    def test_a_credential_reads_a_token(self):
        _, token = self.client.create_user_and_token(VOIP)
        with CommunicationTokenCredential(token.token) as credential:
            read = credential.get_token()
        self.assertEqual(read.token, token.token)
        self.assertEqual(read.expires_on, int(parse(token.expires_on).timestamp()))

    def test_revoke_tokens(self):
        user = self.client.create_user()
        self.assertIsNone(self.client.revoke_tokens(user))
        self.lasts(self.client.get_token(user, VOIP), 1440)

    def test_delete_user(self):
        user = self.client.create_user()
        self.assertIsNone(self.client.delete_user(user))
        self.not_owned(lambda: self.client.get_token(user, VOIP))

    def test_users_of_another_resource(self):
        for raw_id in (STRANGER, "garbage"):
            user = CommunicationUserIdentifier(raw_id)
            for call in (
                lambda: self.client.get_token(user, VOIP),
                lambda: self.client.revoke_tokens(user),
                lambda: self.client.delete_user(user),
            ):
                self.not_owned(call)

    def test_get_token_for_teams_user(self):
        self.lasts(self.client.get_token_for_teams_user(entra(1800), GUID, GUID), 30)
        for wrong in ("", "invalid", entra(-60)):
            call = lambda: self.client.get_token_for_teams_user(wrong, GUID, GUID)
            self.refused(401, "InvalidAccessToken", "Provided access token is not valid.", call, ClientAuthenticationError)
        call = lambda: self.client.get_token_for_teams_user(entra(1800), "app", GUID)
        self.refused(400, "ValidationError", "Provided AppId has invalid format.", call)


if __name__ == "__main__":
    unittest.main()
