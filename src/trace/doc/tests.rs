//! Documents: each value before and after a step beside its changes; the process of a PlusCal step; ALIAS; chosen constants.

use super::place::Places;
use super::{At, Finding, Message, Part, TraceDoc, build, diff};
use crate::ir::{Model, Var, VarId};
use crate::source::{FileId, SourceMap, Span};
use crate::trace::{Lasso, Trace, TraceState};
use crate::value::{ActionLabel, Atoms, State, Value};
use serde_json::Value as Json;

/// Values in a JSON of our own: `{"set": […]}`, `{"map": [[k, v], …]}`, arrays are sequences, objects records, `"@m"` a model value.
fn read(text: &str, atoms: &Atoms) -> Value {
    fn of(json: &Json, atoms: &Atoms) -> Value {
        match json {
            Json::Null => Value::tuple([]),
            Json::Bool(b) => Value::Bool(*b),
            Json::Number(n) => Value::Int(n.as_i64().expect("an integer")),
            Json::String(s) => match s.strip_prefix('@') {
                Some(model) => Value::Model(atoms.intern(model)),
                None => Value::Str(atoms.intern(s)),
            },
            Json::Array(items) => Value::tuple(items.iter().map(|v| of(v, atoms))),
            Json::Object(fields) => match (fields.get("set"), fields.get("map")) {
                (Some(Json::Array(items)), _) => Value::set(items.iter().map(|v| of(v, atoms))),
                (_, Some(Json::Array(pairs))) => Value::function(pairs.iter().map(|p| (of(&p[0], atoms), of(&p[1], atoms)))),
                _ => Value::record(fields.iter().map(|(name, v)| (atoms.intern(name), of(v, atoms)))),
            },
        }
    }
    of(&serde_json::from_str(text).expect("a value"), atoms)
}

/// A variable's value before, after, and what changed, a line each.
fn check(before: &str, after: &str, expected: &str) {
    let atoms = Atoms::new();
    let (a, b) = (read(before, &atoms), read(after, &atoms));
    let changes = diff::changes(Part::Variable("x".to_string()), &a, &b);
    let lines: Vec<String> = [a.to_string(), b.to_string()].into_iter().chain(changes.iter().map(|c| c.to_string())).collect();
    assert_eq!(lines.join("\n"), expected);
}

#[test]
fn scalars_and_values_of_different_kinds_change_as_a_whole() {
    check("1", "1", "1\n1");
    check("1", "2", "1\n2\nx changed from 1 to 2");
    check("\"a\"", "\"@a\"", "\"a\"\na\nx changed from \"a\" to a");
    check("[1]", "{\"set\": [1]}", "<<1>>\n{1}\nx changed from <<1>> to {1}");
}

#[test]
fn sets_change_by_elements() {
    check("{\"set\": [1, 2, 3]}", "{\"set\": [2, 3, 4]}", "{1, 2, 3}\n{2, 3, 4}\nx removed 1\nx added 4");
    check("{\"set\": []}", "{\"set\": [{\"id\": 1}]}", "{}\n{[id |-> 1]}\nx added [id |-> 1]");
}

#[test]
fn sequences_change_by_indices() {
    check("[]", "[5]", "<<>>\n<<5>>\nx[1] added 5");
    check("[1, 2, 3]", "[2, 3]", "<<1, 2, 3>>\n<<2, 3>>\nx[1] removed 1");
    check("[1, 2]", "[1, 2, 1]", "<<1, 2>>\n<<1, 2, 1>>\nx[3] added 1");
    check("[1, 2, 3]", "[1, 9, 8, 3]", "<<1, 2, 3>>\n<<1, 9, 8, 3>>\nx[2] changed from 2 to 9\nx[3] added 8");
    check("[1, 2]", "[2, 3]", "<<1, 2>>\n<<2, 3>>\nx[1] changed from 1 to 2\nx[2] changed from 2 to 3");
    check("[[1], [2]]", "[[1], [2, 3]]", "<<<<1>>, <<2>>>>\n<<<<1>>, <<2, 3>>>>\nx[2][2] added 3");
}

#[test]
fn functions_and_records_change_by_keys_and_fields() {
    check(
        "{\"a\": 1, \"b\": [1]}",
        "{\"a\": 1, \"b\": [2]}",
        "[a |-> 1, b |-> <<1>>]\n[a |-> 1, b |-> <<2>>]\nx.b[1] changed from 1 to 2",
    );
    check("{\"a\": 1}", "{\"a\": 1, \"b\": 2}", "[a |-> 1]\n[a |-> 1, b |-> 2]\nx.b added 2");
    check("null", "{\"b\": 2}", "<<>>\n[b |-> 2]\nx.b added 2");
    check(
        "{\"map\": [[\"@p\", {\"set\": []}], [\"@q\", {\"set\": [1]}]]}",
        "{\"map\": [[\"@p\", {\"set\": [2]}], [\"@q\", {\"set\": []}]]}",
        "(p :> {} @@ q :> {1})\n(p :> {2} @@ q :> {})\nx[p] added 2\nx[q] removed 1",
    );
    check("{\"map\": [[0, 1], [1, 1]]}", "{\"map\": [[1, 1]]}", "(0 :> 1 @@ 1 :> 1)\n<<1>>\nx[0] removed 1");
}

#[test]
fn more_changes_than_anyone_reads_are_one() {
    let set = |from: i64| Value::set((from..from + 600).map(Value::Int));
    let changes = |a: &Value, b: &Value| diff::changes(Part::Variable("x".to_string()), a, b).len();
    assert_eq!(changes(&set(0), &set(400)), 800);
    assert_eq!(changes(&set(0), &set(600)), 1);
}

struct World {
    model: Model,
    sources: SourceMap,
}

impl World {
    fn new(vars: &[&str]) -> World {
        let mut sources = SourceMap::new();
        sources.add("M.tla", "Send(self) == x' = 1\n");
        sources.add("<Naturals>", "LOCAL Nat == 0\n");
        let vars = vars.iter().map(|v| Var { name: (*v).into(), span: Span::NONE }).collect();
        World { model: Model { vars, ..Model::new("M", Atoms::new()) }, sources }
    }

    fn value(&self, text: &str) -> Value {
        read(text, &self.model.atoms)
    }

    fn label(&self, name: &str, args: &[&str]) -> ActionLabel {
        let args = args.iter().map(|a| self.value(a)).collect();
        ActionLabel { name: name.into(), args, span: Span::new(FileId(0), 14, 20), module: "M".into() }
    }

    fn state(&self, values: &[&str], action: Option<ActionLabel>) -> TraceState {
        TraceState { state: State(values.iter().map(|v| self.value(v)).collect()), action, alias: None }
    }

    fn document(&self, states: Vec<TraceState>, lasso: Option<Lasso>) -> TraceDoc {
        let finding =
            Finding { verdict: "deadlock".to_string(), property: None, at: At::Last, message: Message::plain("deadlock") };
        build::document(&Trace { states, lasso }, finding, &[], None, &self.model, Places::new(&self.sources))
    }
}

#[test]
fn a_step_of_an_algorithm_has_its_process() {
    let mut w = World::new(&["pc"]);
    w.model.has_algorithm = true;
    let pc = r#"{"map": [["@p", "Send"], ["@q", "Send"], ["@r", "Wait"]]}"#;
    let process = |w: &World, pc: &str, name: &str, args: &[&str]| {
        let doc = w.document(vec![w.state(&[pc], None), w.state(&[pc], Some(w.label(name, args)))], None);
        doc.steps[1].label.as_ref().and_then(|l| l.process.as_ref()).map(|p| p.to_string())
    };
    assert_eq!(process(&w, pc, "Send", &["\"@q\""]).as_deref(), Some("q"));
    assert_eq!(process(&w, pc, "Wait", &[]).as_deref(), Some("r"), "the only one there");
    assert_eq!(process(&w, pc, "Send", &[]), None, "one of two");
    assert_eq!(process(&w, pc, "Terminating", &[]), None);
    assert_eq!(process(&w, "\"Send\"", "Send", &[]), None, "an algorithm without processes");
    w.model.has_algorithm = false;
    assert_eq!(process(&w, pc, "Wait", &[]), None);
}

#[test]
fn alias_makes_columns_and_chosen_constants_are_no_variables() {
    let mut w = World::new(&["x", "N"]);
    w.model.rigid = vec![VarId(1)];
    w.model.constants = vec![("M".into(), "{m}".to_string())];
    let mut states = vec![w.state(&["1", "7"], None), w.state(&["2", "7"], Some(w.label("Send", &["1"])))];
    states[0].alias = Some(w.value("{\"double\": 2}"));
    states[1].alias = Some(w.value("{\"double\": 4, \"new\": true}"));
    let doc = w.document(states, Some(Lasso::BackTo { index: 0, action: w.label("Send", &[]) }));
    let changes: Vec<String> = doc.steps[1].changes.iter().map(|c| c.to_string()).collect();
    assert_eq!(changes, ["x changed from 1 to 2", "double changed from 2 to 4", "new added TRUE"]);
    let json = serde_json::json!(doc);
    assert_eq!(json["version"], super::VERSION);
    assert_eq!(json["variables"], serde_json::json!([{"name": "x", "place": null}]));
    assert_eq!(
        json["constants"],
        serde_json::json!([{"name": "M", "text": "{m}", "chosen": null}, {"name": "N", "text": "7", "chosen": 7}])
    );
    assert_eq!(
        json["steps"][1],
        serde_json::json!({
            "label": {
                "name": "Send",
                "parameters": [],
                "arguments": [1],
                "module": "M",
                "place": {"file": 0, "start": 14, "end": 20, "line": 1, "column": 15, "end_line": 1, "end_column": 20},
                "process": null,
                "pluscal": false,
            },
            "lane": 0,
            "values": [2],
            "columns": [{"name": "double", "value": 4}, {"name": "new", "value": true}],
            "changes": [
                {"path": [{"variable": "x"}], "operation": {"changed": {"from": 1, "to": 2}}},
                {"path": [{"column": "double"}], "operation": {"changed": {"from": 2, "to": 4}}},
                {"path": [{"column": "new"}], "operation": {"added": true}},
            ],
        })
    );
    assert_eq!(json["loop"]["back_to"], 0);
    // standard modules that nothing refers to are left out
    assert_eq!(json["sources"], serde_json::json!([{"name": "M.tla", "text": "Send(self) == x' = 1\n"}]));
}

/// The lanes of a behavior, and the messages of each step: a line each. A step is an action, its arguments, and the variables after it.
fn messages(vars: &[&str], initial: &[&str], steps: &[(&str, &[&str], &[&str])]) -> String {
    let w = World::new(vars);
    let next = |(name, args, values): &(&str, &[&str], &[&str])| w.state(values, Some(w.label(name, args)));
    let doc = w.document([w.state(initial, None)].into_iter().chain(steps.iter().map(next)).collect(), None);
    let mut lines = vec![doc.lanes.iter().map(|l| &*l.name).collect::<Vec<_>>().join(" ")];
    for (i, step) in doc.steps.iter().enumerate() {
        for e in &step.events {
            let other = e.other.map_or("nowhere".to_string(), |o| o.to_string());
            let (lane, verb) =
                (&doc.lanes[step.lane.expect("a step has a lane")].name, if e.sent { "sends" } else { "receives" });
            lines.push(format!("{i}: {lane} {verb} {} {} {other}", super::path_text(&e.path), e.message));
        }
    }
    lines.join("\n")
}

#[test]
fn messages_go_through_queues_bags_and_sets() {
    let steps: &[(&str, &[&str], &[&str])] =
        &[("Put", &["\"@p\""], &["[1]"]), ("Put", &["\"@p\""], &["[1, 1]"]), ("Get", &["\"@c\""], &["[1]"])];
    let expected = "p c\n1: p sends queue 1 3\n2: p sends queue 1 nowhere\n3: c receives queue 1 1";
    assert_eq!(messages(&["queue"], &["[]"], steps), expected);
    let set = "{\"set\": [{\"id\": 1}]}";
    let steps: &[(&str, &[&str], &[&str])] = &[
        ("Send", &["\"@p\""], &[set, "{\"map\": [[[7], 1]]}"]),
        ("Receive", &["\"@q\""], &["{\"set\": []}", "{\"map\": [[[7], 2]]}"]),
        ("Lose", &[], &["{\"set\": []}", "{\"map\": [[[7], 1]]}"]),
    ];
    let expected = "p q M\n1: p sends net [id |-> 1] 2\n1: p sends bag <<7>> 3\n2: q receives net [id |-> 1] 1\n\
                    2: q sends bag <<7>> nowhere\n3: M receives bag <<7>> 1";
    assert_eq!(messages(&["net", "bag"], &["{\"set\": []}", "[]"], steps), expected);
}

#[test]
fn a_process_that_changes_its_own_value_sends_nothing() {
    let map = |p: &str, q: &str| format!("{{\"map\": [[\"@p\", {p}], [\"@q\", {q}]]}}");
    let (none, own) = (map("[]", "[]"), map("[[1]]", "[]"));
    let steps: &[(&str, &[&str], &[&str])] = &[("Log", &["\"@p\""], &[&own])];
    assert_eq!(messages(&["log"], &[&none], steps), "p q");
    let steps: &[(&str, &[&str], &[&str])] = &[("Send", &["\"@q\""], &[&own]), ("Read", &["\"@p\""], &[&none])];
    let expected = "p q\n1: q sends log[p] <<1>> 2\n2: p receives log[p] <<1>> 1";
    assert_eq!(messages(&["log"], &[&none], steps), expected);
}

#[test]
fn without_processes_each_action_has_a_lane() {
    assert_eq!(messages(&["x"], &["1"], &[("A", &[], &["2"]), ("B", &["3"], &["3"]), ("A", &[], &["2"])]), "A B");
}
