//! Small models written as S-expressions, so that evaluator and engine are tested without a front end.
//!
//! `x`, `x'` are the variables `x`, `y`, `z`; `$0` a slot; `(call 1 a b)` calls definition 1; other heads are
//! operators.

use crate::ir::*;
use crate::source::Span;
use crate::value::{Atoms, Value};

/// A model of these definitions: parameters and body.
pub(crate) fn model(defs: &[(usize, &str)]) -> Model {
    let mut b = Builder { model: empty(), highest: 0 };
    for (i, (params, text)) in defs.iter().enumerate() {
        b.highest = *params;
        let tokens: Vec<String> = text.replace('(', " ( ").replace(')', " ) ").split_whitespace().map(String::from).collect();
        let mut at = 0;
        let body = b.expr(&tokens, &mut at);
        assert_eq!(at, tokens.len(), "the test's expression has a rest: {text}");
        let params = (0..*params).map(|i| Param { name: format!("p{i}").into(), arity: 0 }).collect();
        b.model.defs.push(Def {
            name: format!("D{i}").into(),
            params,
            slots: (0..b.highest).map(|i| format!("s{i}").into()).collect(),
            body,
            named_at: Span::NONE,
            span: Span::NONE,
            module: "M".into(),
            recursive: false,
            level: if text.contains(['x', 'y', 'z']) { Level::Action } else { Level::Constant },
            local: false,
        });
    }
    b.model
}

fn empty() -> Model {
    let vars = ["x", "y", "z"].iter().map(|n| Var { name: (*n).into(), span: Span::NONE }).collect();
    Model { vars, ..Model::new("M", Atoms::new()) }
}

struct Builder {
    model: Model,
    highest: usize,
}

impl Builder {
    fn add(&mut self, kind: ExprKind) -> ExprId {
        self.model.exprs.push(Expr { kind, span: Span::NONE });
        ExprId(self.model.exprs.len() as u32 - 1)
    }

    fn expr(&mut self, t: &[String], at: &mut usize) -> ExprId {
        let word = t[*at].clone();
        *at += 1;
        if word != "(" {
            let kind = if let Ok(i) = word.parse() {
                ExprKind::Const(Value::Int(i))
            } else if let Some(s) = word.strip_prefix('"') {
                ExprKind::Const(Value::Str(self.model.atoms.intern(s.trim_end_matches('"'))))
            } else if let Some(s) = word.strip_prefix('$') {
                ExprKind::Local(self.slot(s))
            } else {
                let v = VarId("xyz".find(&word[..1]).unwrap_or_else(|| panic!("no variable {word}")) as u32);
                if word.ends_with('\'') { ExprKind::Primed(v) } else { ExprKind::Var(v) }
            };
            return self.add(kind);
        }
        let head = t[*at].clone();
        *at += 1;
        let slots: Vec<Slot> = match &head[..] {
            "let" | "E" | "A" | "map" | "filter" | "fn" | "rec" | "choose" => vec![self.slot(&t[*at]), Slot(0)],
            "call" => vec![Slot(t[*at].parse().unwrap())],
            _ => vec![],
        };
        *at += usize::from(!slots.is_empty());
        let recursive = (head == "rec").then(|| {
            *at += 1;
            self.slot(&t[*at - 1])
        });
        let mut args = vec![];
        while t[*at] != ")" {
            args.push(self.expr(t, at));
        }
        *at += 1;
        let bind = |set| vec![Bind { pattern: Pattern::One(slots[0]), set }];
        let kind = match &head[..] {
            "let" => ExprKind::Let { slot: slots[0], value: args[0], body: args[1] },
            "call" => ExprKind::Call { def: DefId(slots[0].0), args: args.into_iter().map(Arg::Expr).collect() },
            "E" => ExprKind::Quant { quantifier: Quantifier::Exists, binds: bind(args[0]), body: args[1] },
            "A" => ExprKind::Quant { quantifier: Quantifier::Forall, binds: bind(args[0]), body: args[1] },
            "map" => ExprKind::SetMap { binds: bind(args[0]), body: args[1] },
            "filter" => ExprKind::SetFilter { bind: bind(args[0]).remove(0), body: args[1] },
            "fn" | "rec" => ExprKind::FnCtor { binds: bind(args[0]), body: args[1], recursive },
            "choose" => ExprKind::Choose { pattern: Pattern::One(slots[0]), set: Some(args[0]), body: args[1] },
            "if" => ExprKind::If { condition: args[0], then: args[1], otherwise: args[2] },
            "and" => ExprKind::And(args),
            "or" => ExprKind::Or(args),
            "not" => ExprKind::Not(args[0]),
            "set" => ExprKind::SetEnum(args),
            "tuple" => ExprKind::Tuple(args),
            "functions" => ExprKind::FnSet { domain: args[0], range: args[1] },
            "apply" => ExprKind::Apply { function: args[0], arg: args[1] },
            "unchanged" => ExprKind::Unchanged(args[0]),
            "enabled" => ExprKind::Enabled(args[0]),
            "prime" => ExprKind::Prime(args[0]),
            "always" => ExprKind::Always(args[0]),
            "eventually" => ExprKind::Eventually(args[0]),
            "box" => ExprKind::BoxAction { action: args[0], subscript: args[1] },
            builtin => {
                let op = match builtin {
                    "=" => Builtin::Eq,
                    "in" => Builtin::In,
                    "+" => Builtin::Add,
                    "-" => Builtin::Sub,
                    "*" => Builtin::Mul,
                    "<" => Builtin::Lt,
                    ".." => Builtin::Range,
                    "Nat" => Builtin::Nat,
                    "subset" => Builtin::Powerset,
                    "Union" => Builtin::BigUnion,
                    other => panic!("the test has no operator {other}"),
                };
                ExprKind::Builtin { op, args }
            }
        };
        self.add(kind)
    }

    fn slot(&mut self, text: &str) -> Slot {
        let i: usize = text.trim_start_matches('$').parse().expect("a slot");
        self.highest = self.highest.max(i + 1);
        Slot(i as u32)
    }
}
