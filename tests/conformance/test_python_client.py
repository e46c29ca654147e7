"""The official Python client drives the emulator through every operation.

After the cases of the client's own tests, and stricter where those would pass on a wrong success.
The endpoint and the key are given apart: `from_connection_string` of this client turns http into https.
"""

import datetime
import logging
import unittest

from azure.communication.rooms import (
    CommunicationUserIdentifier,
    ParticipantRole,
    RoomParticipant,
    RoomsClient,
)
from azure.core.credentials import AzureKeyCredential
from azure.core.exceptions import ClientAuthenticationError, HttpResponseError, ResourceNotFoundError

from emulator_process import Emulator
from service_time import parse

# Its serializer warns of every time that it converts to UTC itself.
logging.getLogger("azure").setLevel(logging.ERROR)

MALFORMED = "The request could not be understood by the server due to malformed syntax."
UNKNOWN_ROOM = "99999999999999999"
RAW_ID = "8:acs:11111111-2222-4333-8444-555555555555_66666666-7777-4888-9999-{:012}"


def user(n):
    return CommunicationUserIdentifier(RAW_ID.format(n))


def participant(n, role=ParticipantRole.ATTENDEE):
    return RoomParticipant(communication_identifier=user(n), role=role)


def now():
    return datetime.datetime.now(datetime.timezone.utc)


def days(n):
    return datetime.timedelta(days=n)


class PythonClient(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.emulator = Emulator()
        cls.addClassCleanup(cls.emulator.stop)
        cls.client = cls.enterClassContext(cls.make_client())

    @classmethod
    def make_client(cls, key=None, **options):
        return RoomsClient(cls.emulator.endpoint, AzureKeyCredential(key or cls.emulator.key), **options)

    def roles(self, room_id):
        listed = self.client.list_participants(room_id)
        return [(int(p.communication_identifier.raw_id[-12:]), p.role) for p in listed]

    def refused(self, status, call, message=None, targets=None, kind=HttpResponseError):
        with self.assertRaises(kind) as caught:
            call()
        self.assertEqual(caught.exception.status_code, status)
        if message is not None:
            self.assertEqual(caught.exception.error.message, message)
        if targets is not None:
            self.assertEqual([detail.target for detail in caught.exception.error.details], targets)

    # create

    def test_create_room_no_attributes(self):
        room = self.client.create_room()
        self.assertRegex(room.id, r"^99\d{14,16}$")
        self.assertFalse(room.pstn_dial_out_enabled)
        self.assertEqual(parse(room.valid_until) - parse(room.valid_from), days(180))
        self.assertLess(abs(parse(room.created_at) - now()), datetime.timedelta(minutes=1))
        self.client.delete_room(room.id)

    def test_create_room_only_participants(self):
        roles = [ParticipantRole.PRESENTER, ParticipantRole.ATTENDEE, ParticipantRole.COLLABORATOR, ParticipantRole.CONSUMER]
        room = self.client.create_room(participants=[participant(n, role) for n, role in enumerate(roles)])
        self.assertEqual(self.roles(room.id), list(enumerate(roles)))

    def test_create_room_valid_until_seven_months(self):
        start = now()
        call = lambda: self.client.create_room(valid_from=start, valid_until=start + days(203))
        self.refused(400, call, MALFORMED, ["ValidUntil"])

    def test_create_room_valid_from_seven_months(self):
        start = now() + days(203)
        call = lambda: self.client.create_room(valid_from=start, valid_until=start + days(1))
        self.refused(400, call, MALFORMED, ["ValidFrom"])

    def test_create_room_valid_until_in_past(self):
        end = now() - days(1)
        call = lambda: self.client.create_room(valid_from=end - days(1), valid_until=end)
        self.refused(400, call, MALFORMED, ["ValidUntil"])

    def test_create_room_correct_timerange(self):
        start = now() + days(3)
        room = self.client.create_room(valid_from=start, valid_until=start + days(30))
        self.assertEqual(parse(room.valid_from), start)
        self.assertEqual(parse(room.valid_until), start + days(30))

    def test_create_room_incorrect_mri(self):
        wrong = RoomParticipant(communication_identifier=CommunicationUserIdentifier("wrong_mri"))
        call = lambda: self.client.create_room(participants=[wrong, participant(1)])
        self.refused(400, call, "Invalid format for communication identifier.")

    def test_create_room_all_attributes(self):
        start = now() + days(3)
        room = self.client.create_room(
            valid_from=start,
            valid_until=start + days(30),
            pstn_dial_out_enabled=True,
            participants=[participant(1, ParticipantRole.PRESENTER)],
        )
        self.assertEqual(parse(room.valid_from), start)
        self.assertEqual(parse(room.valid_until), start + days(30))
        self.assertTrue(room.pstn_dial_out_enabled)
        self.assertEqual(self.roles(room.id), [(1, "Presenter")])

    def test_create_room_pstn_dial_out_enabled(self):
        for enabled in (True, False):
            self.assertEqual(self.client.create_room(pstn_dial_out_enabled=enabled).pstn_dial_out_enabled, enabled)

    # get

    def test_get_room(self):
        created = self.client.create_room(valid_from=now(), valid_until=now() + days(1), pstn_dial_out_enabled=True)
        self.assertEqual(vars(self.client.get_room(created.id)), vars(created))

    def test_get_invalid_format_room_id(self):
        self.refused(400, lambda: self.client.get_room("invalid_id"), "Invalid room ID length.")
        self.refused(400, lambda: self.client.get_room("NotExistingRoomID"), "Invalid room ID.")

    def test_get_unknown_room(self):
        self.refused(404, lambda: self.client.get_room(UNKNOWN_ROOM), kind=ResourceNotFoundError)

    # update

    def test_update_room_correct_timerange(self):
        room = self.client.create_room()
        start = now() + days(10)
        updated = self.client.update_room(room_id=room.id, valid_from=start, valid_until=start + days(1))
        self.assertEqual(parse(updated.valid_from), start)
        self.assertEqual(parse(updated.valid_until), start + days(1))
        self.assertEqual(updated.created_at, room.created_at)

    def test_update_room_pstn_dial_out_enabled(self):
        room = self.client.create_room()
        for enabled in (True, False):
            updated = self.client.update_room(room_id=room.id, pstn_dial_out_enabled=enabled)
            self.assertEqual(updated.pstn_dial_out_enabled, enabled)
            self.assertEqual((updated.valid_from, updated.valid_until), (room.valid_from, room.valid_until))

    def test_update_room_pstn_dial_out_remains_unchanged(self):
        room = self.client.create_room(pstn_dial_out_enabled=True)
        updated = self.client.update_room(room_id=room.id, valid_from=now(), valid_until=now() + days(1))
        self.assertTrue(updated.pstn_dial_out_enabled)

    def test_update_room_without_changes(self):
        room = self.client.create_room(pstn_dial_out_enabled=True)
        self.assertEqual(vars(self.client.update_room(room_id=room.id)), vars(room))

    def test_update_room_one_date_only(self):
        room = self.client.create_room()
        self.refused(400, lambda: self.client.update_room(room_id=room.id, valid_from=now()), MALFORMED, [""])
        call = lambda: self.client.update_room(room_id=room.id, valid_until=now() + days(1))
        self.refused(400, call, MALFORMED, [""])

    def test_update_room_invalid_format_room_id(self):
        call = lambda: self.client.update_room(room_id="invalid_id", valid_from=now(), valid_until=now() + days(1))
        self.refused(400, call, "Invalid room ID length.")

    def test_update_room_valid_until_in_past(self):
        room = self.client.create_room()
        end = now() - days(1)
        call = lambda: self.client.update_room(room_id=room.id, valid_from=end - days(1), valid_until=end)
        self.refused(400, call, MALFORMED, ["ValidUntil"])

    def test_update_room_exceed_max_timerange(self):
        room = self.client.create_room()
        start = now()
        call = lambda: self.client.update_room(room_id=room.id, valid_from=start, valid_until=start + days(200))
        self.refused(400, call, MALFORMED, ["ValidUntil"])

    def test_update_room_deleted_room(self):
        room = self.client.create_room()
        self.client.delete_room(room.id)
        call = lambda: self.client.update_room(room_id=room.id, valid_from=now(), valid_until=now() + days(1))
        self.refused(404, call, kind=ResourceNotFoundError)

    # participants

    def test_add_or_update_participants(self):
        room = self.client.create_room(
            participants=[participant(1), participant(2, ParticipantRole.PRESENTER), participant(3)]
        )
        self.client.add_or_update_participants(
            room_id=room.id,
            participants=[participant(1, ParticipantRole.CONSUMER), participant(4, ParticipantRole.COLLABORATOR)],
        )
        expected = [(1, "Consumer"), (2, "Presenter"), (3, "Attendee"), (4, "Collaborator")]
        self.assertEqual(self.roles(room.id), expected)

    def test_add_or_update_participants_with_null_role(self):
        unset = RoomParticipant(communication_identifier=user(3))
        room = self.client.create_room(
            participants=[participant(1, ParticipantRole.PRESENTER), participant(2, None), unset]
        )
        self.assertEqual(self.roles(room.id), [(1, "Presenter"), (2, "Attendee"), (3, "Attendee")])
        self.client.add_or_update_participants(
            room_id=room.id, participants=[participant(1, None), participant(4, None)]
        )
        self.assertEqual(self.roles(room.id), [(n, "Attendee") for n in (1, 2, 3, 4)])

    def test_add_or_update_participants_incorrect_mri(self):
        room = self.client.create_room()
        wrong = RoomParticipant(communication_identifier=CommunicationUserIdentifier("wrong_mri"))
        call = lambda: self.client.add_or_update_participants(room_id=room.id, participants=[wrong])
        self.refused(400, call, "Communication identifier wrong_mri is not supported.")
        self.assertEqual(self.roles(room.id), [])

    def test_add_or_update_participants_wrong_role_name(self):
        room = self.client.create_room()
        call = lambda: self.client.add_or_update_participants(room_id=room.id, participants=[participant(1, "Kafka")])
        self.refused(400, call, MALFORMED, [f"$.participants.{RAW_ID.format(1)}.role"])

    def test_remove_participants(self):
        room = self.client.create_room(participants=[participant(1), participant(2), participant(3)])
        self.client.remove_participants(room_id=room.id, participants=[participant(1)])
        self.client.remove_participants(room_id=room.id, participants=[user(3)])
        self.assertEqual(self.roles(room.id), [(2, "Attendee")])

    def test_remove_participants_who_do_not_exist(self):
        room = self.client.create_room(participants=[participant(1), participant(2)])
        self.client.remove_participants(room_id=room.id, participants=[user(9)])
        self.assertEqual(self.roles(room.id), [(1, "Attendee"), (2, "Attendee")])

    def test_remove_participants_wrong_mri(self):
        room = self.client.create_room()
        wrong = CommunicationUserIdentifier("wrong_mri")
        call = lambda: self.client.remove_participants(room_id=room.id, participants=[wrong])
        self.refused(400, call, "Communication identifier wrong_mri is not supported.")

    # lists

    def test_list_rooms_first_room(self):
        room = self.client.create_room()
        first = next(iter(self.client.list_rooms()))
        self.assertEqual(vars(first), vars(room))

    def list_pages(self, client):
        created = [client.create_room().id for _ in range(70)]
        pages = [list(page) for page in client.list_rooms().by_page()]
        self.assertGreater(len(pages), 2)
        listed = [room.id for page in pages for room in page]
        self.assertEqual(len(set(listed)), len(listed))
        self.assertEqual([room_id for room_id in created if room_id not in listed], [])
        # Newest first.
        self.assertEqual([room_id for room_id in listed if room_id in created], created[::-1])

    def test_list_rooms_several_pages(self):
        # This client misspells its own api-version on the second page; the service's emulator must bear it.
        self.list_pages(self.client)

    def test_list_rooms_several_pages_with_a_version_as_text(self):
        with self.make_client(api_version="2024-04-15") as client:
            self.list_pages(client)

    def test_list_rooms_goes_on_from_a_token(self):
        for _ in range(70):
            self.client.create_room()
        pages = self.client.list_rooms().by_page()
        seen = [room.id for room in next(pages)]
        token = pages.continuation_token
        rest = [room.id for page in self.client.list_rooms().by_page(continuation_token=token) for room in page]
        self.assertEqual(seen + rest, [room.id for room in self.client.list_rooms()])

    # delete, credentials, versions

    def test_delete_room_success(self):
        room = self.client.create_room()
        self.client.delete_room(room.id)
        self.refused(404, lambda: self.client.get_room(room.id), kind=ResourceNotFoundError)

    def test_delete_room_invalid_id(self):
        self.refused(400, lambda: self.client.delete_room("123"), "Invalid room ID length.")

    def test_delete_room_unknown(self):
        self.refused(404, lambda: self.client.delete_room(UNKNOWN_ROOM), kind=ResourceNotFoundError)

    def test_wrong_key(self):
        with self.make_client(key="d3Jvbmcgd3Jvbmcgd3Jvbmcgd3Jvbmc=") as client:
            self.refused(401, client.create_room, kind=ClientAuthenticationError)

    def test_rotated_key(self):
        credential = AzureKeyCredential("d3Jvbmcgd3Jvbmcgd3Jvbmcgd3Jvbmc=")
        with RoomsClient(self.emulator.endpoint, credential) as client:
            self.refused(401, client.create_room, kind=ClientAuthenticationError)
        credential.update(self.emulator.key)
        with RoomsClient(self.emulator.endpoint, credential) as client:
            client.create_room()


if __name__ == "__main__":
    unittest.main()
