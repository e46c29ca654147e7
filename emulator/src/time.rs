//! Points in time at the service's precision of 100 ns, and the two spellings it uses.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use time::format_description::BorrowedFormatItem;
use time::format_description::well_known::Rfc3339;
use time::macros::format_description;
use time::{OffsetDateTime, PrimitiveDateTime};

const TICKS_PER_MS: i64 = 10_000;
const NANOS_PER_TICK: i128 = 100;

/// What the spelling of dates can tell: from the beginning of the year 0001 to the end of 9999.
const TELLABLE: std::ops::RangeInclusive<i64> = -621_355_968_000_000_000..=2_534_023_007_999_999_999;

/// IMF-fixdate, the form of `Date` and `x-ms-date`.
const HTTP_DATE: &[BorrowedFormatItem<'_>] =
    format_description!("[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT");

/// A point in time: ticks of 100 ns since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Ticks(pub i64);

impl Ticks {
    /// From milliseconds since 1970, as `Date.now()` gives them.
    pub fn from_ms(ms: i64) -> Self {
        Ticks(ms.saturating_mul(TICKS_PER_MS))
    }

    /// Milliseconds since 1970, cut.
    pub fn as_ms(self) -> i64 {
        self.0.div_euclid(TICKS_PER_MS)
    }

    /// This much later, or earlier when negative.
    #[must_use]
    pub fn plus_ms(self, ms: i64) -> Self {
        Ticks(self.0.saturating_add(ms.saturating_mul(TICKS_PER_MS)))
    }

    /// This many days later.
    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        self.plus_ms(days.saturating_mul(24 * 60 * 60 * 1000))
    }

    /// Reads RFC 3339 with an offset; more than seven digits of a second are cut, as the service does. Refused is what an
    /// offset moves out of the years 0001 to 9999, since it could not be written again.
    pub fn parse_rfc3339(text: &str) -> Option<Self> {
        let parsed = OffsetDateTime::parse(text, &Rfc3339).ok()?;
        Self::from_datetime(parsed)
    }

    /// Reads an IMF-fixdate; any other spelling of a date is refused.
    pub fn parse_http_date(text: &str) -> Option<Self> {
        let parsed = PrimitiveDateTime::parse(text, HTTP_DATE).ok()?;
        let ticks = Self::from_datetime(parsed.assume_utc())?;
        // The parser takes a weekday on trust and names in any case.
        (ticks.to_http_date() == text).then_some(ticks)
    }

    /// The form of the service's JSON: up to seven digits of a second without trailing zeros, always `+00:00`.
    pub fn to_json_text(self) -> String {
        let Some(at) = self.to_datetime() else {
            return String::new();
        };
        let mut text = format!(
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}",
            at.year(),
            u8::from(at.month()),
            at.day(),
            at.hour(),
            at.minute(),
            at.second()
        );
        let digits = format!("{:07}", at.nanosecond() / 100);
        let digits = digits.trim_end_matches('0');
        if !digits.is_empty() {
            text.push('.');
            text.push_str(digits);
        }
        text.push_str("+00:00");
        text
    }

    /// IMF-fixdate.
    pub fn to_http_date(self) -> String {
        self.to_datetime()
            .and_then(|at| at.format(HTTP_DATE).ok())
            .unwrap_or_default()
    }

    fn from_datetime(at: OffsetDateTime) -> Option<Self> {
        let ticks = at.unix_timestamp_nanos().div_euclid(NANOS_PER_TICK);
        i64::try_from(ticks)
            .ok()
            .filter(|ticks| TELLABLE.contains(ticks))
            .map(Ticks)
    }

    fn to_datetime(self) -> Option<OffsetDateTime> {
        OffsetDateTime::from_unix_timestamp_nanos(i128::from(self.0) * NANOS_PER_TICK).ok()
    }
}

impl Serialize for Ticks {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_json_text())
    }
}

impl<'de> Deserialize<'de> for Ticks {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Ticks::parse_rfc3339(&text)
            .ok_or_else(|| serde::de::Error::custom("a date-time of RFC 3339 with an offset is needed"))
    }
}

#[cfg(test)]
mod tests {
    use super::Ticks;

    #[test]
    fn json_text_is_the_services() {
        // (what a client sent, what the service answered)
        let table = [
            ("2025-02-19T07:29:27.5121601Z", "2025-02-19T07:29:27.5121601+00:00"),
            ("2025-02-19T07:29:50.393323Z", "2025-02-19T07:29:50.393323+00:00"),
            ("2024-03-26T19:48:56.000Z", "2024-03-26T19:48:56+00:00"),
            ("2023-09-29T00:39:38.394453700Z", "2023-09-29T00:39:38.3944537+00:00"),
            ("2023-09-29T00:39:38.394453799Z", "2023-09-29T00:39:38.3944537+00:00"),
            ("2025-04-01T00:00:00.500Z", "2025-04-01T00:00:00.5+00:00"),
            ("2025-04-01T02:00:00+02:00", "2025-04-01T00:00:00+00:00"),
            ("2025-03-31T20:30:00-03:30", "2025-04-01T00:00:00+00:00"),
            ("1969-12-31T23:59:59.9999999Z", "1969-12-31T23:59:59.9999999+00:00"),
            ("9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59.9999999+00:00"),
            ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00+00:00"),
        ];
        for (sent, answered) in table {
            let ticks = Ticks::parse_rfc3339(sent).unwrap_or_else(|| panic!("{sent} is refused"));
            assert_eq!(ticks.to_json_text(), answered, "{sent}");
        }
    }

    #[test]
    fn refuses_what_is_no_rfc3339_with_an_offset() {
        for text in [
            "",
            "now",
            "2025-04-01",
            "2025-04-01T00:00:00",
            "2025-02-30T00:00:00Z",
            "2025-04-01T25:00:00Z",
            "2025-04-01T00:00Z",
            "20250401T000000Z",
            "2025-04-01T00:00:00.Z",
            "2025-04-01T00:00:00Z ",
            "0000-12-31T23:59:59.9999999Z",
            "0000-01-01T00:00:00+01:00",
            "0001-01-01T00:00:00+00:01",
            "9999-12-31T23:59:59-00:01",
        ] {
            assert_eq!(Ticks::parse_rfc3339(text), None, "{text}");
        }
    }

    #[test]
    fn http_date_both_ways() {
        let text = "Thu, 06 Mar 2025 20:29:42 GMT";
        let ticks = Ticks::parse_http_date(text).unwrap();
        assert_eq!(ticks.as_ms(), 1_741_292_982_000);
        assert_eq!(ticks.plus_ms(999).to_http_date(), text);
    }

    #[test]
    fn refuses_other_spellings_of_an_http_date() {
        for text in [
            "",
            "Fri, 06 Mar 2025 20:29:42 GMT",
            "thu, 06 mar 2025 20:29:42 GMT",
            "Thu, 6 Mar 2025 20:29:42 GMT",
            "Thu, 06 Mar 2025 20:29:42 UTC",
            "Thu, 06 Mar 2025 20:29:42 +0000",
            "Thu, 06 Mar 2025 20:29:42",
            "Thursday, 06-Mar-25 20:29:42 GMT",
            "2025-03-06T20:29:42Z",
        ] {
            assert_eq!(Ticks::parse_http_date(text), None, "{text}");
        }
    }
}
