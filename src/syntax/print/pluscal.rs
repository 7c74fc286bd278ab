//! A PlusCal algorithm printed as a comment in the p-syntax.
//!
//! In: an algorithm. Out: text that parses back to the same algorithm. Its expressions are printed on one
//! line each, because a keyword or `;` may follow them.

use super::{Follower, Printer};
use crate::syntax::ast::{Expr, Unit};
use crate::syntax::pluscal::{Algorithm, Body, Fairness, Init, Stmt, StmtKind, VarDecl};

impl Printer {
    pub(super) fn algorithm(&mut self, a: &Algorithm) {
        self.push("(*");
        if !a.options.is_empty() {
            self.push(&format!(" PlusCal options ({})\n", a.options.join(" ")));
        }
        self.push(&format!("--{}algorithm {}", if a.fair { "fair " } else { "" }, a.name.name));
        self.variables(&a.variables, 0);
        if !a.define.is_empty() {
            self.push("\ndefine\n");
            self.list(&a.define, "\n", |p, u: &Unit| p.push(&super::unit(u)));
            self.push("\nend define;");
        }
        for m in &a.macros {
            self.push(&format!("\nmacro {}(", m.name.name));
            self.names(&m.params);
            self.push(") begin");
            self.block(&m.body, 2);
            self.push("\nend macro;");
        }
        for f in &a.procedures {
            self.push(&format!("\nprocedure {}(", f.name.name));
            self.list(&f.params, ", ", Printer::variable);
            self.push(")");
            self.variables(&f.locals, 0);
            self.push("\nbegin");
            self.block(&f.body, 2);
            self.push("\nend procedure;");
        }
        match &a.body {
            Body::Single(stmts) => {
                self.push("\nbegin");
                self.block(stmts, 2);
            }
            Body::Processes(processes) => {
                for q in processes {
                    self.push(match q.fairness {
                        Fairness::Unfair => "\nprocess ",
                        Fairness::Weak => "\nfair process ",
                        Fairness::Strong => "\nfair+ process ",
                    });
                    self.push(&q.name.name);
                    self.init(&q.id);
                    self.variables(&q.locals, 0);
                    self.push("\nbegin");
                    self.block(&q.body, 2);
                    self.push("\nend process;");
                }
            }
        }
        self.push("\nend algorithm *)");
    }

    fn variables(&mut self, decls: &[VarDecl], column: usize) {
        if decls.is_empty() {
            return;
        }
        self.line(column);
        self.push("variables ");
        self.list(decls, ", ", Printer::variable);
        self.push(";");
    }

    fn variable(&mut self, d: &VarDecl) {
        self.push(&d.name.name);
        self.init(&d.init);
    }

    fn init(&mut self, init: &Init) {
        match init {
            Init::Default => {}
            Init::Is(e) => {
                self.push(" = ");
                self.expr(e, Follower::Closed);
            }
            Init::In(e) => {
                self.push(" \\in ");
                self.expr(e, Follower::Closed);
            }
        }
    }

    fn block(&mut self, stmts: &[Stmt], column: usize) {
        for (i, s) in stmts.iter().enumerate() {
            if i > 0 {
                self.push(";");
            }
            self.line(column);
            if let Some(l) = &s.label {
                let sign = match l.modifier {
                    None => "",
                    Some(true) => "+",
                    Some(false) => "-",
                };
                self.push(&format!("{}:{sign} ", l.name.name));
            }
            self.statement(&s.kind, column);
        }
    }

    fn end(&mut self, column: usize, word: &str) {
        self.line(column);
        self.push(word);
    }

    fn statement(&mut self, kind: &StmtKind, column: usize) {
        let args = |p: &mut Printer, args: &[Expr]| {
            p.push("(");
            p.list(args, ", ", |p, e| p.expr(e, Follower::Closed));
            p.push(")");
        };
        match kind {
            StmtKind::Assign(assigns) => self.list(assigns, " || ", |p, a| {
                p.push(&a.target.name);
                p.path(&a.path);
                p.push(" := ");
                p.expr(&a.value, Follower::Closed);
            }),
            StmtKind::If { condition, then, otherwise } => {
                self.push("if ");
                self.expr(condition, Follower::Closed);
                self.push(" then");
                self.block(then, column + 2);
                if !otherwise.is_empty() {
                    self.end(column, "else");
                    self.block(otherwise, column + 2);
                }
                self.end(column, "end if");
            }
            StmtKind::While { condition, body } => {
                self.push("while ");
                self.expr(condition, Follower::Closed);
                self.push(" do");
                self.block(body, column + 2);
                self.end(column, "end while");
            }
            StmtKind::Either(branches) => {
                for (i, b) in branches.iter().enumerate() {
                    if i > 0 {
                        self.end(column, "or");
                    } else {
                        self.push("either");
                    }
                    self.block(b, column + 2);
                }
                self.end(column, "end either");
            }
            StmtKind::With { binders, body } => {
                self.push("with ");
                self.list(binders, ", ", |p, (name, init)| {
                    p.push(&name.name);
                    p.init(init);
                });
                self.push(" do");
                self.block(body, column + 2);
                self.end(column, "end with");
            }
            StmtKind::Await(e) => {
                self.push("await ");
                self.expr(e, Follower::Closed);
            }
            StmtKind::Skip => self.push("skip"),
            StmtKind::Print(e) => {
                self.push("print ");
                self.expr(e, Follower::Closed);
            }
            StmtKind::Assert(e) => {
                self.push("assert ");
                self.expr(e, Follower::Closed);
            }
            StmtKind::Call { procedure, args: a } => {
                self.push(&format!("call {}", procedure.name));
                args(self, a);
            }
            StmtKind::Return => self.push("return"),
            StmtKind::Goto(label) => self.push(&format!("goto {}", label.name)),
            StmtKind::Macro { name, args: a } => {
                self.push(&name.name);
                args(self, a);
            }
        }
    }
}
