//! Whether what is declared is also measured: census's feature `off`, which brings our own.

/// On, or off.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Switch {
    /// Functions are measured, and what is declared is in the linker's list.
    On,
    /// Everything is as it was written; its arguments are checked all the same.
    Off,
}

impl Switch {
    /// How the crate is built.
    pub(crate) const BUILT: Self = if cfg!(feature = "off") { Switch::Off } else { Switch::On };
}
