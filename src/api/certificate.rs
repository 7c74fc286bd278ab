//! Proofs as modules that other programs can check.
//!
//! In: a [`Spec`] and what a search [`Found`]. Out: the texts of a certificate ([`crate::proof::certificate`]), or why there is none.

use super::{Found, Spec};
use crate::ir::split::Split;
use crate::ir::{DefId, ExprKind, Model, Named};
use crate::proof::Names;
use crate::proof::certificate::{Certificate, Files, Role};
use crate::proof::config::{assigns, constants};
use crate::source::SourceMap;

/// What a certificate is to be called, and what its commands need.
pub(crate) struct CertificateRequest<'a> {
    /// The name of its module.
    pub module: &'a str,
    /// Options of its commands, with a space before each.
    pub options: String,
    /// Values of constants that no configuration gives.
    pub constants: &'a [(String, String)],
}

impl Found {
    /// The texts of a certificate; `None` where nothing was proven. The error is why a proof has no certificate.
    pub(crate) fn certificate(&self, spec: &Spec, request: &CertificateRequest<'_>) -> Result<Option<Files>, String> {
        let Spec { model, sources, .. } = spec;
        let Some(proof) = self.proof() else {
            return match self.verdict() {
                super::Verdict::Ok => Err("the answer does not rest on a proof of the pdr engine".into()),
                _ => Ok(None),
            };
        };
        if request.module == &*model.name {
            return Err(format!("the specification's module is called {}, too", model.name));
        }
        if !model.rigid.is_empty() {
            return Err("the initial predicate chooses constants".into());
        }
        let (Some(init), Some(next)) = (model.init, model.next) else { return Err("there is no behavior".into()) };
        let config = sources.files().find(|(_, f)| f.name.ends_with(".cfg")).map_or(String::new(), |(_, f)| constants(&f.text));
        let (mut given, mut options) = (config, request.options.clone());
        for (name, value) in request.constants {
            if assigns(&given, name) {
                options += &format!(" --const '{name}={value}'");
            } else {
                given += &format!("CONSTANT {name} = {value}\n");
            }
        }
        let (properties, mut beyond) = properties(model);
        if model.check_deadlock {
            beyond.push("absence of deadlock".to_string());
        }
        let certificate = Certificate {
            module: request.module,
            spec: &model.name,
            names: Names::of(model),
            proof,
            init: role(model, sources, init),
            next: role(model, sources, next),
            invariants: model.invariants.iter().map(|n: &Named| role(model, sources, n.def)).collect(),
            properties,
            beyond,
            constraints: model.constraints.iter().map(|n| n.name.to_string()).collect(),
            constants: given,
            options,
        };
        certificate.write().map(Some)
    }
}

/// A definition by its name, or by its text where it is a part of another.
fn role(model: &Model, sources: &SourceMap, def: DefId) -> Role {
    let d = model.def(def);
    if !d.local && d.params.is_empty() {
        return Role::Named(d.name.to_string());
    }
    let conjunct = |e: &ExprKind| match e {
        ExprKind::Call { def, args } if args.is_empty() => Some(match role(model, sources, *def) {
            Role::Named(name) => format!("/\\ {name}"),
            Role::Text(text) => format!("/\\ (\n{text})"),
        }),
        _ => None,
    };
    let body = model.expr(d.body);
    if let ExprKind::And(items) = &body.kind
        && let Some(parts) = items.iter().map(|e| conjunct(&model.expr(*e).kind)).collect::<Option<Vec<_>>>()
    {
        return Role::Text(parts.join("\n"));
    }
    let column = sources.location(body.span).map_or(1, |l| l.column as usize);
    Role::Text(format!("{}{}", " ".repeat(column - 1), sources.text(body.span)))
}

/// The properties that are about steps or states only, and what else the properties are about.
fn properties(model: &Model) -> (Vec<String>, Vec<String>) {
    let split = Split::of(model);
    let (mut within, mut beyond) = (Vec::new(), Vec::new());
    for p in &model.properties {
        let other = split.initial.iter().chain(&split.behaviors).any(|c| c.name == p.name);
        let stated = model.stated.iter().any(|s| s.name == p.name);
        if other || !stated { beyond.push(format!("property {}", p.name)) } else { within.push(p.name.to_string()) }
    }
    (within, beyond)
}
