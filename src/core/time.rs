//! Times as the API writes them: RFC 3339 in bodies, RFC 9110's IMF-fixdate in headers.

use super::text::{cut_before, whole_number};

/// Milliseconds in a day.
const DAY_MS: i64 = 86_400_000;
const MONTHS: &str = "JanFebMarAprMayJunJulAugSepOctNovDec";
const WEEKDAYS: &str = "ThuFriSatSunMonTueWed";

/// Year, month, day, hour, minute and second: `Y`, `M`, `D`, `h`, `m` and `s` of a pattern.
type Fields = [i32; 6];

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
        let Some((local_ms, nanos, offset)) = read_local(text) else {
            // What a `datetime-local` field of a page has.
            let is_local = read(text, "YYYY-MM-DDThh:mm").is_some_and(|(_, rest)| rest.is_empty());
            return Err(if is_local {
                TimeError::NoOffset
            } else {
                TimeError::Malformed
            });
        };
        if offset.is_empty() {
            return Err(TimeError::NoOffset);
        }
        let unix_ms = local_ms - read_offset(offset).ok_or(TimeError::Malformed)?;
        // An offset can lead out of the years that can be written again.
        if !(0..=9999).contains(&fields_of(unix_ms)[0]) {
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
        let mut out = String::with_capacity(30);
        write(&mut out, "YYYY-MM-DDThh:mm:ss.", fields_of(self.unix_ms));
        let nanos = self.unix_ms.rem_euclid(1000) as u32 * 1_000_000 + self.sub_ms_nanos;
        let unwritten = match self.sub_ms_nanos {
            0 => 6,
            finer if finer % 100 == 0 => 2,
            _ => 0,
        };
        for position in (unwritten..9).rev() {
            out.extend(char::from_digit(nanos / 10_u32.pow(position) % 10, 10));
        }
        out.push('Z');
        out
    }
}

/// `Thu, 06 Mar 2025 20:29:42 GMT`, the form of `x-ms-date` and `Repeatability-First-Sent`.
pub fn to_http_date(unix_ms: i64) -> String {
    let fields = fields_of(unix_ms);
    let mut out = String::with_capacity(29);
    out.push_str(name_at(WEEKDAYS, unix_ms.div_euclid(DAY_MS).rem_euclid(7) as i32));
    write(&mut out, ", DD ", fields);
    out.push_str(name_at(MONTHS, fields[1] - 1));
    write(&mut out, " YYYY hh:mm:ss", fields);
    out.push_str(" GMT");
    out
}

/// Reads an IMF-fixdate, as `Date` and `Retry-After` carry it; milliseconds since 1970. Of several that `fetch` has
/// joined, the first.
pub fn from_http_date(text: &str) -> Option<i64> {
    let (mut fields, rest) = read(text, "???, DD ??? YYYY hh:mm:ss")?;
    name_index(WEEKDAYS, text.get(..3)?)?;
    fields[1] = name_index(MONTHS, text.get(8..11)?)? + 1;
    if cut_before(rest, b",").0 == " GMT" {
        ms_of(fields)
    } else {
        None
    }
}

/// Local time in milliseconds, nanoseconds of it, and what follows.
fn read_local(text: &str) -> Option<(i64, u32, &str)> {
    let (fields, rest) = read(text, "YYYY-MM-DDThh:mm:ss")?;
    let (fraction, offset) = cut_before(rest, b"Zz+-");
    let mut nanos = 0;
    if !fraction.is_empty() {
        let digits = fraction.strip_prefix('.')?;
        whole_number(digits)?;
        let mut unit = 1_000_000_000;
        for digit in digits.bytes() {
            unit /= 10;
            nanos += u32::from(digit - b'0') * unit;
        }
    }
    Some((ms_of(fields)? + i64::from(nanos / 1_000_000), nanos, offset))
}

/// `Z`, `+hh:mm` or `-hh:mm`, in milliseconds.
fn read_offset(text: &str) -> Option<i64> {
    if text.eq_ignore_ascii_case("Z") {
        return Some(0);
    }
    let (fields, rest) = read(text, "?hh:mm")?;
    let ms = rest.is_empty().then(|| clock_ms(fields))??;
    match text.bytes().next() {
        Some(b'+') => Some(ms),
        Some(b'-') => Some(-ms),
        _ => None,
    }
}

/// Reads the numbers of a pattern such as `YYYY-MM-DDThh:mm:ss`, and gives what follows. `?` is any character, another
/// one itself in either case.
fn read<'t>(text: &'t str, pattern: &str) -> Option<(Fields, &'t str)> {
    let (text, rest) = text.split_at_checked(pattern.len())?;
    let mut fields = Fields::default();
    for (wanted, byte) in pattern.bytes().zip(text.bytes()) {
        match field(&mut fields, wanted) {
            Some(_) if !byte.is_ascii_digit() => return None,
            Some(number) => *number = *number * 10 + i32::from(byte - b'0'),
            None if wanted == b'?' || wanted.eq_ignore_ascii_case(&byte) => {}
            None => return None,
        }
    }
    Some((fields, rest))
}

/// Appends a pattern with its numbers.
fn write(out: &mut String, pattern: &str, mut fields: Fields) {
    let mut text = [0; 20];
    // From the last digit on.
    for (to, wanted) in text.iter_mut().zip(pattern.bytes().rev()) {
        *to = wanted;
        if let Some(number) = field(&mut fields, wanted) {
            *to = b'0' + (*number % 10) as u8;
            *number /= 10;
        }
    }
    for byte in text.iter().take(pattern.len()).rev() {
        out.push(char::from(*byte));
    }
}

fn field(fields: &mut Fields, letter: u8) -> Option<&mut i32> {
    let [year, month, day, hour, minute, second] = fields;
    Some(match letter {
        b'Y' => year,
        b'M' => month,
        b'D' => day,
        b'h' => hour,
        b'm' => minute,
        b's' => second,
        _ => return None,
    })
}

fn name_at(names: &'static str, index: i32) -> &'static str {
    let from = index as usize * 3;
    names.get(from..from + 3).unwrap_or_default()
}

fn name_index(names: &'static str, name: &str) -> Option<i32> {
    (0..names.len() as i32 / 3).find(|&index| name_at(names, index) == name)
}

fn clock_ms([_, _, _, hour, minute, second]: Fields) -> Option<i64> {
    let is_clock = hour < 24 && minute < 60 && second < 60;
    is_clock.then(|| i64::from((hour * 60 + minute) * 60 + second) * 1000)
}

// The two conversions count in years that begin in March, so that the leap day is the last of its year.

fn ms_of(fields: Fields) -> Option<i64> {
    let [year, month, day, ..] = fields;
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days_in_month = match month {
        2 => 28 + i32::from(leap),
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
    let days = march_year * 365 + leap_days + days_before_month + day - 719_469;
    Some(i64::from(days) * DAY_MS + clock_ms(fields)?)
}

fn fields_of(unix_ms: i64) -> Fields {
    let days = unix_ms.div_euclid(DAY_MS) as i32 + 719_468;
    let in_era = days.rem_euclid(146_097);
    let year_in_era = (in_era - in_era / 1460 + in_era / 36_524 - in_era / 146_096) / 365;
    let in_year = in_era - (365 * year_in_era + year_in_era / 4 - year_in_era / 100);
    let month_from_march = (5 * in_year + 2) / 153;
    let month = (month_from_march + 2) % 12 + 1;
    let year = days.div_euclid(146_097) * 400 + year_in_era + i32::from(month <= 2);
    let seconds = unix_ms.rem_euclid(DAY_MS) as i32 / 1000;
    [
        year,
        month,
        in_year - (153 * month_from_march + 2) / 5 + 1,
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60,
    ]
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
        for text in ["2025-01-01T00:00:00", "2025-01-01T00:00:00.5", "2025-01-01T00:00"] {
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
        let first = ms_of([0, 1, 1, 0, 0, 0]).unwrap();
        let last = ms_of([9999, 12, 31, 0, 0, 0]).unwrap();
        let mut previous = [-1, 12, 31, 0, 0, 0];
        for day in 0..=(last - first) / DAY_MS {
            let fields = fields_of(first + day * DAY_MS);
            assert_eq!(ms_of(fields), Some(first + day * DAY_MS));
            assert!(fields > previous);
            previous = fields;
        }
        assert_eq!(previous, [9999, 12, 31, 0, 0, 0]);
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
        let joined = "Thu, 06 Mar 2025 20:29:42 GMT, Fri, 07 Mar 2025 20:29:42 GMT";
        assert_eq!(from_http_date(joined), Some(1_741_292_982_000));
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
