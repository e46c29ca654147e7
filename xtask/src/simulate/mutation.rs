//! What is broken on purpose, each in its own way.

/// One of them.
pub struct Mutation {
    pub name: &'static str,
    /// File, text in it, and what stands in its place.
    pub replacements: &'static [(&'static str, &'static str, &'static str)],
}

const CLIENT: &str = "src/client.rs";
const REQUEST: &str = "src/core/request.rs";
const RETRY: &str = "src/core/retry.rs";
const VERDICT: &str = "src/core/verdict.rs";
const SERVICE: &str = "emulator/src/service.rs";

pub const MUTATIONS: &[Mutation] = &[
    Mutation {
        name: "a creation is repeated without its id",
        replacements: &[
            (
                REQUEST,
                r#"("repeatability-request-id", &self.repeatability_request_id)"#,
                r#"("repeatability-request-id", "")"#,
            ),
            (
                REQUEST,
                r#"("repeatability-first-sent", &first_sent)"#,
                r#"("repeatability-first-sent", "")"#,
            ),
        ],
    },
    Mutation {
        name: "a retry has another id",
        replacements: &[(
            REQUEST,
            r#"("repeatability-request-id", &self.repeatability_request_id)"#,
            r#"("repeatability-request-id", &self.repeatability_request_id.replace('-', if now_ms % 2 == 0 { "-" } else { "" }))"#,
        )],
    },
    Mutation {
        name: "a creation that comes again is dated anew",
        replacements: &[(
            REQUEST,
            "self.repeatability_first_sent_ms.unwrap_or(first_sent_ms)",
            "now_ms",
        )],
    },
    Mutation {
        name: "what may have been made is dated anew",
        replacements: &[(CLIENT, "if !progress.may_have_happened {", "if true {")],
    },
    Mutation {
        name: "there is no budget of retries",
        replacements: &[(
            VERDICT,
            "progress.budget_is_empty = !is_asked && !self.budget.take();",
            "progress.budget_is_empty = false;",
        )],
    },
    Mutation {
        name: "a success gives nothing back to the budget",
        replacements: &[(VERDICT, "self.budget.give_back(progress.retries);", "")],
    },
    Mutation {
        name: "one retry more than the policy allows",
        replacements: &[(RETRY, "retries >= policy.max_retries", "retries > policy.max_retries")],
    },
    Mutation {
        name: "a wait that is too long is slept through",
        replacements: &[(RETRY, "|| asked_ms.is_some_and(|ms| ms > policy.max_delay_ms)", "")],
    },
    Mutation {
        name: "seconds to wait are taken for milliseconds",
        replacements: &[(
            RETRY,
            "seconds.min(u64::from(u32::MAX)) * 1000",
            "seconds.min(u64::from(u32::MAX))",
        )],
    },
    Mutation {
        name: "the date of the first attempt is kept over retries",
        replacements: &[(
            CLIENT,
            "let date_ms = self.memory.service_time_ms(began_ms);",
            "let date_ms = self.memory.service_time_ms(called_ms);",
        )],
    },
    Mutation {
        name: "a corrected clock is forgotten",
        replacements: &[(
            CLIENT,
            "let date_ms = self.memory.service_time_ms(began_ms);",
            "let date_ms = if progress.attempts > 1 { self.memory.service_time_ms(began_ms) } else { began_ms };",
        )],
    },
    Mutation {
        name: "a late answer makes a right clock wrong",
        replacements: &[(VERDICT, "case.took_ms <= SKEW_LIMIT_MS && ", "")],
    },
    Mutation {
        name: "a token is used until long after it expires",
        replacements: &[(
            CLIENT,
            "at_ms < token.expires_on_ms",
            "at_ms < token.expires_on_ms + 600_000",
        )],
    },
    Mutation {
        name: "who waits for a token asks again and again",
        replacements: &[(
            CLIENT,
            "io.end(io.join_token(left_ms)).await",
            "io.end(io.sleep(100)).await",
        )],
    },
    Mutation {
        name: "each call asks the credential itself",
        replacements: &[(
            CLIENT,
            "let another_fetches = left_ms > 0;",
            "let another_fetches = false;",
        )],
    },
    Mutation {
        name: "a question that ends makes another's forgotten",
        replacements: &[(CLIENT, "*began_ms == now_ms && *others == claims", "true")],
    },
    Mutation {
        name: "a call that was stopped goes on",
        replacements: &[
            (
                CLIENT,
                "                    if let Some(failure) = io.stopped() {\n                        return Err(CallError::Stopped(failure));\n                    }\n                    failure_text = case",
                "                    failure_text = case",
            ),
            (
                CLIENT,
                "            if let Some(failure) = io.stopped() {\n                return Err(CallError::Stopped(failure));\n            }\n            progress.attempts",
                "            progress.attempts",
            ),
        ],
    },
    Mutation {
        name: "a link is followed to another path",
        replacements: &[(
            "src/core/page.rs",
            "None => return refuse(\"leads to something else than its list, and is not followed\"),",
            "None => *path = target.to_owned(),",
        )],
    },
    Mutation {
        name: "an error shows what was sent",
        replacements: &[(
            VERDICT,
            "let answer = answer.hidden(case.mask, request.expect);\n        if (200..300)",
            "if (200..300)",
        )],
    },
    Mutation {
        name: "a delete that finds nothing has always succeeded",
        replacements: &[(
            VERDICT,
            "progress.may_have_happened && request.method == \"DELETE\"",
            "request.method != \"GET\"",
        )],
    },
    Mutation {
        name: "the emulator answers what its journal could not keep",
        replacements: &[(
            SERVICE,
            "            platform.keep(change).map_err(|NotKept| {\n                Refusal::gateway(\n                    500,\n                    \"JournalFailed\",\n                    \"The change could not be kept, so it was not made.\",\n                )\n            })?;",
            "            let _ = platform.keep(change);",
        )],
    },
    Mutation {
        name: "the emulator makes a change before it is kept",
        replacements: &[(
            SERVICE,
            "            platform.keep(change).map_err(",
            "            self.state.apply(change);\n            platform.keep(change).map_err(",
        )],
    },
    Mutation {
        name: "the journal does not keep which creations were made",
        replacements: &[(
            "emulator/src/state.rs",
            "            .chain(self.seen.snapshot())\n",
            "",
        )],
    },
    Mutation {
        name: "the emulator forgets too soon which creations were made",
        replacements: &[(
            "emulator/src/repeatability.rs",
            "now > self.first_sent.plus_ms(TRACKED_IN_MS)",
            "now > self.first_sent.plus_ms(TRACKED_IN_MS / 5)",
        )],
    },
    Mutation {
        name: "a room that is updated forgets its participants",
        replacements: &[(
            "emulator/src/store.rs",
            "                        ..room\n                    });",
            "                        participants: Default::default(),\n                        ..room\n                    });",
        )],
    },
    Mutation {
        name: "a page begins with the last room of the page before",
        replacements: &[(
            "emulator/src/store.rs",
            "            .range(..before)\n",
            "            .range(..=before)\n",
        )],
    },
    Mutation {
        name: "an answer leaves before its change is kept",
        replacements: &[(
            "tests/simulation/src/world.rs",
            "        if !self.service.borrow().disk.is_waiting() {\n            return release(true);\n        }\n        self.held.borrow_mut().push(Box::new(release));",
            "        release(true);",
        )],
    },
    Mutation {
        name: "a page is one room short",
        replacements: &[(
            "emulator/src/rooms.rs",
            "let next_link = rooms.next().map(|_|",
            "let next_link = rooms.next().and_then(|_| rooms.next()).map(|_|",
        )],
    },
    Mutation {
        name: "an update that is refused is kept all the same",
        replacements: &[
            (
                "emulator/src/rooms.rs",
                "    check_dates(&fields, call.now)?;\n    let mut room = find(call, id)?.clone();",
                "    let refused = check_dates(&fields, call.now);\n    let mut room = find(call, id)?.clone();",
            ),
            (
                "emulator/src/rooms.rs",
                "        outcome: Ok(Response::json(200, &RoomModel::new(&room, call.version))),\n        change: Some(Change::RoomUpdated {",
                "        outcome: refused.map(|()| Response::json(200, &RoomModel::new(&room, call.version))),\n        change: Some(Change::RoomUpdated {",
            ),
        ],
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shell::root;

    #[test]
    fn what_is_replaced_stands_in_the_sources() {
        assert!(!MUTATIONS.is_empty());
        for Mutation { name, replacements } in MUTATIONS {
            for (file, old, _) in *replacements {
                let text = std::fs::read_to_string(root().join(file)).expect(file);
                assert!(text.contains(old), "{name}: {file} has no {old}");
            }
        }
    }
}
