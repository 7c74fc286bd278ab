//! Ctrl-C and SIGTERM: the first one cancels the run, which then reports what it has done; the second one ends the process at once.
//!
//! Files for states have no names, so no file remains in either case.

use crate::api::Handle;
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// Lets signals cancel with this handle. A signal that cannot be caught keeps its default effect.
pub fn cancels(handle: &Handle) {
    let (cancelled, number) = handle.flag();
    let again = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        let caught = flag::register_conditional_default(signal, again.clone())
            .and_then(|_| flag::register(signal, again.clone()))
            .and_then(|_| flag::register_usize(signal, cancelled.clone(), number));
        if let Err(e) = caught {
            log::warn!("cannot handle signal {signal}: {e}");
        }
    }
}
