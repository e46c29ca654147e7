//! What can go wrong on the way of one attempt.

use crate::dice::Dice;
use crate::world::World;

/// Names an attempt: entry of the plan, round, page, and number.
pub type AttemptKey = [u64; 4];

/// What goes wrong.
#[derive(Clone, Debug)]
pub enum Accident {
    None,
    /// Nobody listens.
    Refused,
    /// The certificate has expired: no attempt will do better.
    Untrusted,
    /// The request is lost.
    ResetBefore,
    /// The request is done, and its answer lost.
    ResetAfter,
    /// The request is done, and nothing is heard for so long.
    LostAfter(u64),
    /// The request is done, and its answer breaks off: the platform says so.
    CutBody,
    /// The same, and the platform does not notice.
    CutText,
    /// The request is done, and its answer is no JSON.
    BrokenJson,
    /// Nothing is heard for so long.
    Lost(u64),
    /// The request arrives so much later.
    Late(u64),
    /// The answer does.
    LateAnswer(u64),
    /// A gateway sends it again after so long.
    Repeated(u64),
    /// A gateway answers instead of the service.
    Gateway(Instead),
    /// A gateway answers, though the service has done it.
    GatewayAfter(Instead),
    /// The next page is somewhere else.
    WrongLink(&'static str),
    /// Another success than the API promises.
    OtherSuccess,
    /// A redirect, which a page does not see.
    Redirect,
}

/// What a gateway answers.
#[derive(Clone, Debug)]
pub struct Instead {
    pub status: u16,
    pub wait: Wait,
    pub body: Body,
    pub is_dated: bool,
}

/// The forms in which an answer asks to wait.
#[derive(Clone, Copy, Debug)]
pub enum Wait {
    None,
    Seconds(u64),
    Ms(u64),
    XMs(u64),
    /// Two gateways have each added theirs.
    Twice(u64, u64),
    /// A date, so many milliseconds from now.
    Date(u64),
    /// No number at all.
    Nonsense,
}

#[derive(Clone, Copy, Debug)]
pub enum Body {
    Empty,
    Html,
    Json,
    /// The page of a debugging server, which repeats what it got.
    Echo,
}

/// The accident that the dice make for an attempt.
pub fn accident(world: &World, key: AttemptKey, dice: &mut Dice) -> Accident {
    let percent = world.trouble_percent();
    if !dice.percent(percent) {
        return Accident::None;
    }
    let accident = one(dice);
    if world.is_calm(key) {
        return Accident::None;
    }
    world.note_accident(key);
    accident
}

fn one(dice: &mut Dice) -> Accident {
    let long_ms = dice.pick(&[100, 2000, 30_000, 200_000, 1_200_000]);
    let long_ms = dice.between(long_ms / 2, long_ms);
    match dice.below(40) {
        0..2 => Accident::Refused,
        2 => dice.pick(&[Accident::Untrusted, Accident::Redirect, Accident::OtherSuccess]),
        3..6 => Accident::ResetBefore,
        6..10 => Accident::ResetAfter,
        10 => Accident::LostAfter(dice.pick(&[long_ms, 400_000])),
        11..13 => Accident::CutBody,
        13 => Accident::CutText,
        14 => Accident::BrokenJson,
        15 => Accident::Lost(long_ms),
        16 => Accident::LostAfter(long_ms),
        17..19 => Accident::Late(long_ms),
        19..22 => Accident::LateAnswer(long_ms),
        // Gateways lose patience before the service forgets a creation.
        22..25 => Accident::Repeated(dice.below(long_ms.min(120_000))),
        25..34 => Accident::Gateway(instead(dice)),
        34..38 => Accident::GatewayAfter(instead(dice)),
        _ => Accident::WrongLink(dice.pick(&[
            "https://evil.example/rooms?x",
            "/rooms/99480215317774646/participants?x",
            "/identities?api-version=1",
            "https://emulator.localhost.evil.example/rooms?x",
            "/rooms/../keys?x",
        ])),
    }
}

fn instead(dice: &mut Dice) -> Instead {
    let ms = dice.pick(&[0, 1, 700, 5000, 61_000]);
    Instead {
        // No 404: it is believed, as a success is, and nobody can tell it from the service's.
        status: dice.weighed(&[
            (6, 429),
            (4, 503),
            (3, 500),
            (3, 502),
            (3, 504),
            (2, 408),
            (2, 401),
            (1, 403),
            (1, 400),
            (1, 412),
        ]),
        wait: dice.weighed(&[
            (5, Wait::None),
            (3, Wait::Seconds(ms / 1000)),
            (2, Wait::Ms(ms)),
            (1, Wait::XMs(ms)),
            (1, Wait::Twice(ms / 1000, 1)),
            (2, Wait::Date(ms)),
            (1, Wait::Nonsense),
        ]),
        body: dice.pick(&[Body::Empty, Body::Html, Body::Json, Body::Echo]),
        is_dated: dice.percent(80),
    }
}

impl Accident {
    /// For the story.
    pub fn told(&self) -> String {
        match self {
            Accident::None => String::new(),
            other => format!(" -- accident: {other:?}"),
        }
    }
}
