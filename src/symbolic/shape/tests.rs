//! Shapes of small values.
