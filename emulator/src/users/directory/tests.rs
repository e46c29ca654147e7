use super::*;

struct Drawn(u64);
impl Platform for Drawn {
    fn now_in_ms(&mut self) -> i64 {
        0
    }
    fn random_u64(&mut self) -> u64 {
        self.0
    }
}

fn created(id: &str) -> Change {
    Change::UserCreated {
        id: id.into(),
        created_at: Ticks(1),
    }
}

fn revoked(id: &str, revoked_at: i64, acts_at: i64) -> Change {
    Change::TokensRevoked {
        id: id.into(),
        revoked_at: Ticks(revoked_at),
        acts_at: Ticks(acts_at),
    }
}

#[test]
fn new_ids_differ_whatever_is_drawn() {
    for drawn in [0, 7, u64::MAX] {
        let mut directory = Directory::default();
        let mut seen = Vec::new();
        for number in 0..50 {
            let id = directory.new_id(&mut Drawn(drawn));
            assert!(ids::is_communication_user(&id), "{id}");
            assert!(!seen.contains(&id), "{id}");
            directory.apply(&created(&id));
            if number % 3 == 0 {
                directory.apply(&Change::UserDeleted {
                    id: id.clone(),
                    deleted_at: Ticks(2),
                });
            }
            seen.push(id);
        }
    }
    let id = Directory::default().new_id(&mut Drawn(0xabc));
    assert_eq!(id, format!("8:acs:{RESOURCE}_00000018-0000-0abc-0000-000000000abc"));
}

#[test]
fn a_token_is_revoked_from_the_first_revocation_after_it_on() {
    let mut directory = Directory::default();
    let id = directory.new_id(&mut Drawn(1));
    directory.apply(&created(&id));
    assert_eq!(directory.revoked_from(&id, Ticks(5)), None);
    directory.apply(&revoked(&id, 10, 30));
    directory.apply(&revoked(&id, 20, 40));
    for (issued_at, expected) in [
        (5, Some(30)),
        (10, Some(30)),
        (11, Some(40)),
        (20, Some(40)),
        (21, None),
    ] {
        assert_eq!(
            directory.revoked_from(&id, Ticks(issued_at)),
            expected.map(Ticks),
            "{issued_at}"
        );
    }
    // What no token can be as old as is forgotten.
    let day_later = Ticks(10).plus_ms(LONGEST_LIFE_IN_MS).0;
    directory.apply(&revoked(&id, day_later, day_later));
    assert_eq!(directory.snapshot().count(), 3);
    assert_eq!(directory.revoked_from(&id, Ticks(5)), Some(Ticks(40)));
}

#[test]
fn deleted_users_are_remembered_for_long_and_not_for_ever() {
    let mut directory = Directory::default();
    let ids: Vec<String> = (0..=DELETED_KEPT as u128).map(user_id).collect();
    for id in &ids {
        directory.apply(&created(id));
        directory.apply(&Change::UserDeleted {
            id: id.clone(),
            deleted_at: Ticks(3),
        });
    }
    assert_eq!(directory.standing(&ids[0]), Standing::Unknown);
    assert_eq!(directory.standing(&ids[1]), Standing::Deleted(Ticks(3)));
    assert_eq!(directory.snapshot().count(), DELETED_KEPT);
}

#[test]
fn users_stay_in_the_order_of_being_made() {
    let mut directory = Directory::default();
    let ids: Vec<String> = [9, 3, 7, 1].map(user_id).to_vec();
    ids.iter().for_each(|id| directory.apply(&created(id)));
    for (gone, left) in [(1, vec![0, 2, 3]), (3, vec![0, 2])] {
        directory.apply(&Change::UserDeleted {
            id: ids[gone].clone(),
            deleted_at: Ticks(2),
        });
        let listed: Vec<&str> = directory.users().map(|user| user.id).collect();
        assert_eq!(
            listed,
            left.iter().map(|place| ids[*place].as_str()).collect::<Vec<_>>()
        );
    }
    let newest = user_id(2);
    directory.apply(&created(&newest));
    assert_eq!(directory.users().last().map(|user| user.id), Some(newest.as_str()));
}
