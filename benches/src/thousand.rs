//! A thousand measured functions, as a large program has them.

/// Declares `all() -> Vec<fn() -> Result<(), ()>>`: a thousand functions with an attribute that
/// asks for what is given, under the names `CALLS`, `ERRORS` and `LATENCY`, which each has its own.
#[macro_export]
macro_rules! thousand {
    (@hundreds $asked:tt $($a:ident)*) => {
        $(mod $a { $crate::thousand!(@tens $asked $a a b c d e f g h i j); })*

        fn all() -> Vec<fn() -> Result<(), ()>> {
            [$($a::all()),*].concat()
        }
    };
    (@tens $asked:tt $a:ident $($b:ident)*) => {
        $(mod $b { $crate::thousand!(@ones $asked $a $b a b c d e f g h i j); })*

        pub(super) fn all() -> Vec<fn() -> Result<(), ()>> {
            [$($b::all()),*].concat()
        }
    };
    (@ones $asked:tt $a:ident $b:ident $($c:ident)*) => {
        $(mod $c { $crate::thousand!(@one $asked $a $b $c); })*

        pub(super) fn all() -> Vec<fn() -> Result<(), ()>> {
            vec![$($c::call),*]
        }
    };
    (@one [$($asked:tt)*] $a:ident $b:ident $c:ident) => {
        #[allow(dead_code)]
        const CALLS: &str =
            concat!("calls/", stringify!($a), stringify!($b), stringify!($c));
        #[allow(dead_code)]
        const ERRORS: &str =
            concat!("errors/", stringify!($a), stringify!($b), stringify!($c));
        const LATENCY: &str =
            concat!("latency/", stringify!($a), stringify!($b), stringify!($c));

        #[census::measured($($asked)*)]
        pub(super) fn call() -> Result<(), ()> {
            Ok(())
        }
    };
    ($($asked:tt)*) => {
        $crate::thousand!(@hundreds [$($asked)*] a b c d e f g h i j);
    };
}
