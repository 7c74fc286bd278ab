//! What is generated points at the PlusCal text that it comes from.

use super::{run, walk};
use crate::syntax::ast::UnitKind;

/// The operator's place, its parameters', and that of each conjunct with those inside.
fn check(algorithm: &str, operator: &str, expected: &str) {
    let (sources, result) = run("", algorithm);
    let units = result.map(|t| t.units).unwrap_or_else(|e| panic!("no translation: {e:#?}"));
    let op = units
        .iter()
        .find_map(|u| match &u.kind {
            UnitKind::Operator(op) if &*op.name.name == operator => Some(op),
            _other => None,
        })
        .expect("the operator is there");
    let text = |span| sources.text(span).split_whitespace().collect::<Vec<_>>().join(" ");
    let mut found = format!("{}\n", text(op.name.span));
    found.extend(op.params.iter().map(|p| format!("{}: {}\n", p.name.name, text(p.name.span))));
    walk(&op.body, 0, &mut |e, depth| found.push_str(&format!("{:indent$}{}\n", "", text(e.span), indent = 2 * depth)));
    assert_eq!(found, expected.trim_start_matches('\n'));
}

#[test]
fn of_a_step() {
    check(
        r#"
--algorithm A
  variables x = 0, y = 0;
  process P \in 1..2 begin
    first: x := 1;
           if y = 1 then y := 2 end if;
           assert x = y;
    second: skip
  end process
end algorithm
"#,
        "first",
        r#"
first
self: P
first: x := 1; if y = 1 then y := 2 end if; assert x = y
  first
  x := 1
  if y = 1 then y := 2 end if
    y := 2
    if y = 1 then y := 2 end if
      if y = 1 then y := 2 end if
      if y = 1 then y := 2 end if
  assert x = y
  assert x = y
"#,
    );
}

#[test]
fn of_a_macro() {
    check(
        r#"
--algorithm A {
  variables x = 0;
  macro inc(v) { await v < 3; v := v + 1 }
  { first: inc(x) }
}
"#,
        "first",
        r#"
first
first: inc(x)
  first
  v < 3
  v := v + 1
  inc(x)
"#,
    );
}

#[test]
fn of_a_call() {
    check(
        r#"
--algorithm A {
  variables x = 0;
  procedure R(n) variable i = 7; { r: return }
  { first: call R(5);
    last: skip }
}
"#,
        "first",
        r#"
first
first: call R(5)
  first
  call R(5)
    call R(5)
    call R(5)
  i = 7
  call R(5)
  first
"#,
    );
}

#[test]
fn of_the_whole() {
    check(
        r#"
--algorithm Whole {
  variables x = 0; y \in {1, 2};
  { first: skip }
}
"#,
        "Init",
        r#"
Whole
Whole
  x = 0
  y \in {1, 2}
  Whole
"#,
    );
}
