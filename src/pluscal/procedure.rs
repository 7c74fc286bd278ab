//! `call` and `return` as assignments.
//!
//! A call pushes the caller's place and the present values of the callee's variables, sets the parameters in the same
//! assignment, then one by one the variables, which see the new parameters:
//!
//! `call P(3)` before label `b`, with `procedure P(n) variable i = n`, is
//! `stack := <<[procedure |-> "P", pc |-> "b", i |-> i, n |-> n]>> \o stack || n := 3; i := n; pc := "first label of P"`.
//!
//! `return` is `pc := Head(stack).pc; i := Head(stack).i; n := Head(stack).n; stack := Tail(stack)`.
//! `call Q(); return` replaces the head of the stack; where it is the procedure itself, it leaves the stack alone.

use super::ast::{Assign, Init, VarDecl};
use super::build;
use super::flow::{Act, ActKind, Flow, assign, entry, jump};
use super::suggest;
use super::tree::{Procedure, Stmt};
use crate::diag::{Code, Diagnostic};
use crate::source::Span;
use crate::syntax::ast::{Expr, ExprKind, Ident};

impl Flow<'_> {
    /// `call procedure(args)`, going to `next` afterwards.
    pub fn call(&mut self, stmt: &Stmt, procedure: &Ident, args: &[Expr], next: &str) -> Vec<Act> {
        let span = stmt.span;
        let Some(callee) = self.callee(procedure, args, span) else {
            return Vec::new();
        };
        let frame = stack_frame(callee, build::string(next, span), span);
        let stack = build::apply("\\o", vec![frame, self.me.own("stack", span)], span);
        let mut assigns = vec![single("stack", stack, span)];
        assigns.extend(parameters(callee, args, span));
        enter(callee, assigns, stmt)
    }

    /// `call procedure(args); return`
    pub fn call_return(&mut self, stmt: &Stmt, procedure: &Ident, args: &[Expr]) -> Vec<Act> {
        let span = stmt.span;
        let Some(callee) = self.callee(procedure, args, span) else {
            return Vec::new();
        };
        let caller = self.procedure.expect("pluscal: names rejects `return` outside a procedure");
        let mut assigns = Vec::new();
        if caller.name.name != callee.name.name {
            assigns.extend(caller.locals.iter().map(|d| single(&d.name.name, self.saved(&d.name, span), span)));
            let frame = stack_frame(callee, self.saved(&Ident::new("pc", span), span), span);
            let tail = build::apply("Tail", vec![self.me.own("stack", span)], span);
            assigns.push(single("stack", build::apply("\\o", vec![frame, tail], span), span));
        }
        assigns.extend(parameters(callee, args, span));
        enter(callee, assigns, stmt)
    }

    /// `return`
    pub fn ret(&mut self, span: Span) -> Vec<Act> {
        let from = self.procedure.expect("pluscal: names rejects `return` outside a procedure");
        let mut acts = vec![assign("pc", self.saved(&Ident::new("pc", span), span), span)];
        for d in from.locals.iter().chain(&from.params) {
            acts.push(assign(&d.name.name, self.saved(&d.name, span), span));
        }
        acts.push(assign("stack", build::apply("Tail", vec![self.me.own("stack", span)], span), span));
        acts
    }

    /// `Head(stack).name`
    fn saved(&self, name: &Ident, span: Span) -> Expr {
        let head = build::apply("Head", vec![self.me.own("stack", span)], span);
        build::field(head, Ident::new(&name.name, span), span)
    }
}

impl<'a> Flow<'a> {
    /// The procedure called, when the arguments fit.
    fn callee(&mut self, name: &Ident, args: &[Expr], span: Span) -> Option<&'a Procedure> {
        let callee = self.program.procedures.iter().find(|p| p.name.name == name.name);
        let callee = callee.expect("pluscal: names rejects calls of unknown procedures");
        let (n, k) = (callee.params.len(), args.len());
        if n != k {
            let text = suggest::wrong_count("procedure", &name.name, n, k);
            self.errors
                .push(Diagnostic::error(Code::PCAL_TRANSLATE, text).at(span, "this call").at(callee.name.span, "declared here"));
            return None;
        }
        Some(callee)
    }
}

/// The record that a call pushes, in a tuple.
fn stack_frame(callee: &Procedure, pc: Expr, span: Span) -> Expr {
    let mut fields = vec![(Ident::new("procedure", span), build::string(&callee.name.name, span)), (Ident::new("pc", span), pc)];
    for d in callee.locals.iter().chain(&callee.params) {
        fields.push((Ident::new(&d.name.name, span), build::name(&d.name.name, span)));
    }
    build::tuple(vec![Expr::new(ExprKind::Record(fields), span)], span)
}

fn parameters(callee: &Procedure, args: &[Expr], span: Span) -> Vec<Assign> {
    callee.params.iter().zip(args).map(|(d, a)| single(&d.name.name, a.clone(), span)).collect()
}

/// The given assignments at once, then the initial values of the callee's variables, then its first label.
fn enter(callee: &Procedure, assigns: Vec<Assign>, stmt: &Stmt) -> Vec<Act> {
    let span = stmt.span;
    let mut acts = Vec::new();
    if !assigns.is_empty() {
        acts.push(Act { kind: ActKind::Assign(assigns), span, site: stmt.site });
    }
    acts.extend(callee.locals.iter().map(|d| assign(&d.name.name, initial(d), d.span)));
    acts.push(jump(entry(&callee.body), span));
    acts
}

/// The initial value of a variable that has one; the parser admits no set for a procedure's.
pub fn initial(d: &VarDecl) -> Expr {
    match &d.init {
        Init::Is(e) | Init::In(e) => e.clone(),
        Init::Default => build::name("defaultInitValue", d.span),
    }
}

fn single(variable: &str, value: Expr, span: Span) -> Assign {
    Assign { target: Ident::new(variable, span), path: Vec::new(), value, span }
}
