//! Expressions as text, everything compound in parentheses: it is for machines and for looking twice.

use super::builtin::{builtin, instance, qualified};
use super::{Printer, call};
use crate::ir::{Arg, Bind, DefId, ExprId, ExprKind, Pattern, Quantifier, Slot, Update};
use crate::value::Value;

impl Printer<'_> {
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
            Arg::Builtin(op) => qualified(*op),
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

    /// Model values go by the names under which they are declared.
    fn value(&self, v: &Value) -> String {
        let list = |items: &[Value]| items.iter().map(|i| self.value(i)).collect::<Vec<_>>().join(", ");
        match v {
            Value::Bool(_) | Value::Int(_) | Value::Big(_) | Value::Str(_) => v.to_string(),
            Value::Model(a) => self.models.get(a).cloned().unwrap_or_else(|| a.text().to_string()),
            Value::Set(items) => format!("{{{}}}", list(items)),
            Value::Tuple(items) => format!("<<{}>>", list(items)),
            Value::Record(fields) => {
                let one = |(a, x): &(crate::value::Atom, Value)| format!("{} |-> {}", a.text(), self.value(x));
                format!("[{}]", fields.iter().map(one).collect::<Vec<_>>().join(", "))
            }
            Value::Function(entries) => {
                let one = |(k, x): &(Value, Value)| format!("{} :> {}", self.value(k), self.value(x));
                format!("({})", entries.iter().map(one).collect::<Vec<_>>().join(" @@ "))
            }
        }
    }

    pub(super) fn expr(&self, def: DefId, e: ExprId) -> String {
        let x = |e: &ExprId| self.expr(def, *e);
        let s = |s: &Slot| self.slot(def, *s);
        let join = |items: &[ExprId], op: &str, none: &str| match items {
            [] => none.to_string(),
            items => format!("({})", items.iter().map(x).collect::<Vec<_>>().join(op)),
        };
        match &self.model.expr(e).kind {
            ExprKind::Const(v) => self.value(v),
            ExprKind::Var(v) => self.vars[v].clone(),
            ExprKind::Primed(v) => format!("{}'", self.vars[v]),
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
                let one = |u: &Update| {
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
            ExprKind::Fold { set, base, so_far, element, body, backwards } => {
                let (name, first, second) =
                    if *backwards { ("FoldBackwards", element, so_far) } else { ("FoldForwards", so_far, element) };
                let op = format!("LAMBDA {}, {} : {}", s(first), s(second), x(body));
                format!("{}!{name}({op}, {}, {})", instance("_Folds"), x(base), x(set))
            }
            ExprKind::Unchanged(e) => format!("(UNCHANGED {})", x(e)),
            ExprKind::Enabled(e) => format!("(ENABLED {})", x(e)),
            ExprKind::Compose(a, b) => format!("({} \\cdot {})", x(a), x(b)),
            // An action about variables that exist in an instance only.
            ExprKind::EnabledIn { .. } => "Assert(FALSE, \"not printed: ENABLED inside an instance\")".to_string(),
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
