//! Times as the API writes them: RFC 3339 in bodies, RFC 9110's IMF-fixdate in headers.

use super::text::cut;

/// Milliseconds in a day.
const DAY_MS: i64 = 86_400_000;
const MONTHS: &str = "JanFebMarAprMayJunJulAugSepOctNovDec";
const WEEKDAYS: &str = "ThuFriSatSunMonTueWed";

/// An instant between the years 0000 and 9999, to the nanosecond.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Timestamp {
    /// Whole milliseconds since 1970-01-01T00:00:00Z.
    pub unix_ms: i64,
    /// Nanoseconds after `unix_ms`: 0 to 999,999. The service keeps 100 ns.
    pub sub_ms_nanos: u32,
}

/// Why a text is no [`Timestamp`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeError {
    /// No `Z` and no `+hh:mm` at the end. Guessing a zone would be hours wrong.
    NoOffset,
    /// Anything else.
    Malformed,
}

impl Timestamp {
    /// Reads RFC 3339 text, which must carry an offset. Digits after the ninth of the fraction are dropped.
    pub fn from_rfc3339(text: &str) -> Result<Self, TimeError> {
        let mut scan = Scan { rest: text.as_bytes() };
        let day_ms = scan.date().ok_or(TimeError::Malformed)?;
        scan.byte(b"Tt").ok_or(TimeError::Malformed)?;
        let (time_ms, nanos) = scan.time().ok_or(TimeError::Malformed)?;
        if scan.rest.is_empty() {
            return Err(TimeError::NoOffset);
        }
        let offset_ms = scan.offset().ok_or(TimeError::Malformed)?;
        let unix_ms = day_ms + time_ms + i64::from(nanos / 1_000_000) - offset_ms;
        // An offset can lead out of the years that can be written again.
        if !scan.rest.is_empty() || !(0..=9999).contains(&civil_from_ms(unix_ms).0) {
            return Err(TimeError::Malformed);
        }
        Ok(Self {
            unix_ms,
            sub_ms_nanos: nanos % 1_000_000,
        })
    }

    /// `2025-04-01T00:00:00.500Z`: in UTC, with 3 fractional digits as JavaScript writes them, or 7 or 9 where the
    /// value has them.
    pub fn to_rfc3339(self) -> String {
        let (year, month, day) = civil_from_ms(self.unix_ms);
        let in_day = self.unix_ms.rem_euclid(DAY_MS);
        let mut out = String::with_capacity(30);
        push_digits(&mut out, year, 4);
        out.push('-');
        push_digits(&mut out, month, 2);
        out.push('-');
        push_digits(&mut out, day, 2);
        out.push('T');
        push_clock(&mut out, in_day);
        out.push('.');
        push_digits(&mut out, in_day % 1000, 3);
        let nanos = i64::from(self.sub_ms_nanos);
        match (nanos, nanos % 100) {
            (0, _) => {}
            (_, 0) => push_digits(&mut out, nanos / 100, 4),
            _ => push_digits(&mut out, nanos, 6),
        }
        out.push('Z');
        out
    }
}

/// `Thu, 06 Mar 2025 20:29:42 GMT`, the form of `x-ms-date` and `Repeatability-First-Sent`.
pub fn to_http_date(unix_ms: i64) -> String {
    let (year, month, day) = civil_from_ms(unix_ms);
    let mut out = String::with_capacity(29);
    out.push_str(name_at(WEEKDAYS, unix_ms.div_euclid(DAY_MS).rem_euclid(7)));
    out.push_str(", ");
    push_digits(&mut out, day, 2);
    out.push(' ');
    out.push_str(name_at(MONTHS, month - 1));
    out.push(' ');
    push_digits(&mut out, year, 4);
    out.push(' ');
    push_clock(&mut out, unix_ms.rem_euclid(DAY_MS));
    out.push_str(" GMT");
    out
}

/// Reads an IMF-fixdate, as `Date` and `Retry-After` carry it; milliseconds since 1970.
pub fn from_http_date(text: &str) -> Option<i64> {
    let (weekday, rest) = cut(text.trim_ascii(), b',')?;
    let rest = rest.strip_prefix(' ')?;
    name_index(WEEKDAYS, weekday)?;
    let mut scan = Scan { rest: rest.as_bytes() };
    let day = scan.digits(2)?;
    scan.byte(b" ")?;
    let month = name_index(MONTHS, rest.get(3..6)?)? + 1;
    scan.rest = scan.rest.get(3..)?;
    scan.byte(b" ")?;
    let year = scan.digits(4)?;
    scan.byte(b" ")?;
    let date_ms = ms_from_civil(year, month, day)?;
    let (time_ms, _) = scan.time()?;
    (scan.rest == b" GMT").then_some(date_ms + time_ms)
}

struct Scan<'a> {
    rest: &'a [u8],
}

impl Scan<'_> {
    fn byte(&mut self, one_of: &[u8]) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        one_of.contains(first).then(|| {
            self.rest = rest;
            *first
        })
    }

    fn digits(&mut self, count: usize) -> Option<i64> {
        let mut value = 0;
        for _ in 0..count {
            value = value * 10 + i64::from(self.byte(b"0123456789")? - b'0');
        }
        Some(value)
    }

    fn date(&mut self) -> Option<i64> {
        let year = self.digits(4)?;
        self.byte(b"-")?;
        let month = self.digits(2)?;
        self.byte(b"-")?;
        ms_from_civil(year, month, self.digits(2)?)
    }

    /// `hh:mm:ss` with an optional fraction: whole seconds in milliseconds, and nanoseconds.
    fn time(&mut self) -> Option<(i64, u32)> {
        let minutes = self.hours_and_minutes()?;
        self.byte(b":")?;
        let seconds = self.digits(2)?;
        let mut nanos = 0;
        if self.byte(b".").is_some() {
            let mut unit = 100_000_000;
            nanos = (self.digits(1)? as u32) * unit;
            while let Some(digit) = self.digits(1) {
                unit /= 10;
                nanos += (digit as u32) * unit;
            }
        }
        (seconds < 60).then_some(((minutes * 60 + seconds) * 1000, nanos))
    }

    fn hours_and_minutes(&mut self) -> Option<i64> {
        let hours = self.digits(2)?;
        self.byte(b":")?;
        let minutes = self.digits(2)?;
        (hours < 24 && minutes < 60).then_some(hours * 60 + minutes)
    }

    fn offset(&mut self) -> Option<i64> {
        let sign = match self.byte(b"Zz+-")? {
            b'+' => 1,
            b'-' => -1,
            _ => return Some(0),
        };
        Some(sign * self.hours_and_minutes()? * 60_000)
    }
}

fn push_digits(out: &mut String, value: i64, count: u32) {
    for position in (0..count).rev() {
        let digit = value / 10_i64.pow(position) % 10;
        out.extend(char::from_digit(digit as u32, 10));
    }
}

fn push_clock(out: &mut String, ms_in_day: i64) {
    push_digits(out, ms_in_day / 3_600_000, 2);
    out.push(':');
    push_digits(out, ms_in_day / 60_000 % 60, 2);
    out.push(':');
    push_digits(out, ms_in_day / 1000 % 60, 2);
}

fn name_at(names: &'static str, index: i64) -> &'static str {
    let from = index as usize * 3;
    names.get(from..from + 3).unwrap_or_default()
}

fn name_index(names: &str, name: &str) -> Option<i64> {
    (0..names.len() as i64 / 3).find(|&index| names.get(index as usize * 3..index as usize * 3 + 3) == Some(name))
}

// The two conversions count in years that begin in March, so that the leap day is the last of its year.

fn ms_from_civil(year: i64, month: i64, day: i64) -> Option<i64> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days_in_month = match month {
        2 => 28 + i64::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if !(1..=days_in_month).contains(&day) {
        return None;
    }
    let march_year = if month > 2 { year } else { year - 1 };
    let days_before_month = (153 * ((month + 9) % 12) + 2) / 5;
    let leap_days = march_year.div_euclid(4) - march_year.div_euclid(100) + march_year.div_euclid(400);
    // 719,469 days lie between 1 March of year 0 and 1 January 1970, less the one that `day` counts from.
    Some((march_year * 365 + leap_days + days_before_month + day - 719_469) * DAY_MS)
}

fn civil_from_ms(unix_ms: i64) -> (i64, i64, i64) {
    let days = unix_ms.div_euclid(DAY_MS) + 719_468;
    let in_era = days.rem_euclid(146_097);
    let year_in_era = (in_era - in_era / 1460 + in_era / 36_524 - in_era / 146_096) / 365;
    let in_year = in_era - (365 * year_in_era + year_in_era / 4 - year_in_era / 100);
    let month_from_march = (5 * in_year + 2) / 153;
    let month = (month_from_march + 2) % 12 + 1;
    let year = days.div_euclid(146_097) * 400 + year_in_era + i64::from(month <= 2);
    (year, month, in_year - (153 * month_from_march + 2) / 5 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_rfc_3339() {
        // (text, milliseconds since 1970, nanoseconds after them), computed with GNU date.
        let cases = [
            ("1970-01-01T00:00:00Z", 0, 0),
            ("1969-12-31T23:59:59.999Z", -1, 0),
            ("2025-02-19T07:29:27.5121601+00:00", 1_739_950_167_512, 160_100),
            ("2025-02-19T07:29:50.393323+00:00", 1_739_950_190_393, 323_000),
            ("2025-04-01T00:00:00.500Z", 1_743_465_600_500, 0),
            ("2023-09-29T00:39:38.394453700Z", 1_695_947_978_394, 453_700),
            ("2023-09-29T00:39:38.3944537001234Z", 1_695_947_978_394, 453_700),
            ("2024-02-29t12:00:00z", 1_709_208_000_000, 0),
            ("2025-01-01T00:30:00+05:30", 1_735_671_600_000, 0),
            ("2025-01-01T00:00:00-08:00", 1_735_718_400_000, 0),
            ("0000-03-01T00:00:00Z", -62_162_035_200_000, 0),
            ("9999-12-31T23:59:59Z", 253_402_300_799_000, 0),
        ];
        for (text, unix_ms, sub_ms_nanos) in cases {
            let expected = Timestamp { unix_ms, sub_ms_nanos };
            assert_eq!(Timestamp::from_rfc3339(text), Ok(expected), "{text}");
        }
    }

    #[test]
    fn refuses_what_is_no_time() {
        for text in ["2025-01-01T00:00:00", "2025-01-01T00:00:00.5"] {
            assert_eq!(Timestamp::from_rfc3339(text), Err(TimeError::NoOffset), "{text}");
        }
        for text in [
            "",
            "x",
            "2025-01-01",
            "2025-01-01T00:00Z",
            "2025-01-01 00:00:00Z",
            "2025-13-01T00:00:00Z",
            "2025-00-01T00:00:00Z",
            "2025-02-29T00:00:00Z",
            "1900-02-29T00:00:00Z",
            "2025-04-31T00:00:00Z",
            "2025-01-01T24:00:00Z",
            "2025-01-01T00:60:00Z",
            "2025-01-01T00:00:60Z",
            "2025-01-01T00:00:00.Z",
            "2025-01-01T00:00:00+24:00",
            "2025-01-01T00:00:00+0100",
            "2025-01-01T00:00:00Zx",
            "2025-1-1T00:00:00Z",
            "+275760-09-13T00:00:00.000Z",
            "0000-01-01T00:00:00+01:00",
            "9999-12-31T23:59:59-01:00",
            "Invalid Date",
            "２025-01-01T00:00:00Z",
        ] {
            assert_eq!(Timestamp::from_rfc3339(text), Err(TimeError::Malformed), "{text}");
        }
    }

    #[test]
    fn writes_as_javascript_does_and_keeps_finer_digits() {
        for (text, written) in [
            ("2025-04-01T02:00:00+02:00", "2025-04-01T00:00:00.000Z"),
            ("2025-04-01T00:00:00.5Z", "2025-04-01T00:00:00.500Z"),
            ("2025-02-19T07:29:27.5121601+00:00", "2025-02-19T07:29:27.5121601Z"),
            ("2023-09-29T00:39:38.394453712Z", "2023-09-29T00:39:38.394453712Z"),
            ("0009-02-03T04:05:06.007Z", "0009-02-03T04:05:06.007Z"),
        ] {
            assert_eq!(Timestamp::from_rfc3339(text).unwrap().to_rfc3339(), written);
        }
    }

    #[test]
    fn every_day_of_ten_thousand_years_survives() {
        let first = ms_from_civil(0, 1, 1).unwrap();
        let last = ms_from_civil(9999, 12, 31).unwrap();
        let mut previous = (-1, 12, 31);
        for day in 0..=(last - first) / DAY_MS {
            let (year, month, day_of_month) = civil_from_ms(first + day * DAY_MS);
            assert_eq!(ms_from_civil(year, month, day_of_month), Some(first + day * DAY_MS));
            assert!((year, month, day_of_month) > previous);
            previous = (year, month, day_of_month);
        }
        assert_eq!(previous, (9999, 12, 31));
    }

    #[test]
    fn http_dates() {
        for (unix_ms, text) in [
            (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
            (1_741_292_982_000, "Thu, 06 Mar 2025 20:29:42 GMT"),
            (1_649_873_352_000, "Wed, 13 Apr 2022 18:09:12 GMT"),
            (1_709_251_199_000, "Thu, 29 Feb 2024 23:59:59 GMT"),
            (-1000, "Wed, 31 Dec 1969 23:59:59 GMT"),
        ] {
            assert_eq!(to_http_date(unix_ms), text);
            assert_eq!(from_http_date(text), Some(unix_ms), "{text}");
        }
        assert_eq!(to_http_date(999), to_http_date(0));
        for text in [
            "",
            "Thu, 06 Mar 2025 20:29:42",
            "Thu, 06 Mar 2025 20:29:42 UTC",
            "Xxx, 06 Mar 2025 20:29:42 GMT",
            "Thu, 06 Foo 2025 20:29:42 GMT",
            "Thu, 31 Feb 2025 20:29:42 GMT",
            "Thu, 6 Mar 2025 20:29:42 GMT",
            "120",
            "éééééééééééé",
        ] {
            assert_eq!(from_http_date(text), None, "{text}");
        }
    }
}
