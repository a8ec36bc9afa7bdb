//! The main job in the real window.
#![cfg(target_os = "linux")]

use poryadok_tests::window::{Desktop, Look, Program};

#[tokio::test]
#[ignore = "needs the built program"]
async fn probe() {
    let desktop = Desktop::start();
    let program = Program::open(&desktop, "2026-10-08T06:00:00Z", Look::Day).await;
    program.fill("#start-institution", "Муниципальный детский сад № 12 «Росинка», Әлфия, Ғәлиә, ё").await;
    program.keys(thirtyfour::Key::Tab).await;
    program.focus_on("start-centre").await;
    program.keys("КЦ «Росинка»").await;
    program.picture(std::path::Path::new("/tmp/sh/probe.png")).await;
    program.kill().await;
}
