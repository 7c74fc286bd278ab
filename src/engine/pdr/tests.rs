//! Small systems.
