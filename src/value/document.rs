//! Values in a document, with nothing lost.
//!
//! In: a [`Value`]. Out: its serde form, which every report's data uses. Booleans, integers and strings are themselves; the other
//! kinds are objects whose key says which kind it is:
//!
//! | value | JSON |
//! | --- | --- |
//! | `TRUE`, `7`, `"a"` | `true`, `7`, `"a"` |
//! | an integer beyond 53 bits | `{"#bigint": "9007199254740992"}` |
//! | a model value | `{"#model": "u1"}` |
//! | `{1, 2}` | `{"#set": [1, 2]}` |
//! | `<<1, 2>>` | `{"#tup": [1, 2]}` |
//! | `[id \|-> 1]` | `{"#record": {"id": 1}}` |
//! | `(2 :> 5)` | `{"#map": [[2, 5]]}` |
//!
//! The Informal Trace Format, which drops the kinds of strings and records, is [`crate::report`]'s.

use super::Value;
use serde::ser::{Serialize, SerializeMap, Serializer};

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        match self {
            Value::Bool(b) => s.serialize_bool(*b),
            Value::Int(i) if i.unsigned_abs() < 1 << 53 => s.serialize_i64(*i),
            Value::Int(i) => tagged(s, "#bigint", &i.to_string()),
            Value::Big(i) => tagged(s, "#bigint", &i.to_string()),
            Value::Str(a) => s.serialize_str(a.text()),
            Value::Model(a) => tagged(s, "#model", a.text()),
            Value::Set(items) => tagged(s, "#set", &**items),
            Value::Tuple(items) => tagged(s, "#tup", &**items),
            Value::Record(fields) => tagged(s, "#record", &Fields(fields)),
            Value::Function(entries) => tagged(s, "#map", &**entries),
        }
    }
}

struct Fields<'a>(&'a [(super::Atom, Value)]);

impl Serialize for Fields<'_> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_map(self.0.iter().map(|(name, v)| (name.text(), v)))
    }
}

fn tagged<S: Serializer, T: Serialize + ?Sized>(s: S, tag: &str, content: &T) -> Result<S::Ok, S::Error> {
    let mut map = s.serialize_map(Some(1))?;
    map.serialize_entry(tag, content)?;
    map.end()
}

#[cfg(test)]
mod tests {
    use crate::value::{Atoms, Value};

    #[test]
    fn every_kind_has_a_form_of_its_own() {
        let atoms = Atoms::new();
        let (a, one) = (atoms.intern("a"), Value::Int(1));
        let check = |v: Value, expected: &str| assert_eq!(serde_json::json!(v).to_string(), expected);
        check(Value::Bool(true), "true");
        check(Value::Int(-7), "-7");
        check(Value::Int(9_007_199_254_740_992), r##"{"#bigint":"9007199254740992"}"##);
        check(Value::Str(a), r#""a""#);
        check(Value::Model(a), r##"{"#model":"a"}"##);
        check(Value::set([one.clone(), Value::Int(0)]), r##"{"#set":[0,1]}"##);
        check(Value::tuple([one.clone(), Value::Str(a)]), r##"{"#tup":[1,"a"]}"##);
        check(Value::record([(a, one.clone())]), r##"{"#record":{"a":1}}"##);
        check(Value::function([(Value::Int(0), one)]), r##"{"#map":[[0,1]]}"##);
    }
}
