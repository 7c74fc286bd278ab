use std::io::BufRead;
use std::path::Path;
use tlaloc::{lower, resolve, source, value};
fn main() {
    let verbose = std::env::args().any(|a| a == "-v");
    let (mut ok, mut bad) = (0, 0);
    let paths: Vec<std::path::PathBuf> = std::env::var("TLAPATH").unwrap_or_default().split(':').filter(|s| !s.is_empty()).map(Into::into).collect();
    for line in std::io::stdin().lock().lines() {
        let line = line.unwrap();
        let (tla, cfg) = line.split_once(' ').unwrap_or((&line, ""));
        let mut sources = source::SourceMap::new();
        let mut loader = source::search::Loader::new(paths.clone(), resolve::embedded);
        let atoms = value::Atoms::new();
        let start = std::time::Instant::now();
        let r = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            let config = if cfg.is_empty() { None } else {
                let f = source::search::read(Path::new(cfg), &mut sources)?;
                let t = sources.file(f).text.clone();
                Some(lower::config::parse(f, &t)?)
            };
            let m = resolve::resolve(resolve::Root::File(Path::new(tla)), &mut loader, &mut sources, &atoms, &[])?;
            if verbose { for w in &m.warnings { println!("WARN {}", w.message); } }
            lower::lower(&m, config.as_ref(), &Default::default())
        }));
        match r {
            Ok(Ok(m)) => { ok += 1; let t = start.elapsed().as_millis(); if t > 300 { println!("SLOW {t}ms {tla} {} exprs {} defs", m.exprs.len(), m.defs.len()); } }
            Ok(Err(e)) => { bad += 1; println!("FAIL {tla} {cfg}"); for d in e.iter().take(if verbose {20} else {2}) {
                if verbose { println!("{}", tlaloc::diag::render::render(d, &sources, false)); } else {
                let at = d.labels.first().map(|l| { let loc = sources.location(l.span); format!("{} {:?}", if l.span.is_none() {"-"} else {&sources.file(l.span.file).name}, loc.map(|l| (l.line, l.column))) });
                println!("   {} {} @ {}", d.code, d.message, at.unwrap_or_default()); } } }
            Err(_) => { bad += 1; println!("PANIC {tla} {cfg}"); }
        }
    }
    println!("ok {ok} bad {bad}");
}
