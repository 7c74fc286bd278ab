//! Lemmas and certificates of small proofs.

use super::certificate::{Certificate, Role};
use super::config::{assigns, constants};
use super::{Lemma, Literal, Names, Proof, lemmas};
use crate::ir::{Model, Var};
use crate::source::Span;
use crate::symbolic::shape::{Atom, Is, Key, Place, Selector, Shape};
use crate::value::{Atoms, Value};
use std::sync::Arc;

/// A model with variables `lock`, `q` and a constant `Node` of model values.
fn model() -> Model {
    let mut m = Model::new("Lock", Atoms::default());
    for name in ["lock", "q"] {
        m.vars.push(Var { name: name.into(), span: Span::NONE });
    }
    m.constants = vec![("Node".into(), "{n1, n2, n3}".into()), ("n1".into(), "n1".into())];
    m
}

fn nodes(m: &Model) -> Vec<Value> {
    ["n1", "n2", "n3"].iter().map(|n| Value::Model(m.atoms.intern(n))).collect()
}

fn lit(place: Place, is: Is, holds: bool) -> Literal {
    Literal { atom: Atom { place, is }, holds }
}

/// `lock \in [Node -> BOOLEAN]` and `q` a sequence of at most two nodes; no two nodes have the lock, except as said.
fn proof(m: &Model, pairs: &[(usize, usize)]) -> Proof {
    let nodes = nodes(m);
    let both = Shape::OneOf(vec![Value::Bool(false), Value::Bool(true)]);
    let key = |n: &Value| Key { key: n.clone(), always: true, shape: both.clone() };
    let lock = Shape::Function(nodes.iter().map(key).collect());
    let q = Shape::Tuple { lengths: vec![0, 1, 2], items: vec![Shape::OneOf(nodes.clone()); 2] };
    let has = |i: usize| lit(Place::of(0).then(Selector::Key(nodes[i].clone())), Is::Equal(Value::Bool(true)), true);
    let mut cubes: Vec<Vec<Literal>> = pairs.iter().map(|(i, j)| vec![has(*i), has(*j)]).collect();
    for (i, n) in nodes.iter().enumerate() {
        let first = lit(Place::of(1).then(Selector::Item(1)), Is::Equal(n.clone()), true);
        cubes.push(vec![first, Literal { holds: false, ..has(i) }]);
    }
    Proof { shapes: vec![lock, q], cubes, classes: vec![nodes] }
}

fn texts(m: &Model, proof: &Proof) -> Vec<String> {
    lemmas(proof, &Names::of(m)).iter().map(Lemma::text).collect()
}

#[test]
fn an_orbit_is_one_lemma() {
    let m = model();
    let all = proof(&m, &[(0, 1), (0, 2), (1, 2)]);
    assert_eq!(
        texts(&m, &all),
        ["\\A n, a \\in Node : n # a => ~(lock[n] /\\ lock[a])", "\\A n \\in Node : 1 \\in DOMAIN q /\\ q[1] = n => lock[n]"]
    );
}

/// The other values of a class than those that are bound.
#[test]
fn any_of_the_rest_is_an_existential_quantifier() {
    let m = model();
    let nodes = nodes(&m);
    let has = |i: usize, holds| lit(Place::of(0).then(Selector::Key(nodes[i].clone())), Is::Equal(Value::Bool(true)), holds);
    let first = |i: usize| lit(Place::of(1).then(Selector::Item(1)), Is::Equal(nodes[i].clone()), true);
    let others = [(0, 1, 2), (1, 0, 2), (2, 0, 1)].map(|(i, j, k)| vec![first(i), has(j, false), has(k, false)]);
    let p = Proof { cubes: others.to_vec(), ..proof(&m, &[]) };
    assert_eq!(texts(&m, &p), ["\\A n \\in Node : 1 \\in DOMAIN q /\\ q[1] = n => \\E a \\in Node \\ {n} : lock[a]"]);
    let one = Proof { cubes: vec![vec![has(0, false), has(1, false), has(2, false)]], ..proof(&m, &[]) };
    assert_eq!(texts(&m, &one), ["\\E n \\in Node : lock[n]"]);
    // the third cube is missing
    let part = Proof { cubes: others[..2].to_vec(), ..proof(&m, &[]) };
    assert_eq!(texts(&m, &part)[0], "1 \\in DOMAIN q /\\ q[1] = n1 => lock[n2] \\/ lock[n3]");
}

/// Two of three images: the third is not proven, so no quantifier may claim it.
#[test]
fn a_part_of_an_orbit_is_not_quantified() {
    let m = model();
    let part = proof(&m, &[(0, 1), (1, 2)]);
    assert_eq!(
        texts(&m, &part),
        ["~(lock[n1] /\\ lock[n2])", "~(lock[n2] /\\ lock[n3])", "\\A n \\in Node : 1 \\in DOMAIN q /\\ q[1] = n => lock[n]"]
    );
}

/// Every state of two small variables: the lemmas exclude what the cubes exclude.
#[test]
fn concrete_states_are_refuted() {
    let m = model();
    let p = proof(&m, &[(0, 1), (0, 2), (1, 2)]);
    let names = Names::of(&m);
    let nodes = nodes(&m);
    let state = |held: [bool; 3], q: &[usize]| {
        let lock = Value::function(nodes.iter().cloned().zip(held.map(Value::Bool)));
        vec![lock, Value::tuple(q.iter().map(|i| nodes[*i].clone()))]
    };
    let told = |held, q: &[usize]| p.refuted_by(&state(held, q), &names);
    assert_eq!(told([false, true, false], &[1, 0]), None);
    assert_eq!(told([false, false, false], &[]), None);
    assert_eq!(told([true, true, false], &[]).as_deref(), Some("~(lock[n1] /\\ lock[n2])"));
    assert_eq!(told([true, false, false], &[1]).as_deref(), Some("~(q[1] = n2 /\\ ~lock[n2])"));
    assert_eq!(told([true, false, false], &[0, 0, 0]).as_deref(), Some("the value of q is outside its set"));
}

#[test]
fn the_constants_of_a_configuration() {
    let text = "INIT Init \\* CONSTANT no\nCONSTANTS N = 3 (* INIT *)\n  Names = {\"INIT\", a}\nINVARIANT Inv\nCONSTANT Q <- MyQ";
    let found = constants(text);
    assert_eq!(found, "CONSTANTS N = 3 \n  Names = {\"INIT\", a}\nCONSTANT Q <- MyQ\n");
    assert_eq!(["N", "Names", "Q", "a", "INIT"].map(|n| assigns(&found, n)), [true, true, true, false, false]);
}

#[test]
fn a_certificate() {
    let m = model();
    let p = proof(&m, &[(0, 1), (1, 2)]);
    let named = |n: &str| Role::Named(n.to_string());
    let files = Certificate {
        module: "LockProof",
        spec: "Lock",
        names: Names::of(&m),
        proof: &p,
        init: named("Init"),
        next: Role::Text("   \\/ Acquire\n   \\/ Release".to_string()),
        invariants: vec![named("Safe")],
        properties: Vec::new(),
        beyond: vec!["absence of deadlock".to_string()],
        constraints: vec!["Small".to_string()],
        constants: "CONSTANT Node = {n1, n2, n3}\nCONSTANT n1 = n1\n".to_string(),
        options: " --path spec".to_string(),
    }
    .write();
    assert_eq!(files.map(|f| f.module + "-- cfg\n" + &f.config), Ok(include_str!("certificate.txt").to_string()));
}

/// Names that the specification has are not used for anything else.
#[test]
fn names_are_fresh() {
    let mut m = model();
    m.vars.push(Var { name: "n".into(), span: Span::NONE });
    m.vars.push(Var { name: "TypeOK".into(), span: Span::NONE });
    let p = proof(&m, &[(0, 1), (0, 2), (1, 2)]);
    assert_eq!(texts(&m, &p)[0], "\\A a, b \\in Node : a # b => ~(lock[a] /\\ lock[b])");
    assert_eq!(Names::of(&m).fresh("TypeOK"), "ProofTypeOK");
    let different = Shape::Union(vec![Shape::OneOf(vec![Value::Int(1)]), Shape::OneOf(vec![Value::Str(m.atoms.intern("a"))])]);
    let mixed = Proof { shapes: vec![different], cubes: Vec::new(), classes: Vec::new() };
    let certificate = Certificate {
        module: "P",
        spec: "Lock",
        names: Names::of(&m),
        proof: &mixed,
        init: Role::Named("Init".into()),
        next: Role::Named("Next".into()),
        invariants: Vec::new(),
        properties: Vec::new(),
        beyond: Vec::new(),
        constraints: Vec::new(),
        constants: String::new(),
        options: String::new(),
    };
    let refused: Result<_, Arc<str>> = certificate.write().map_err(Into::into);
    assert_eq!(refused, Err("the values of lock are of different kinds, which TLA+ tools cannot compare".into()));
}
