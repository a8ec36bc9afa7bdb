//! Steps of a long work that a test may picture or stop at; an ordinary build passes them by.

/// Gives a module `reached`, to be called after every step of its work, and for tests `watch`, which has each step told
/// on the same thread.
macro_rules! watched_steps {
    ($step:ty) => {
        #[cfg(not(feature = "test-kdf"))]
        fn reached(_: $step) {}

        #[cfg(feature = "test-kdf")]
        type Watcher = Box<dyn FnMut($step)>;

        #[cfg(feature = "test-kdf")]
        std::thread_local! {
            static WATCHER: std::cell::RefCell<Option<Watcher>> = const { std::cell::RefCell::new(None) };
        }

        #[cfg(feature = "test-kdf")]
        fn reached(step: $step) {
            WATCHER.with(|watcher| {
                if let Some(watcher) = watcher.borrow_mut().as_mut() {
                    watcher(step);
                }
            });
        }

        #[cfg(feature = "test-kdf")]
        pub(crate) fn watch(watcher: Option<Watcher>) {
            WATCHER.set(watcher);
        }
    };
}

pub(crate) use watched_steps;
