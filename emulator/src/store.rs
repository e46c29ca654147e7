//! The rooms of the one resource the emulator is. No operation takes longer because there are more rooms, and
//! what is over is forgotten.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use crate::model::{Change, Room};
use crate::time::Ticks;

/// Deleted rooms that are still told from rooms that never were.
const DELETED_KEPT: usize = 10_000;

/// Whether an id names a room.
#[derive(Debug, PartialEq, Eq)]
pub enum Lookup<'a> {
    /// There is one.
    Found(&'a Room),
    /// There was one; it was deleted.
    Deleted,
    /// There never was one, or it expired or was deleted long ago.
    Unknown,
}

/// When a room was created. No two rooms have the same, so it is a room's place in every list.
type Created = Ticks;

/// The rooms.
#[derive(Debug, Default)]
pub struct Store {
    rooms: BTreeMap<Created, Room>,
    /// By id; none once a room is deleted.
    places: HashMap<String, Option<Created>>,
    /// The deleted ones of `places`, oldest first.
    deleted: VecDeque<String>,
    /// Rooms still valid: those that are listed.
    active: BTreeSet<Created>,
    /// Ends of the rooms in `active`, earliest first.
    ending: BTreeSet<(Ticks, Created)>,
    /// Ends of the other rooms: over, but still in their grace period.
    ended: BTreeSet<(Ticks, Created)>,
}

impl Store {
    /// Lets time pass: rooms whose validity is over are no longer listed, and gone a grace period later.
    pub fn expire(&mut self, now: Ticks, grace_in_ms: i64) {
        while let Some(&(end, created)) = self.ending.first()
            && end <= now
        {
            self.ending.pop_first();
            self.active.remove(&created);
            self.ended.insert((end, created));
        }
        while let Some(&(end, created)) = self.ended.first()
            && end.plus_ms(grace_in_ms) <= now
        {
            self.ended.pop_first();
            if let Some(room) = self.rooms.remove(&created) {
                self.places.remove(&room.id);
            }
        }
    }

    /// Finds a room.
    pub fn find(&self, id: &str) -> Lookup<'_> {
        match self.places.get(id) {
            None => Lookup::Unknown,
            Some(None) => Lookup::Deleted,
            Some(Some(created)) => self.rooms.get(created).map_or(Lookup::Unknown, Lookup::Found),
        }
    }

    /// Whether an id is, or lately was, that of a room.
    pub fn knows(&self, id: &str) -> bool {
        self.places.contains_key(id)
    }

    /// The room created last, of those that are there.
    pub fn newest(&self) -> Option<&Room> {
        self.rooms.values().next_back()
    }

    /// The room created at that very time.
    pub fn created_at(&self, created: Ticks) -> Option<&Room> {
        self.rooms.get(&created)
    }

    /// Every room, in the order of creation.
    pub fn rooms(&self) -> impl Iterator<Item = &Room> {
        self.rooms.values()
    }

    /// Rooms still valid, newest first, created before that time.
    pub fn active_before(&self, before: Ticks) -> impl Iterator<Item = &Room> {
        self.active
            .range(..before)
            .rev()
            .filter_map(|created| self.rooms.get(created))
    }

    /// Fewest changes that make this state.
    pub fn snapshot(&self) -> impl Iterator<Item = Change> {
        let deleted = self.deleted.iter().map(|id| Change::RoomDeleted { id: id.clone() });
        deleted.chain(self.rooms().map(|room| Change::RoomCreated {
            room: room.clone(),
            repeatability: None,
        }))
    }

    /// Makes a change. One that names a room which does not exist does nothing.
    pub fn apply(&mut self, change: &Change) {
        match change {
            Change::RoomCreated { room, .. } => self.add(room.clone()),
            Change::RoomUpdated {
                id,
                valid_from,
                valid_until,
                pstn_dial_out_enabled,
            } => {
                if let Some(room) = self.take(id) {
                    self.add(Room {
                        valid_from: *valid_from,
                        valid_until: *valid_until,
                        pstn_dial_out_enabled: *pstn_dial_out_enabled,
                        ..room
                    });
                }
            }
            Change::ParticipantsUpdated { id, participants } => {
                if let Some(room) = self.room_mut(id) {
                    for (raw_id, role) in participants {
                        match role {
                            // An update keeps its place, an addition goes to the end.
                            Some(role) => {
                                room.participants.insert(raw_id.clone(), *role);
                            }
                            None => {
                                room.participants.shift_remove(raw_id);
                            }
                        }
                    }
                }
            }
            Change::RoomDeleted { id } => {
                self.take(id);
                self.remember_deleted(id);
            }
            _ => {}
        }
    }

    /// Adds a room. One with its id, or of its time, makes way: no id and no time may stand for two.
    fn add(&mut self, room: Room) {
        let created = room.created_at;
        if let Some(before) = self.created_at(created).map(|before| before.id.clone()) {
            self.take(&before);
        }
        match self.places.get(&room.id) {
            Some(Some(_)) => drop(self.take(&room.id)),
            Some(None) => self.deleted.retain(|id| *id != room.id),
            None => {}
        }
        self.active.insert(created);
        self.ending.insert((room.valid_until, created));
        self.places.insert(room.id.clone(), Some(created));
        self.rooms.insert(created, room);
    }

    fn take(&mut self, id: &str) -> Option<Room> {
        let created = (*self.places.get(id)?)?;
        let room = self.rooms.remove(&created)?;
        self.places.remove(id);
        self.active.remove(&created);
        let end = (room.valid_until, created);
        self.ending.remove(&end);
        self.ended.remove(&end);
        Some(room)
    }

    fn remember_deleted(&mut self, id: &str) {
        if self.places.insert(id.to_string(), None).is_some() {
            return;
        }
        self.deleted.push_back(id.to_string());
        if self.deleted.len() > DELETED_KEPT
            && let Some(oldest) = self.deleted.pop_front()
        {
            self.places.remove(&oldest);
        }
    }

    fn room_mut(&mut self, id: &str) -> Option<&mut Room> {
        let created = (*self.places.get(id)?)?;
        self.rooms.get_mut(&created)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn created(number: i64, valid_until: i64) -> Change {
        Change::RoomCreated {
            room: Room {
                id: number.to_string(),
                created_at: Ticks(number),
                valid_from: Ticks(0),
                valid_until: Ticks(valid_until),
                pstn_dial_out_enabled: false,
                participants: Default::default(),
            },
            repeatability: None,
        }
    }

    fn deleted(number: i64) -> Change {
        Change::RoomDeleted { id: number.to_string() }
    }

    fn listed(store: &Store) -> Vec<&str> {
        store
            .active_before(Ticks(i64::MAX))
            .map(|room| room.id.as_str())
            .collect()
    }

    #[test]
    fn rooms_end_then_vanish_and_an_update_brings_them_back() {
        let mut store = Store::default();
        for (number, until) in [(1, 100), (2, 50), (3, 200)] {
            store.apply(&created(number, until));
        }
        store.expire(Ticks(50), 1);
        assert_eq!(listed(&store), ["3", "1"]);
        assert!(matches!(store.find("2"), Lookup::Found(_)));
        store.apply(&Change::RoomUpdated {
            id: "2".into(),
            valid_from: Ticks(0),
            valid_until: Ticks(300),
            pstn_dial_out_enabled: true,
        });
        store.expire(Ticks(100 + 10_000), 1);
        assert_eq!(listed(&store), [""; 0]);
        assert_eq!(store.find("1"), Lookup::Unknown);
        assert!(!store.knows("1"));
        assert!(matches!(store.find("2"), Lookup::Found(room) if room.pstn_dial_out_enabled));
        store.expire(Ticks(i64::MAX), 1);
        let Store {
            rooms,
            places,
            active,
            ending,
            ended,
            ..
        } = store;
        assert_eq!(
            (rooms.len(), places.len(), active.len(), ending.len(), ended.len()),
            (0, 0, 0, 0, 0)
        );
    }

    #[test]
    fn only_so_many_deleted_rooms_are_remembered() {
        let mut store = Store::default();
        let last = DELETED_KEPT as i64 + 5;
        for number in 0..=last {
            store.apply(&created(number, 100));
            store.apply(&deleted(number));
            store.apply(&deleted(number));
        }
        assert_eq!(store.find("0"), Lookup::Unknown);
        assert_eq!(store.find(&last.to_string()), Lookup::Deleted);
        assert_eq!((store.places.len(), store.deleted.len()), (DELETED_KEPT, DELETED_KEPT));
        assert!(store.ending.is_empty() && store.active.is_empty());
    }

    #[test]
    fn no_id_and_no_time_stands_for_two_rooms() {
        let of = |id: &str, time: i64, valid_until: i64| {
            let Change::RoomCreated {
                mut room,
                repeatability,
            } = created(time, valid_until)
            else {
                panic!("not a creation");
            };
            room.id = id.into();
            Change::RoomCreated { room, repeatability }
        };
        let mut store = Store::default();
        for change in [of("a", 1, 100), of("a", 2, 50), of("b", 2, 70), of("c", 3, 90)] {
            store.apply(&change);
        }
        assert_eq!(listed(&store), ["c", "b"]);
        assert_eq!(store.find("a"), Lookup::Unknown);
        for id in ["b", "c"] {
            store.apply(&Change::RoomDeleted { id: id.into() });
            assert_eq!(store.find(id), Lookup::Deleted);
        }
        store.apply(&of("b", 4, 100));
        assert_eq!((listed(&store), store.deleted.len()), (vec!["b"], 1));
        store.expire(Ticks(i64::MAX), 1);
        assert!(store.rooms.is_empty() && store.active.is_empty() && store.ending.is_empty() && store.ended.is_empty());
        assert_eq!(store.places.len(), store.deleted.len());
    }

    #[test]
    fn a_snapshot_makes_the_same_state() {
        let mut store = Store::default();
        for change in [created(1, 100), created(2, 50), deleted(1), created(3, 70)] {
            store.apply(&change);
        }
        let snapshot: Vec<Change> = store.snapshot().collect();
        assert_eq!(snapshot.len(), 3);
        let mut again = Store::default();
        snapshot.iter().for_each(|change| again.apply(change));
        assert_eq!(listed(&again), ["3", "2"]);
        assert_eq!(again.find("1"), Lookup::Deleted);
    }
}
