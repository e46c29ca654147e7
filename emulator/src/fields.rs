//! Data that a user gave, options and faults, read field by field: each error names the field, and says in words what it must
//! be. A field that is `null` counts as absent. No value is shown: some are keys.

use std::fmt::Display;
use std::ops::RangeInclusive;

use serde_json::{Map, Value};

/// An object whose fields are read one by one.
pub struct Fields<'a> {
    name: String,
    values: &'a Map<String, Value>,
    /// The fields that were asked for: all that there are.
    known: Vec<&'static str>,
}

impl<'a> Fields<'a> {
    /// The fields of a value of that name, which must be an object.
    pub fn of(name: impl Into<String>, value: &'a Value) -> Result<Self, String> {
        let name = name.into();
        match value {
            Value::Object(values) => Ok(Fields {
                name,
                values,
                known: Vec::new(),
            }),
            _ => Err(must_be(&name, "an object")),
        }
    }

    /// The error that this field must be something else.
    pub fn wrong(&self, field: &str, wanted: impl Display) -> String {
        must_be(&self.path(field), wanted)
    }

    /// The error that this field must be there.
    pub fn missing(&self, field: &str, wanted: impl Display) -> String {
        format!("{} is missing: it must be {wanted}", self.path(field))
    }

    /// A text.
    pub fn text(&mut self, field: &'static str) -> Result<Option<&'a str>, String> {
        let Some(value) = self.get(field) else { return Ok(None) };
        value.as_str().map(Some).ok_or_else(|| self.wrong(field, "a string"))
    }

    /// True or false.
    pub fn flag(&mut self, field: &'static str) -> Result<Option<bool>, String> {
        let Some(value) = self.get(field) else { return Ok(None) };
        value.as_bool().map(Some).ok_or_else(|| self.wrong(field, "a boolean"))
    }

    /// A number.
    pub fn number(&mut self, field: &'static str) -> Result<Option<f64>, String> {
        let Some(value) = self.get(field) else { return Ok(None) };
        value.as_f64().map(Some).ok_or_else(|| self.wrong(field, "a number"))
    }

    /// A whole number in a range.
    pub fn whole<T: TryFrom<i64>>(
        &mut self,
        field: &'static str,
        range: RangeInclusive<i64>,
    ) -> Result<Option<T>, String> {
        let Some(value) = self.get(field) else { return Ok(None) };
        whole(value, &range)
            .map(Some)
            .ok_or_else(|| self.wrong(field, whole_in(&range)))
    }

    /// A list of whole numbers in a range.
    pub fn wholes<T: TryFrom<i64>>(
        &mut self,
        field: &'static str,
        range: RangeInclusive<i64>,
    ) -> Result<Option<Vec<T>>, String> {
        self.list(field, |value| whole(value, &range), whole_in(&range))
    }

    /// A list of texts.
    pub fn texts(&mut self, field: &'static str) -> Result<Option<Vec<String>>, String> {
        self.list(field, |value| value.as_str().map(String::from), "a string".into())
    }

    /// One of some words, with what it stands for.
    pub fn word<T: Copy>(&mut self, field: &'static str, words: &[(&str, T)]) -> Result<Option<T>, String> {
        let Some(value) = self.get(field) else { return Ok(None) };
        let found = words.iter().find(|(word, _)| Some(*word) == value.as_str());
        found
            .map(|(_, meaning)| Some(*meaning))
            .ok_or_else(|| self.wrong(field, one_of(words)))
    }

    /// An object with fields of its own.
    pub fn object(&mut self, field: &'static str) -> Result<Option<Fields<'a>>, String> {
        let Some(value) = self.get(field) else { return Ok(None) };
        Fields::of(self.path(field), value).map(Some)
    }

    /// The value as it is, for a field that may be of several kinds.
    pub fn get(&mut self, field: &'static str) -> Option<&'a Value> {
        self.known.push(field);
        self.values.get(field).filter(|value| !value.is_null())
    }

    /// Refuses fields that nobody asked for: misspelt ones would do nothing.
    pub fn end(self) -> Result<(), String> {
        match self.values.keys().find(|key| !self.known.contains(&key.as_str())) {
            Some(unknown) => Err(format!(
                "{} is unknown: there are {}",
                self.path(unknown),
                self.known.join(", ")
            )),
            None => Ok(()),
        }
    }

    fn list<T>(
        &mut self,
        field: &'static str,
        read: impl Fn(&Value) -> Option<T>,
        wanted: String,
    ) -> Result<Option<Vec<T>>, String> {
        let Some(value) = self.get(field) else { return Ok(None) };
        let values = value.as_array().ok_or_else(|| self.wrong(field, "an array"))?;
        let read = |(index, value)| read(value).ok_or_else(|| self.wrong(&format!("{field}[{index}]"), &wanted));
        values.iter().enumerate().map(read).collect::<Result<_, _>>().map(Some)
    }

    fn path(&self, field: &str) -> String {
        format!("{}.{field}", self.name)
    }
}

/// The words as a sentence lists them, in quotation marks.
pub fn one_of<T>(words: &[(&str, T)]) -> String {
    let quoted: Vec<String> = words.iter().map(|(word, _)| format!("\"{word}\"")).collect();
    match quoted.as_slice() {
        [first @ .., last] if !first.is_empty() => format!("{} or {last}", first.join(", ")),
        _ => quoted.concat(),
    }
}

fn must_be(path: &str, wanted: impl Display) -> String {
    format!("{path} must be {wanted}")
}

fn whole<T: TryFrom<i64>>(value: &Value, range: &RangeInclusive<i64>) -> Option<T> {
    let number = value.as_i64().filter(|number| range.contains(number))?;
    T::try_from(number).ok()
}

fn whole_in(range: &RangeInclusive<i64>) -> String {
    match (*range.start(), *range.end()) {
        (i64::MIN, i64::MAX) => "a whole number".into(),
        (start, end) if end >= i64::from(u32::MAX) => format!("a whole number, {start} or more"),
        (start, end) => format!("a whole number from {start} to {end}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_wrong_is_named_in_words() {
        let read = |value: &Value| -> Result<(), String> {
            let mut fields = Fields::of("it", value)?;
            fields.text("text")?;
            fields.flag("flag")?;
            fields.number("number")?;
            fields.whole::<u16>("status", 400..=599)?;
            fields.whole::<u32>("delay", 0..=i64::from(u32::MAX))?;
            fields.whole::<i64>("skew", i64::MIN..=i64::MAX)?;
            fields.wholes::<usize>("sizes", 0..=30)?;
            fields.texts("names")?;
            fields.word("one", &[("a", 1)])?;
            fields.word("color", &[("red", 1), ("green", 2), ("blue", 3)])?;
            if let Some(mut inner) = fields.object("inner")? {
                inner.text("deep")?;
                inner.end()?;
            }
            fields.end()
        };
        let all = json!({"text": "", "flag": false, "number": -1.5, "status": 400, "delay": 0, "skew": -1, "sizes": [0, 30],
            "names": ["a"], "one": "a", "color": "blue", "inner": {"deep": "x"}});
        let nulls: Map<String, Value> = all
            .as_object()
            .unwrap()
            .keys()
            .map(|key| (key.clone(), Value::Null))
            .collect();
        for fine in [all, Value::Object(nulls), json!({})] {
            assert_eq!(read(&fine), Ok(()), "{fine}");
        }
        for (value, expected) in [
            (json!([]), "it must be an object"),
            (json!("x"), "it must be an object"),
            (json!({"text": 1}), "it.text must be a string"),
            (json!({"flag": "yes"}), "it.flag must be a boolean"),
            (json!({"number": "1"}), "it.number must be a number"),
            (
                json!({"status": 600}),
                "it.status must be a whole number from 400 to 599",
            ),
            (
                json!({"status": "500"}),
                "it.status must be a whole number from 400 to 599",
            ),
            (json!({"delay": 1.5}), "it.delay must be a whole number, 0 or more"),
            (
                json!({"delay": 5_000_000_000_u64}),
                "it.delay must be a whole number, 0 or more",
            ),
            (json!({"skew": true}), "it.skew must be a whole number"),
            (json!({"sizes": 3}), "it.sizes must be an array"),
            (
                json!({"sizes": [1, 31]}),
                "it.sizes[1] must be a whole number from 0 to 30",
            ),
            (json!({"names": ["a", null]}), "it.names[1] must be a string"),
            (json!({"one": "b"}), "it.one must be \"a\""),
            (json!({"color": 5}), "it.color must be \"red\", \"green\" or \"blue\""),
            (json!({"inner": 5}), "it.inner must be an object"),
            (json!({"inner": {"deep": 5}}), "it.inner.deep must be a string"),
            (
                json!({"inner": {"deeep": "x"}}),
                "it.inner.deeep is unknown: there are deep",
            ),
            (
                json!({"colour": "red"}),
                "it.colour is unknown: there are text, flag, number, status, delay, skew, sizes, names, one, color, inner",
            ),
        ] {
            assert_eq!(read(&value), Err(expected.to_string()), "{value}");
        }
    }
}
