//! The printed IR: a TLA+ module that can be read again.
//!
//! In: a model. Out: its text, every definition once, those it calls before it; constants are values, and
//! operators that took captured locals as parameters stand at the top level. Names are made unique by the
//! definition's number where two share one, and bound names by their slot, as TLA+ has no shadowing.
//!
//! ```text
//! ---- MODULE M ----
//! EXTENDS Reals, Sequences, FiniteSets, TLC
//! VARIABLES x
//! Init == x = 0
//! ====
//! ```
//!
//! Model values print as their names, declared as CONSTANTS, and the .cfg at the end gives each to itself.

use super::parts::{mentioned_defs, subtree};
use super::{Arg, Bind, Builtin, DefId, ExprId, ExprKind, Model, Named, Pattern, Quantifier, Slot};
use crate::value::Value;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeSet;

/// The model as a module, and the .cfg that runs it, as comments after the module's end.
pub fn print(model: &Model) -> String {
    let p = Printer::new(model);
    let mut out = format!("---- MODULE {} ----\nEXTENDS Reals, Sequences, FiniteSets, TLC\n", model.name);
    let models = p.model_values();
    if !models.is_empty() {
        out += &format!("CONSTANTS {}\n", models.iter().cloned().collect::<Vec<_>>().join(", "));
    }
    if !model.vars.is_empty() {
        let vars: Vec<&str> = model.vars.iter().map(|v| &*v.name).collect();
        out += &format!("VARIABLES {}\n", vars.join(", "));
    }
    let recursive: Vec<String> = p.order.iter().filter(|d| model.def(**d).recursive).map(|d| p.head(*d, true)).collect();
    if !recursive.is_empty() {
        out += &format!("RECURSIVE {}\n", recursive.join(", "));
    }
    for def in &p.order {
        let body = p.expr(*def, model.def(*def).body);
        out += &format!("{} == {body}\n", p.head(*def, false));
    }
    for a in &model.assumes {
        out += &format!("ASSUME {}\n", p.names[&a.def]);
    }
    out += "====\n";
    for line in p.config(&models) {
        out += &format!("\\* {line}\n");
    }
    out
}

struct Printer<'m> {
    model: &'m Model,
    /// What is reachable from the roles, callees first.
    order: Vec<DefId>,
    names: FxHashMap<DefId, String>,
}

impl<'m> Printer<'m> {
    fn new(model: &'m Model) -> Printer<'m> {
        let mut p = Printer { model, order: Vec::new(), names: FxHashMap::default() };
        let mut seen = FxHashSet::default();
        for def in p.roles() {
            p.visit(def, &mut seen);
        }
        let mut taken: FxHashSet<String> = model.vars.iter().map(|v| v.name.to_string()).collect();
        for def in p.order.clone() {
            let plain: String =
                model.def(def).name.chars().map(|c| if c.is_alphanumeric() || c == '_' { c } else { '_' }).collect();
            let letters = plain.chars().any(char::is_alphabetic) && plain != "LAMBDA";
            let name = if letters && !taken.contains(&plain) { plain } else { format!("op_{}", def.0) };
            taken.insert(name.clone());
            p.names.insert(def, name);
        }
        p
    }

    fn roles(&self) -> Vec<DefId> {
        let m = self.model;
        let plain = m.assumes.iter().map(|n| n.def).chain(m.init).chain(m.next).chain(m.fairness.iter().copied());
        let lists = [&m.invariants, &m.properties, &m.constraints, &m.action_constraints, &m.postconditions, &m.possible];
        let single = [&m.symmetry, &m.view, &m.alias];
        plain.chain(lists.into_iter().flatten().chain(single.into_iter().flatten()).map(|n| n.def)).collect()
    }

    fn visit(&mut self, def: DefId, seen: &mut FxHashSet<DefId>) {
        if !seen.insert(def) {
            return;
        }
        for id in subtree(&self.model.exprs, self.model.def(def).body) {
            let mut callees = Vec::new();
            mentioned_defs(&self.model.expr(id).kind, &mut |d| callees.push(d));
            callees.into_iter().for_each(|d| self.visit(d, seen));
        }
        self.order.push(def);
    }

    fn model_values(&self) -> BTreeSet<String> {
        fn collect(v: &Value, into: &mut BTreeSet<String>) {
            match v {
                Value::Model(a) => {
                    into.insert(a.text().to_string());
                }
                Value::Set(items) | Value::Tuple(items) => items.iter().for_each(|i| collect(i, into)),
                Value::Record(fields) => fields.iter().for_each(|(_, x)| collect(x, into)),
                Value::Function(entries) => entries.iter().for_each(|(k, x)| {
                    collect(k, into);
                    collect(x, into);
                }),
                Value::Bool(_) | Value::Int(_) | Value::Str(_) => {}
            }
        }
        let mut found = BTreeSet::new();
        for def in &self.order {
            for id in subtree(&self.model.exprs, self.model.def(*def).body) {
                if let ExprKind::Const(v) = &self.model.expr(id).kind {
                    collect(v, &mut found);
                }
            }
        }
        found
    }

    fn config(&self, models: &BTreeSet<String>) -> Vec<String> {
        let m = self.model;
        let mut lines: Vec<String> = models.iter().map(|c| format!("CONSTANT {c} = {c}")).collect();
        let mut line = |keyword: &str, def: DefId| lines.push(format!("{keyword} {}", self.names[&def]));
        m.init.into_iter().for_each(|d| line("INIT", d));
        m.next.into_iter().for_each(|d| line("NEXT", d));
        let mut all = |keyword: &str, list: &[Named]| list.iter().for_each(|n| line(keyword, n.def));
        all("INVARIANT", &m.invariants);
        all("PROPERTY", &m.properties);
        all("CONSTRAINT", &m.constraints);
        all("ACTION_CONSTRAINT", &m.action_constraints);
        all("POSTCONDITION", &m.postconditions);
        all("_POSSIBLE", &m.possible);
        all("SYMMETRY", m.symmetry.as_slice());
        all("VIEW", m.view.as_slice());
        all("ALIAS", m.alias.as_slice());
        lines.push(format!("CHECK_DEADLOCK {}", if m.check_deadlock { "TRUE" } else { "FALSE" }));
        lines
    }

    /// The left side of a definition, or its RECURSIVE declaration.
    fn head(&self, def: DefId, declare: bool) -> String {
        let params: Vec<String> = self
            .model
            .def(def)
            .params
            .iter()
            .enumerate()
            .map(|(i, p)| {
                let holes = vec!["_"; p.arity].join(", ");
                match (declare, p.arity) {
                    (true, _) => "_".to_string(),
                    (false, 0) => self.slot(def, Slot(i as u32)),
                    (false, _) => format!("{}({holes})", self.slot(def, Slot(i as u32))),
                }
            })
            .collect();
        call(&self.names[&def], &params)
    }

    fn slot(&self, def: DefId, s: Slot) -> String {
        let name: String =
            self.model.def(def).slots[s.index()].chars().map(|c| if c.is_alphanumeric() || c == '_' { c } else { 'v' }).collect();
        format!("{name}_{}_{}", def.0, s.0)
    }

    fn list(&self, def: DefId, items: &[ExprId]) -> String {
        items.iter().map(|e| self.expr(def, *e)).collect::<Vec<_>>().join(", ")
    }

    fn binds(&self, def: DefId, binds: &[Bind]) -> String {
        let one = |b: &Bind| format!("{} \\in {}", self.pattern(def, &b.pattern), self.expr(def, b.set));
        binds.iter().map(one).collect::<Vec<_>>().join(", ")
    }

    fn pattern(&self, def: DefId, p: &Pattern) -> String {
        match p {
            Pattern::One(s) => self.slot(def, *s),
            Pattern::Tuple(list) => format!("<<{}>>", list.iter().map(|s| self.slot(def, *s)).collect::<Vec<_>>().join(", ")),
        }
    }

    fn arg(&self, def: DefId, a: &Arg) -> String {
        match a {
            Arg::Expr(e) => self.expr(def, *e),
            Arg::Slot(s) => self.slot(def, *s),
            Arg::Builtin(op) => builtin_name(*op).to_string(),
            Arg::Def { def: d, captured } if captured.is_empty() => self.names[d].clone(),
            Arg::Def { def: d, captured } => {
                let rest: Vec<String> =
                    (captured.len()..self.model.def(*d).params.len()).map(|i| format!("arg_{}_{i}", d.0)).collect();
                let all: Vec<String> = captured.iter().map(|a| self.arg(def, a)).chain(rest.iter().cloned()).collect();
                format!("LAMBDA {} : {}", rest.join(", "), call(&self.names[d], &all))
            }
        }
    }

    fn args(&self, def: DefId, args: &[Arg]) -> Vec<String> {
        args.iter().map(|a| self.arg(def, a)).collect()
    }

    /// Everything compound in parentheses: the text is for machines and for looking twice.
    fn expr(&self, def: DefId, e: ExprId) -> String {
        let x = |e: &ExprId| self.expr(def, *e);
        let s = |s: &Slot| self.slot(def, *s);
        let join = |items: &[ExprId], op: &str, none: &str| match items {
            [] => none.to_string(),
            items => format!("({})", items.iter().map(x).collect::<Vec<_>>().join(op)),
        };
        match &self.model.expr(e).kind {
            ExprKind::Const(v) => format!("{v}"),
            ExprKind::Var(v) => self.model.var(*v).name.to_string(),
            ExprKind::Primed(v) => format!("{}'", self.model.var(*v).name),
            ExprKind::Local(slot) => s(slot),
            ExprKind::Let { slot, value, body } => format!("(LET {} == {} IN {})", s(slot), x(value), x(body)),
            ExprKind::Call { def: callee, args } => call(&self.names[callee], &self.args(def, args)),
            ExprKind::CallSlot { slot, args } => call(&s(slot), &self.args(def, args)),
            ExprKind::Prime(e) => format!("({})'", x(e)),
            ExprKind::If { condition, then, otherwise } => {
                format!("(IF {} THEN {} ELSE {})", x(condition), x(then), x(otherwise))
            }
            ExprKind::Case { arms, otherwise } => {
                let mut list: Vec<String> = arms.iter().map(|(a, b)| format!("{} -> {}", x(a), x(b))).collect();
                list.extend(otherwise.iter().map(|e| format!("OTHER -> {}", x(e))));
                format!("(CASE {})", list.join(" [] "))
            }
            ExprKind::And(items) => join(items, " /\\ ", "TRUE"),
            ExprKind::Or(items) => join(items, " \\/ ", "FALSE"),
            ExprKind::Not(e) => format!("(~{})", x(e)),
            ExprKind::Implies(a, b) => format!("({} => {})", x(a), x(b)),
            ExprKind::Quant { quantifier, binds, body } => {
                format!("({} {} : {})", sign(*quantifier), self.binds(def, binds), x(body))
            }
            ExprKind::Choose { pattern, set, body } => {
                let set = set.as_ref().map(|e| format!(" \\in {}", x(e))).unwrap_or_default();
                format!("(CHOOSE {}{set} : {})", self.pattern(def, pattern), x(body))
            }
            ExprKind::UnboundedQuant { quantifier, slots, body } => {
                format!("({} {} : {})", sign(*quantifier), slots.iter().map(s).collect::<Vec<_>>().join(", "), x(body))
            }
            ExprKind::SetEnum(items) => format!("{{{}}}", self.list(def, items)),
            ExprKind::SetFilter { bind, body } => format!("{{{} : {}}}", self.binds(def, std::slice::from_ref(bind)), x(body)),
            ExprKind::SetMap { binds, body } => format!("{{{} : {}}}", x(body), self.binds(def, binds)),
            ExprKind::FnCtor { binds, body, recursive: None } => format!("[{} |-> {}]", self.binds(def, binds), x(body)),
            ExprKind::FnCtor { binds, body, recursive: Some(f) } => {
                format!("(LET {0}[{1}] == {2} IN {0})", s(f), self.binds(def, binds), x(body))
            }
            ExprKind::FnSet { domain, range } => format!("[{} -> {}]", x(domain), x(range)),
            ExprKind::Tuple(items) => format!("<<{}>>", self.list(def, items)),
            ExprKind::Record(fields) => {
                format!("[{}]", fields.iter().map(|(a, e)| format!("{} |-> {}", a.text(), x(e))).collect::<Vec<_>>().join(", "))
            }
            ExprKind::RecordSet(fields) => {
                format!("[{}]", fields.iter().map(|(a, e)| format!("{} : {}", a.text(), x(e))).collect::<Vec<_>>().join(", "))
            }
            ExprKind::Except { function, updates } => {
                let one = |u: &super::Update| {
                    let path: String = u.path.iter().map(|e| format!("[{}]", x(e))).collect();
                    // `@` is bound by a LET, as the slot may be mentioned inside another EXCEPT.
                    format!("!{path} = LET {} == @ IN {}", s(&u.at), x(&u.value))
                };
                format!("[{} EXCEPT {}]", x(function), updates.iter().map(one).collect::<Vec<_>>().join(", "))
            }
            ExprKind::Apply { function, arg } => format!("{}[{}]", x(function), x(arg)),
            ExprKind::Field { record, field } => format!("{}.{}", x(record), field.text()),
            ExprKind::Builtin { op, args } => builtin(*op, &args.iter().map(x).collect::<Vec<_>>()),
            ExprKind::SelectSeq { seq, slot, test } => format!("SelectSeq({}, LAMBDA {} : {})", x(seq), s(slot), x(test)),
            ExprKind::SortSeq { seq, left, right, less } => {
                format!("SortSeq({}, LAMBDA {}, {} : {})", x(seq), s(left), s(right), x(less))
            }
            ExprKind::Unchanged(e) => format!("(UNCHANGED {})", x(e)),
            ExprKind::Enabled(e) => format!("(ENABLED {})", x(e)),
            ExprKind::Compose(a, b) => format!("({} \\cdot {})", x(a), x(b)),
            ExprKind::EnabledIn { action, stand_ins } => {
                let given = stand_ins.iter().map(|(v, e)| format!("{} <- {}", self.model.var(*v).name, x(e)));
                format!("(ENABLED (* WITH {} *) {})", given.collect::<Vec<_>>().join(", "), x(action))
            }
            ExprKind::Always(e) => format!("([]{})", x(e)),
            ExprKind::Eventually(e) => format!("(<>{})", x(e)),
            ExprKind::LeadsTo(a, b) => format!("({} ~> {})", x(a), x(b)),
            ExprKind::BoxAction { action, subscript } => format!("[{}]_({})", x(action), x(subscript)),
            ExprKind::AngleAction { action, subscript } => format!("<<{}>>_({})", x(action), x(subscript)),
            ExprKind::Fairness { strong, subscript, action } => {
                format!("{}_({})({})", if *strong { "SF" } else { "WF" }, x(subscript), x(action))
            }
            ExprKind::Unsupported { construct, hint } => {
                let text = format!("not handled: {construct} ({hint})").replace('\\', "\\\\").replace('"', "\\\"");
                format!("Assert(FALSE, \"{text}\")")
            }
        }
    }
}

fn sign(q: Quantifier) -> &'static str {
    match q {
        Quantifier::Forall => "\\A",
        Quantifier::Exists => "\\E",
    }
}

fn call(name: &str, args: &[String]) -> String {
    if args.is_empty() { name.to_string() } else { format!("{name}({})", args.join(", ")) }
}

fn builtin(op: Builtin, args: &[String]) -> String {
    let name = builtin_name(op);
    match args {
        [a] if op == Builtin::Neg => format!("(-{a})"),
        [a] if matches!(op, Builtin::Powerset | Builtin::BigUnion | Builtin::Domain) => format!("({name} {a})"),
        [_, _, ..] if !name.starts_with(|c: char| c.is_alphabetic()) => format!("({})", args.join(&format!(" {name} "))),
        _ => call(name, args),
    }
}

/// How TLA+ spells a built-in operator.
pub fn builtin_name(op: Builtin) -> &'static str {
    match op {
        Builtin::Eq => "=",
        Builtin::Ne => "#",
        Builtin::Iff => "<=>",
        Builtin::In => "\\in",
        Builtin::NotIn => "\\notin",
        Builtin::Union => "\\cup",
        Builtin::Intersect => "\\cap",
        Builtin::Minus => "\\",
        Builtin::SubsetEq => "\\subseteq",
        Builtin::Powerset => "SUBSET",
        Builtin::BigUnion => "UNION",
        Builtin::Cross => "\\X",
        Builtin::Domain => "DOMAIN",
        Builtin::Boolean => "BOOLEAN",
        Builtin::StringSet => "STRING",
        Builtin::Nat => "Nat",
        Builtin::Int => "Int",
        Builtin::Real => "Real",
        Builtin::Add => "+",
        Builtin::Sub => "-",
        Builtin::Neg => "-.",
        Builtin::Mul => "*",
        Builtin::Divide => "/",
        Builtin::Div => "\\div",
        Builtin::Mod => "%",
        Builtin::Pow => "^",
        Builtin::Lt => "<",
        Builtin::Le => "\\leq",
        Builtin::Gt => ">",
        Builtin::Ge => "\\geq",
        Builtin::Range => "..",
        Builtin::Seq => "Seq",
        Builtin::Len => "Len",
        Builtin::Concat => "\\o",
        Builtin::Append => "Append",
        Builtin::Head => "Head",
        Builtin::Tail => "Tail",
        Builtin::SubSeq => "SubSeq",
        Builtin::IsFiniteSet => "IsFiniteSet",
        Builtin::Cardinality => "Cardinality",
        Builtin::MapsTo => ":>",
        Builtin::Override => "@@",
        Builtin::Assert => "Assert",
        Builtin::Print => "Print",
        Builtin::PrintT => "PrintT",
        Builtin::Permutations => "Permutations",
        Builtin::ToString => "ToString",
        Builtin::TlcGet => "TLCGet",
        Builtin::TlcSet => "TLCSet",
        Builtin::TlcEval => "TLCEval",
        Builtin::JavaTime => "JavaTime",
        Builtin::RandomElement => "RandomElement",
        Builtin::Any => "Any",
        Builtin::TlcGetOrDefault => "TLCGetOrDefault",
        Builtin::ModelValue => "TLCModelValue",
        Builtin::Fingerprint => "TLCFP",
        Builtin::IsFunction => "IsFunction",
        Builtin::IsInteger => "IsInteger",
        Builtin::RandomSubset => "RandomSubset",
        Builtin::RandomSetOfSubsets => "RandomSetOfSubsets",
        Builtin::RandomSubsetSet => "RandomSubsetSet",
        Builtin::ToJson => "ToJson",
        Builtin::JsonDeserialize => "JsonDeserialize",
        Builtin::NdJsonDeserialize => "ndJsonDeserialize",
    }
}
