//! What must stand in the environment before GTK and the web view start.

/// No dump of memory, and the environment the window needs.
///
/// Starts the program again in the same process with the right environment, where it is not right.
///
/// The standard library calls changing one's own environment unsafe, and rightly so; a process that
/// replaces itself needs no such thing. Where even that fails the program goes on as it is.
#[cfg(target_os = "linux")]
pub fn prepare() {
    use std::os::unix::process::CommandExt as _;

    // WebKitGTK's DMA-BUF renderer shows an empty window on many office drivers and virtual machines.
    const RENDERER: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";
    // Lets a foreign program steer the window: only a rehearsal may be steered.
    const STEERING: [&str; 2] = ["TAURI_AUTOMATION", "TAURI_WEBVIEW_AUTOMATION"];

    // A dump of memory would hold names and keys. The processes of the web view take this over. Where dumps go to a
    // program, the kernel asks no limit but this one: at exactly one byte it makes none (core(5), `do_coredump`).
    let none = rustix::process::Rlimit { current: Some(1), maximum: Some(1) };
    let _ = rustix::process::setrlimit(rustix::process::Resource::Core, none);

    let renderer_unset = std::env::var_os(RENDERER).is_none();
    let steered = !cfg!(feature = "rehearsal") && STEERING.iter().any(|name| std::env::var_os(name).is_some());
    if !(renderer_unset || steered) {
        return;
    }
    let Ok(program) = std::env::current_exe() else { return };
    let mut again = std::process::Command::new(program);
    again.args(std::env::args_os().skip(1));
    if renderer_unset {
        again.env(RENDERER, "1");
    }
    if steered {
        for name in STEERING {
            again.env_remove(name);
        }
    }
    // Comes back only when it failed.
    let _ = again.exec();
}

#[cfg(not(target_os = "linux"))]
pub fn prepare() {}
