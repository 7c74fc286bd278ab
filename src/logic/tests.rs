//! Rewriting keeps the meaning; clauses and solver agree with evaluation.

use super::*;
use crate::sat::cnf::Cnf;
use crate::sat::{Answer, BACKENDS, Backend, record, solver};
use crate::util::work::{self, Work};
use rustc_hash::FxHashMap;

/// A small generator with a seed, so that a failure can be repeated.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % n as u64) as usize
    }
}

const INPUTS: usize = 5;

/// A truth table over five inputs.
type Table = u32;

fn input_table(i: usize) -> Table {
    (0..32u32).filter(|row| row >> i & 1 == 1).fold(0, |t, row| t | 1 << row)
}

fn table_of(graph: &Graph, term: Term) -> Table {
    (0..32u32)
        .filter(|row| {
            let model = Assignment::of((0..INPUTS).map(|i| row >> i & 1 == 1).collect());
            graph.evaluate(term, &model, &mut FxHashMap::default())
        })
        .fold(0, |t, row| t | 1 << row)
}

/// Random terms beside their truth tables, computed without the graph.
fn random_terms(graph: &mut Graph, random: &mut Random, steps: usize) -> Vec<(Term, Table)> {
    let mut pool = vec![(Term::TRUE, !0), (Term::FALSE, 0)];
    for i in 0..INPUTS {
        pool.push((graph.input(), input_table(i)));
    }
    for _ in 0..steps {
        let mut pick = || {
            let (t, table) = pool[random.below(pool.len())];
            if random.below(2) == 0 { (t, table) } else { (!t, !table) }
        };
        let (a, b, c) = (pick(), pick(), pick());
        pool.push(match random.below(4) {
            0 => (graph.and(a.0, b.0), a.1 & b.1),
            1 => (graph.xor(a.0, b.0), a.1 ^ b.1),
            2 => (graph.any([a.0, b.0, c.0]), a.1 | b.1 | c.1),
            _ => (graph.ite(a.0, b.0, c.0), a.1 & b.1 | !a.1 & c.1),
        });
    }
    pool
}

#[test]
fn rewriting_keeps_the_truth_table() {
    for seed in 1..200 {
        let mut graph = Graph::new();
        for (term, table) in random_terms(&mut graph, &mut Random(seed), 40) {
            assert_eq!(table_of(&graph, term), table, "seed {seed}, {term:?}");
        }
    }
}

#[test]
fn clauses_and_solver_agree_with_the_truth_table() {
    for (seed, backend) in (1..30).flat_map(|s| BACKENDS.iter().map(move |b| (s, *b))) {
        let mut graph = Graph::new();
        let pool = random_terms(&mut graph, &mut Random(seed), 25);
        let mut cnf = Cnf::new(solver(backend, "test"));
        for (term, table) in &pool {
            let answer = cnf.solve(&graph, &[*term], Work::MAX);
            assert_eq!(answer == Answer::Satisfiable, *table != 0, "seed {seed}, {term:?}");
            if answer == Answer::Satisfiable && *term != Term::TRUE {
                assert!(graph.evaluate(*term, &cnf.model(&graph), &mut FxHashMap::default()), "seed {seed}, {term:?}");
            }
        }
        let (last, table) = pool[pool.len() - 1];
        cnf.assert(&graph, last);
        for (term, other) in &pool {
            let expected = table & other != 0;
            assert_eq!(cnf.solve(&graph, &[*term], Work::MAX) == Answer::Satisfiable, expected, "seed {seed}, {term:?}");
        }
    }
}

#[test]
fn quantification_is_the_or_of_cofactors() {
    for seed in 1..200 {
        let mut graph = Graph::new();
        for (term, table) in random_terms(&mut graph, &mut Random(seed), 40) {
            let mut expected = table;
            for i in 3..INPUTS {
                let yes = expected & input_table(i);
                let no = expected & !input_table(i);
                expected = yes | yes >> (1 << i) | no | no << (1 << i);
            }
            let quantified = graph.exists_inputs_from(term, 3, 100_000).expect("within the budget");
            assert!(!graph.may_depend_on_inputs_from(quantified, 3));
            assert_eq!(table_of(&graph, quantified), expected, "seed {seed}, {term:?}");
        }
    }
}

#[test]
fn a_chain_of_choices_is_quantified_without_blow_up() {
    let mut graph = Graph::new();
    let open: Vec<Term> = (0..40).map(|_| graph.input()).collect();
    let first = graph.inputs();
    let mut chosen = open[0];
    for &o in &open[1..] {
        let choice = graph.input();
        chosen = graph.ite(choice, o, chosen);
    }
    let before = graph.len();
    let some = graph.exists_inputs_from(chosen, first, 10_000).expect("within the budget");
    assert!(graph.len() - before < 2_000, "{} nodes", graph.len() - before);
    let any = graph.any(open);
    let differ = graph.xor(some, any);
    for backend in BACKENDS.iter().copied() {
        assert_eq!(Cnf::new(solver(backend, "test")).solve(&graph, &[differ], Work::MAX), Answer::Unsatisfiable);
    }
}

#[test]
fn queries_are_written_down() {
    let folder = tempfile::tempdir().expect("a folder for the queries");
    let made = folder.path().join("made");
    let read = |name: &str| std::fs::read_to_string(made.join(name)).expect("the query was written");
    let names = || {
        let entries = std::fs::read_dir(&made).expect("the folder is there");
        let mut names: Vec<String> = entries.map(|e| e.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    };
    // files of an earlier run are replaced, and nothing else
    std::fs::create_dir(&made).expect("a folder");
    for old in ["query-0001.cnf", "query-0777.smt2", "index.tsv", "query-mine.cnf", "notes.txt"] {
        std::fs::write(made.join(old), "old").expect("a file");
    }
    let recording = record::Recording::new(made.clone(), "tlaloc check 'a b.tla'".into()).expect("it can be written");
    assert_eq!(names(), ["index.tsv", "notes.txt", "query-mine.cnf"]);
    let mut graph = Graph::new();
    let (a, b) = (graph.input(), graph.input());
    let both = graph.and(a, b);
    record::recorded(Some(&recording), || {
        let mut cnf = Cnf::new(solver(Backend::AUTO, "search"));
        cnf.assert(&graph, !both);
        let _outer = record::about(|| "depth 1".into());
        {
            let _inner = record::about(|| "both\tof them".into());
            assert_eq!(cnf.solve(&graph, &[a, b], Work::MAX), Answer::Unsatisfiable);
            assert!(cnf.was_needed(a));
        }
        let mut beside = Cnf::new(solver(crate::sat::z3::BACKEND, "another"));
        assert_eq!(beside.solve(&graph, &[both], Work::MAX), Answer::Satisfiable);
        assert_eq!(cnf.solve(&graph, &[a], Work::MAX), Answer::Satisfiable);
    });
    // outside of `recorded` nothing is written
    assert_eq!(Cnf::new(solver(Backend::AUTO, "test")).solve(&graph, &[a], Work::MAX), Answer::Satisfiable);
    assert_eq!(recording.trouble(), None);
    let index = read("index.tsv");
    let lines: Vec<Vec<&str>> = index.lines().map(|l| l.split('\t').collect()).collect();
    assert_eq!(lines[0], ["query", "solver", "question", "answer", "variables", "clauses", "assumptions"]);
    let told: Vec<String> = lines[1..].iter().map(|l| format!("{} {} {} {}", l[0], l[2], l[3], l[6])).collect();
    let expected = ["0001 depth 1: both of them Unsatisfiable 2", "0002 depth 1 Satisfiable 1", "0003 depth 1 Satisfiable 1"];
    assert_eq!(told, expected);
    assert!(lines[1][1].starts_with("CaDiCaL ") && lines[1][1].ends_with(", search"), "{index}");
    assert!(lines[2][1].starts_with("Z3 ") && lines[2][1].ends_with(", another"), "{index}");
    let cnf = read("query-0001.cnf");
    assert!(cnf.starts_with("c query 1 of: tlaloc check 'a b.tla'\nc CaDiCaL "), "{cnf}");
    assert!(cnf.contains("is asked: depth 1: both of them\n") && cnf.ends_with("p cnf 2 3\n-1 -2 0\n1 0\n2 0\n"), "{cnf}");
    let smt = read("query-0003.smt2");
    assert!(smt.ends_with("(assert (or (not x1) (not x2)))\n(assert (or x1))\n(check-sat)\n"), "{smt}");
    // an error of writing is reported, at once or when it happens
    std::fs::write(folder.path().join("file"), "").expect("a file");
    let nowhere = record::Recording::new(folder.path().join("file").join("in"), String::new());
    assert!(nowhere.is_err_and(|why| why.starts_with("cannot write ")));
    let gone = record::Recording::new(folder.path().join("gone"), String::new()).expect("it can be written");
    std::fs::remove_dir_all(folder.path().join("gone")).expect("the folder can be removed");
    record::recorded(Some(&gone), || {
        assert_eq!(Cnf::new(solver(Backend::AUTO, "test")).solve(&graph, &[a], Work::MAX), Answer::Satisfiable);
    });
    assert!(gone.trouble().is_some_and(|why| why.contains("query-0001.cnf: ")));
}

/// The variables of a pigeonhole formula: no two of n + 1 pigeons in one of n holes.
fn pigeons(cnf: &mut Cnf, graph: &mut Graph, holes: usize) {
    let at: Vec<Vec<Term>> = (0..=holes).map(|_| (0..holes).map(|_| graph.input()).collect()).collect();
    for pigeon in &at {
        let somewhere = graph.any(pigeon.iter().copied());
        cnf.assert(graph, somewhere);
    }
    for hole in 0..holes {
        for (i, one) in at.iter().enumerate() {
            for other in &at[..i] {
                let both = graph.and(one[hole], other[hole]);
                cnf.assert(graph, !both);
            }
        }
    }
}

#[test]
fn the_work_of_a_solver_repeats_and_has_limits() {
    for backend in BACKENDS.iter().copied() {
        let run = |limit: Work| {
            let (mut graph, mut cnf) = (Graph::new(), Cnf::new(solver(backend, "test")));
            pigeons(&mut cnf, &mut graph, 8);
            let begun = work::done();
            (cnf.solve(&graph, &[], limit), (work::done() - begun).count())
        };
        let whole = run(Work::MAX);
        assert_eq!(whole.0, Answer::Unsatisfiable);
        assert_eq!(run(Work::MAX), whole);
        let half = run(Work::units(whole.1 / 2));
        assert_eq!(half.0, Answer::Stopped);
        // the limit is checked at intervals
        assert!(half.1 >= whole.1 / 2 && half.1 < whole.1 * 3 / 4, "{half:?} of {whole:?}");
        assert_eq!(run(Work::units(whole.1 / 2)), half);
        // the limit of an enclosing computation holds, too
        assert_eq!(work::within(work::done() + Work::units(whole.1 / 2), || run(Work::MAX).0), Some(Answer::Stopped));
    }
}

#[test]
fn an_equality_with_chosen_bits_is_quantified_bit_by_bit() {
    let mut graph = Graph::new();
    let open: Vec<(Term, Vec<Term>)> = (0..6).map(|_| (graph.input(), (0..40).map(|_| graph.input()).collect())).collect();
    let first = graph.inputs();
    let chosen: Vec<Term> = (0..40).map(|_| graph.input()).collect();
    let mut some = Vec::new();
    for (there, bits) in &open {
        let same: Vec<Term> = bits.iter().zip(&chosen).map(|(a, b)| graph.iff(*a, *b)).collect();
        let same = graph.all(same);
        some.push(graph.and(*there, same));
    }
    let some = graph.any(some);
    let quantified = graph.exists_inputs_from(some, first, 20_000).expect("within the budget");
    let any = graph.any(open.iter().map(|o| o.0));
    assert_eq!(quantified, any);
}

#[test]
fn a_chosen_number_between_others_is_quantified_without_blow_up() {
    let mut graph = Graph::new();
    let open: Vec<Vec<Term>> = (0..3).map(|_| (0..24).map(|_| graph.input()).collect()).collect();
    let first = graph.inputs();
    let chosen: Vec<Term> = (0..24).map(|_| graph.input()).collect();
    let less = |graph: &mut Graph, a: &[Term], b: &[Term]| {
        a.iter().zip(b).fold(Term::FALSE, |less, (x, y)| {
            let differ = graph.xor(*x, *y);
            graph.ite(differ, *y, less)
        })
    };
    // \E c : a <= c <= b /\ c <= d   =   a <= b /\ a <= d
    let between = [less(&mut graph, &chosen, &open[0]), less(&mut graph, &open[1], &chosen), less(&mut graph, &open[2], &chosen)];
    let between = graph.all(between.map(|t| !t));
    let quantified = graph.exists_inputs_from(between, first, 6_000).expect("within the budget");
    let expected = [less(&mut graph, &open[1], &open[0]), less(&mut graph, &open[2], &open[0])];
    let expected = graph.all(expected.map(|t| !t));
    let differ = graph.xor(quantified, expected);
    assert_eq!(Cnf::new(solver(Backend::AUTO, "test")).solve(&graph, &[differ], Work::MAX), Answer::Unsatisfiable);
}

#[test]
fn samples_satisfy_what_was_asserted_and_see_what_is_possible() {
    use super::samples::{LANES, NONE, Samples, has};
    let mut graph = Graph::new();
    let mut samples = Samples::new();
    let mut asserted = Vec::new();
    let mut all = Vec::new();
    for step in 0..6 {
        let inputs: Vec<Term> = (0..4).map(|_| graph.input()).collect();
        // of the new inputs and the last old one exactly two are TRUE
        let pool: Vec<Term> = all.last().copied().into_iter().chain(inputs.iter().copied()).collect();
        let mut pairs = Vec::new();
        for i in 0..pool.len() {
            for j in 0..i {
                let others = graph.all(pool.iter().enumerate().filter(|(k, _)| *k != i && *k != j).map(|(_, t)| !*t));
                let both = graph.and(pool[i], pool[j]);
                pairs.push(graph.and(both, others));
            }
        }
        let two = graph.any(pairs.iter().copied());
        samples.extend(&graph, &[two]);
        assert!(!samples.is_empty(), "step {step}");
        asserted.push(two);
        all.extend(inputs);
        for t in &asserted {
            let holds = samples.evaluate(&graph, *t);
            assert!((0..LANES).all(|l| has(&holds, l)), "step {step}");
        }
        for pair in pairs {
            assert_ne!(samples.evaluate(&graph, pair), NONE, "step {step}");
        }
    }
    // where no draw fits, models take their place
    let rare: Vec<Term> = (0..64).map(|_| graph.input()).collect();
    let only = graph.all(rare.iter().enumerate().map(|(i, t)| if i % 2 == 0 { *t } else { !*t }));
    samples.extend(&graph, &[only]);
    assert!(samples.is_empty());
    let mut cnf = Cnf::new(solver(Backend::AUTO, "test"));
    asserted.iter().for_each(|t| cnf.assert(&graph, *t));
    assert_eq!(cnf.solve(&graph, &[only], Work::MAX), Answer::Satisfiable);
    samples.add(&cnf.model(&graph));
    for t in asserted.iter().chain([&only]) {
        let holds = samples.evaluate(&graph, *t);
        assert!((0..LANES).all(|l| has(&holds, l)));
    }
}
