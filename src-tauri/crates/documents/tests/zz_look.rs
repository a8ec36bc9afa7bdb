mod common;
use common::*;
#[test]
fn look() {
    let out = std::path::Path::new("/tmp/look");
    std::fs::create_dir_all(out).unwrap();
    for h in documents::handout::starters().unwrap() {
        let p = documents::handout::join(&[&h], &imprint(), day(2026, 6, 5)).unwrap();
        println!("{} {} pages {} bytes", h.key, p.pages, p.bytes.len());
        std::fs::write(out.join(format!("{}.pdf", h.key)), p.bytes).unwrap();
    }
    for n in [0u32, 8, 40, 2000] {
        let t = std::time::Instant::now();
        let p = documents::journal::journal(&journal(n)).unwrap();
        println!("journal {n}: {} pages {} bytes {:?}", p.pages, p.bytes.len(), t.elapsed());
        std::fs::write(out.join(format!("journal{n}.pdf")), p.bytes).unwrap();
    }
    let groups = ["232628", "054692", "338173", "195085", "132495", "223707", "084513", "718036"].map(str::to_owned);
    let p = documents::sheet::recovery_sheet(&documents::sheet::Sheet {
        centre: "Консультационный центр «Росинка»",
        institution: "МБДОУ «Детский сад № 12»",
        town: "г. Зареченск",
        number: 1,
        date: day(2026, 10, 8),
        groups: &groups,
        head_post: "Заведующий",
        head_name: "О. И. Ветрова",
    })
    .unwrap();
    std::fs::write(out.join("sheet.pdf"), p.bytes).unwrap();
    for (c, n) in [(documents::workbook::Copy::Upload, "upload"), (documents::workbook::Copy::Centre, "centre")] {
        std::fs::write(out.join(format!("{n}.xlsx")), documents::workbook::quarter(&report(), c).unwrap()).unwrap();
    }
}
