//! What becomes of an attempt: the call is done, tries again, waits, or fails.

use std::cell::Cell;

use super::answer::{Answer, Output, Refusal};
use super::base64;
use super::json::{Json, write_integer};
use super::participant_hint::participant_hint;
use super::redact::Mask;
use super::request::{Proof, Request};
use super::retry::{Budget, Failure, RetryPolicy, asked_wait_ms, is_lasting, next_wait};
use super::text::{cut, cut_before, cut_last};
use super::time::from_http_date;

/// A clock that is further off than this is corrected after a 401. The service's own tolerance is about 15 minutes.
const SKEW_LIMIT_MS: i64 = 5 * 60_000;

/// The service's code for a user of another resource, or of none.
const NOT_OWNED: &str = "IdentityNotOwned";

/// What a client learns from one call for the next.
#[derive(Debug, Default)]
pub struct Memory {
    /// Retries that are left.
    pub budget: Budget,
    /// Added to this machine's clock.
    pub skew_ms: Cell<i64>,
}

/// What one call has been through so far.
#[derive(Debug, Default)]
pub struct Progress {
    /// Attempts sent.
    pub attempts: u64,
    /// Waits between them.
    pub retries: u64,
    /// What the next token must claim, if the service has asked for it.
    pub claims: Option<String>,
    /// An attempt may have had its effect although no success came back.
    pub may_have_happened: bool,
    challenged: bool,
    skew_corrected: bool,
    budget_is_empty: bool,
}

impl Progress {
    /// Why the attempt is not repeated, if that is not plain from the error itself; for the end of its message.
    pub fn why_not_repeated(&self) -> &'static str {
        if self.budget_is_empty {
            " (not sent again: so many calls failed lately that the client has used up its retries)"
        } else {
            ""
        }
    }
}

/// What to do now.
#[derive(Debug)]
pub enum Verdict {
    /// The call has succeeded.
    Done(Output),
    /// Send again at once: what was wrong has been put right.
    Again,
    /// Send again after so many milliseconds; the status is there if there was an answer.
    Wait(u64, Option<u16>),
    /// The call has failed.
    Refuse(Box<Refusal>),
}

/// Everything that a verdict depends on besides the answer.
#[derive(Debug)]
pub struct Case<'a> {
    /// What was sent.
    pub request: &'a Request,
    /// How it was proved.
    pub proof: &'a Proof,
    /// Scheme, host and port to which it was sent.
    pub origin: &'a str,
    /// What no error may repeat.
    pub mask: &'a Mask<'a>,
    /// How failures are repeated.
    pub policy: &'a RetryPolicy,
    /// This machine's time.
    pub now_ms: i64,
    /// How long the attempt took, by this machine's clock.
    pub took_ms: i64,
    /// When the call was first sent, as the attempt said it of a creation.
    pub first_sent_ms: i64,
    /// What was added to it to date the attempt.
    pub skew_ms: i64,
    /// In `0..1`.
    pub random: f64,
}

impl Case<'_> {
    /// Who answers. In the place of a proxy, or in front of it, that may be anybody.
    fn who(&self) -> &str {
        match self.proof {
            Proof::None => self.origin,
            _ => "The service",
        }
    }
}

impl Memory {
    /// The time by the service's clock, as far as it is known.
    pub fn service_time_ms(&self, now_ms: i64) -> i64 {
        now_ms + self.skew_ms.get()
    }

    /// Judges an answer.
    #[inline(never)]
    pub fn judge(&self, case: &Case<'_>, progress: &mut Progress, answer: Answer) -> Verdict {
        let request = case.request;
        // A browser shows nothing of a redirect that it was told not to follow, and no other answer has this status.
        if answer.status == 0 {
            let message = "The answer is a redirect, which is not followed".to_owned();
            return Verdict::Refuse(Refusal::unanswered("", message));
        }
        // After an attempt whose effect is unknown, a delete that finds nothing has done its work.
        let may_repeat_a_deletion = progress.may_have_happened && request.method == "DELETE";
        let deleted_before =
            may_repeat_a_deletion && (answer.status == 404 || (answer.status == 401 && is_not_owned(&answer)));
        if answer.status == request.success || deleted_before {
            self.budget.give_back(progress.retries);
            return match Output::read(request.expect, &answer.body) {
                Ok(output) => Verdict::Done(output),
                Err(what) => refuse(
                    case,
                    Refusal::unreadable(answer.hidden(case.mask, request.expect), case.who(), what),
                ),
            };
        }
        if self.put_right(case, progress, &answer) {
            return Verdict::Again;
        }
        let answer = answer.hidden(case.mask, request.expect);
        if (200..300).contains(&answer.status) {
            return refuse(case, Refusal::unexpected(answer, case.who(), request.success));
        }
        let asked_ms = asked_wait_ms(&answer, self.service_time_ms(case.now_ms));
        let failure = Failure::Status(answer.status, asked_ms);
        if let Some(wait_ms) = self.wait_ms(case, progress, failure) {
            progress.may_have_happened |= answer.status >= 500 || answer.status == 408;
            return Verdict::Wait(wait_ms, Some(answer.status));
        }
        let status = answer.status;
        let mut refusal = Refusal::from_answer(answer, case.who(), asked_ms);
        refusal.message.push_str(progress.why_not_repeated());
        if status == 400 {
            let hint = participant_hint(&refusal.message, &request.body);
            refusal.message.push_str(&hint);
        }
        if progress.skew_corrected && matches!(status, 401 | 412) {
            refusal.message.push_str(&skew_sentence(self.skew_ms.get()));
        } else if matches!((status, case.proof), (401, Proof::Key(_))) && refusal.code.as_deref() != Some(NOT_OWNED) {
            let hint = " did not take the access key: is it of this resource, and the present one?)";
            refusal.message = [&refusal.message, " (", case.origin, hint].concat();
        }
        refuse(case, refusal)
    }

    /// Judges an attempt to which no answer came, for which the system has this code.
    pub fn judge_silence(&self, case: &Case<'_>, progress: &mut Progress, code: &str) -> Option<u64> {
        progress.may_have_happened = true;
        if is_lasting(code) {
            return None;
        }
        self.wait_ms(case, progress, Failure::NoAnswer)
    }

    fn wait_ms(&self, case: &Case<'_>, progress: &mut Progress, failure: Failure) -> Option<u64> {
        let wait_ms = next_wait(case.policy, failure, progress.retries, case.random)?;
        // A wait that the service asks for is how it takes load off itself.
        let is_asked = matches!(failure, Failure::Status(_, Some(_)));
        progress.budget_is_empty = !is_asked && !self.budget.take();
        if progress.budget_is_empty {
            return None;
        }
        progress.retries += 1;
        Some(wait_ms)
    }

    /// Whether the answer has a cause that the next attempt can do without. Each is tried once.
    fn put_right(&self, case: &Case<'_>, progress: &mut Progress, answer: &Answer) -> bool {
        match (answer.status, case.proof) {
            // A signature that is too old, or a creation whose `Repeatability-First-Sent` is.
            (401, Proof::Key(_)) | (412, _) if !progress.skew_corrected => {
                progress.skew_corrected = self.correct_skew(answer, case);
                progress.skew_corrected
            }
            (401, Proof::Token(_)) if !progress.challenged => {
                progress.challenged = true;
                progress.claims = claims_challenge(answer);
                progress.claims.is_some()
            }
            _ => false,
        }
    }

    /// Whether the answer shows that the attempt was dated wrongly. If so, later ones are dated by the service's clock.
    /// Another call may have learnt of it since the attempt was sent.
    fn correct_skew(&self, answer: &Answer, case: &Case<'_>) -> bool {
        let Some(date_ms) = answer.headers.get("date").and_then(from_http_date) else {
            return false;
        };
        let skew_ms = date_ms - case.now_ms;
        // A creation that was first sent within the service's five minutes is refused for something else: dated anew, it
        // would pass for another one.
        if answer.status == 412 && (date_ms - case.first_sent_ms).abs() <= SKEW_LIMIT_MS {
            return false;
        }
        // An answer that came late was dated long before: it does not tell what time it is.
        let is_off = case.took_ms <= SKEW_LIMIT_MS && (skew_ms - case.skew_ms).abs() > SKEW_LIMIT_MS;
        if is_off {
            self.skew_ms.set(skew_ms);
        }
        is_off
    }
}

/// Says so where no proxy can have answered, although one should: its own errors and the service's have a code, and every
/// success with a body is JSON. Whoever protects a proxy answers with 401 or 403 as they like, and gateways with 5xx.
fn refuse(case: &Case<'_>, mut refusal: Box<Refusal>) -> Verdict {
    if let (Proof::None, Some(answer)) = (case.proof, &refusal.answer) {
        let is_no_proxy = match answer.status {
            200..300 => !answer.body.trim_ascii_start().starts_with('{'),
            404 | 405 => refusal.code.is_none(),
            _ => false,
        };
        if is_no_proxy {
            refusal.say_no_proxy(case.origin);
        }
    }
    Verdict::Refuse(refusal)
}

/// Whether it says that a user is none of the resource, as of one that is deleted.
fn is_not_owned(answer: &Answer) -> bool {
    Json::parse(&answer.body)
        .is_some_and(|json| json.get("error").and_then(|error| error.text("code")) == Some(NOT_OWNED))
}

fn skew_sentence(skew_ms: i64) -> String {
    let mut sentence = String::from(" (this machine's clock is ");
    write_integer(&mut sentence, (skew_ms.abs() + 30_000) / 60_000);
    sentence.push_str(" minutes ");
    sentence.push_str(if skew_ms > 0 { "behind" } else { "ahead of" });
    sentence.push_str(" the service's; the request was dated by the service's clock and still refused)");
    sentence
}

/// The claims that a token must have, out of `WWW-Authenticate: Bearer …, claims="<base64>"`.
fn claims_challenge(answer: &Answer) -> Option<String> {
    let claims = base64::decode_any(parameter(answer.headers.get("www-authenticate")?, "claims")?)?;
    // They are JSON in ASCII; checking UTF-8 would cost half a kilobyte.
    claims.is_ascii().then(|| claims.into_iter().map(char::from).collect())
}

/// A parameter of challenges: <https://www.rfc-editor.org/rfc/rfc9110#section-11.2>. Some write it without quotation
/// marks although it is no token, and `fetch` puts the challenges of several headers in one line.
fn parameter<'a>(mut challenges: &'a str, name: &str) -> Option<&'a str> {
    loop {
        let (before, after) = cut(challenges, b'=')?;
        let before = before.trim_ascii_end();
        let (_, found) = cut_last(before, b' ').unwrap_or(("", before));
        let (_, found) = cut_last(found, b',').unwrap_or(("", found));
        let after = after.trim_ascii_start();
        let (value, rest) = match after.strip_prefix('"') {
            Some(quoted) => cut(quoted, b'"').unwrap_or((quoted, "")),
            None => cut_before(after, b", "),
        };
        if found.eq_ignore_ascii_case(name) {
            return Some(value);
        }
        challenges = rest;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_of_challenges() {
        for (challenges, claims) in [
            (r#"Bearer claims="x""#, Some("x")),
            (
                r#"Bearer realm="", error="insufficient_claims", claims="ab==""#,
                Some("ab=="),
            ),
            (r#"Bearer realm="claims=a, claims=\b", Claims = "x" , a="y""#, Some("x")),
            (r#"Bearer error=insufficient_claims,claims=ab+/==,x=y"#, Some("ab+/==")),
            (r#"Bearer claims=ab== "#, Some("ab==")),
            (r#"HMAC-SHA256, Basic a==, Bearer x="1",claims="-_""#, Some("-_")),
            (r#"Bearer claims="open"#, Some("open")),
            (r#"Bearer claims="""#, Some("")),
            (r#"Bearer xclaims="x", my-claims=y"#, None),
            (r#"Bearer error="claims""#, None),
            ("Bearer", None),
            ("", None),
            ("=", None),
            ("claims", None),
        ] {
            assert_eq!(parameter(challenges, "claims"), claims, "{challenges}");
        }
    }
}
