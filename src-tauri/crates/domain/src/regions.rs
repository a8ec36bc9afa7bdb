//! The federal subjects: what they are called, what time most people there live by, and whether they have
//! days off of their own.
//!
//! Keys follow ISO 3166-2:RU where it has one.

use holidays_ru::regions as overlays;
use holidays_ru::{Calendar, DayFlags, Resolved};

/// A federal subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Region {
    /// «RU-TA»
    pub key: &'static str,
    /// «Республика Татарстан»
    pub name: &'static str,
    /// IANA zone most people of the region live by.
    pub zone: &'static str,
}

/// A time zone a centre may choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Zone {
    /// «Europe/Moscow»
    pub key: &'static str,
    /// «Москва (UTC+3)»
    pub label: &'static str,
}

const fn region(key: &'static str, name: &'static str, zone: &'static str) -> Region {
    Region { key, name, zone }
}

const KALININGRAD: &str = "Europe/Kaliningrad";
const MOSCOW: &str = "Europe/Moscow";
const SAMARA: &str = "Europe/Samara";
const YEKATERINBURG: &str = "Asia/Yekaterinburg";
const KRASNOYARSK: &str = "Asia/Krasnoyarsk";
const IRKUTSK: &str = "Asia/Irkutsk";
const YAKUTSK: &str = "Asia/Yakutsk";
const VLADIVOSTOK: &str = "Asia/Vladivostok";

/// All subjects, in the alphabet's order of the word people look for.
pub const REGIONS: &[Region] = &[
    region("RU-AD", "Республика Адыгея", MOSCOW),
    region("RU-ALT", "Алтайский край", "Asia/Barnaul"),
    region("RU-AL", "Республика Алтай", "Asia/Barnaul"),
    region("RU-AMU", "Амурская область", YAKUTSK),
    region("RU-ARK", "Архангельская область", MOSCOW),
    region("RU-AST", "Астраханская область", "Europe/Astrakhan"),
    region("RU-BA", "Республика Башкортостан", YEKATERINBURG),
    region("RU-BEL", "Белгородская область", MOSCOW),
    region("RU-BRY", "Брянская область", MOSCOW),
    region("RU-BU", "Республика Бурятия", IRKUTSK),
    region("RU-VLA", "Владимирская область", MOSCOW),
    region("RU-VGG", "Волгоградская область", "Europe/Volgograd"),
    region("RU-VLG", "Вологодская область", MOSCOW),
    region("RU-VOR", "Воронежская область", MOSCOW),
    region("RU-DA", "Республика Дагестан", MOSCOW),
    region("RU-DON", "Донецкая Народная Республика", MOSCOW),
    region("RU-YEV", "Еврейская автономная область", VLADIVOSTOK),
    region("RU-ZAB", "Забайкальский край", "Asia/Chita"),
    region("RU-ZAP", "Запорожская область", MOSCOW),
    region("RU-IVA", "Ивановская область", MOSCOW),
    region("RU-IN", "Республика Ингушетия", MOSCOW),
    region("RU-IRK", "Иркутская область", IRKUTSK),
    region("RU-KB", "Кабардино-Балкарская Республика", MOSCOW),
    region("RU-KGD", "Калининградская область", KALININGRAD),
    region("RU-KL", "Республика Калмыкия", MOSCOW),
    region("RU-KLU", "Калужская область", MOSCOW),
    region("RU-KAM", "Камчатский край", "Asia/Kamchatka"),
    region("RU-KC", "Карачаево-Черкесская Республика", MOSCOW),
    region("RU-KR", "Республика Карелия", MOSCOW),
    region("RU-KEM", "Кемеровская область — Кузбасс", "Asia/Novokuznetsk"),
    region("RU-KIR", "Кировская область", "Europe/Kirov"),
    region("RU-KO", "Республика Коми", MOSCOW),
    region("RU-KOS", "Костромская область", MOSCOW),
    region("RU-KDA", "Краснодарский край", MOSCOW),
    region("RU-KYA", "Красноярский край", KRASNOYARSK),
    region("RU-CR", "Республика Крым", "Europe/Simferopol"),
    region("RU-KGN", "Курганская область", YEKATERINBURG),
    region("RU-KRS", "Курская область", MOSCOW),
    region("RU-LEN", "Ленинградская область", MOSCOW),
    region("RU-LIP", "Липецкая область", MOSCOW),
    region("RU-LUG", "Луганская Народная Республика", MOSCOW),
    region("RU-MAG", "Магаданская область", "Asia/Magadan"),
    region("RU-ME", "Республика Марий Эл", MOSCOW),
    region("RU-MO", "Республика Мордовия", MOSCOW),
    region("RU-MOW", "Москва", MOSCOW),
    region("RU-MOS", "Московская область", MOSCOW),
    region("RU-MUR", "Мурманская область", MOSCOW),
    region("RU-NEN", "Ненецкий автономный округ", MOSCOW),
    region("RU-NIZ", "Нижегородская область", MOSCOW),
    region("RU-NGR", "Новгородская область", MOSCOW),
    region("RU-NVS", "Новосибирская область", "Asia/Novosibirsk"),
    region("RU-OMS", "Омская область", "Asia/Omsk"),
    region("RU-ORE", "Оренбургская область", YEKATERINBURG),
    region("RU-ORL", "Орловская область", MOSCOW),
    region("RU-PNZ", "Пензенская область", MOSCOW),
    region("RU-PER", "Пермский край", YEKATERINBURG),
    region("RU-PRI", "Приморский край", VLADIVOSTOK),
    region("RU-PSK", "Псковская область", MOSCOW),
    region("RU-ROS", "Ростовская область", MOSCOW),
    region("RU-RYA", "Рязанская область", MOSCOW),
    region("RU-SAM", "Самарская область", SAMARA),
    region("RU-SPE", "Санкт-Петербург", MOSCOW),
    region("RU-SAR", "Саратовская область", "Europe/Saratov"),
    region("RU-SAK", "Сахалинская область", "Asia/Sakhalin"),
    region("RU-SVE", "Свердловская область", YEKATERINBURG),
    region("RU-SEV", "Севастополь", "Europe/Simferopol"),
    region("RU-SE", "Республика Северная Осетия — Алания", MOSCOW),
    region("RU-SMO", "Смоленская область", MOSCOW),
    region("RU-STA", "Ставропольский край", MOSCOW),
    region("RU-TAM", "Тамбовская область", MOSCOW),
    region("RU-TA", "Республика Татарстан", MOSCOW),
    region("RU-TVE", "Тверская область", MOSCOW),
    region("RU-TOM", "Томская область", "Asia/Tomsk"),
    region("RU-TUL", "Тульская область", MOSCOW),
    region("RU-TY", "Республика Тыва", KRASNOYARSK),
    region("RU-TYU", "Тюменская область", YEKATERINBURG),
    region("RU-UD", "Удмуртская Республика", SAMARA),
    region("RU-ULY", "Ульяновская область", "Europe/Ulyanovsk"),
    region("RU-KHA", "Хабаровский край", VLADIVOSTOK),
    region("RU-KK", "Республика Хакасия", KRASNOYARSK),
    region("RU-KHM", "Ханты-Мансийский автономный округ — Югра", YEKATERINBURG),
    region("RU-KHE", "Херсонская область", MOSCOW),
    region("RU-CHE", "Челябинская область", YEKATERINBURG),
    region("RU-CE", "Чеченская Республика", MOSCOW),
    region("RU-CU", "Чувашская Республика", MOSCOW),
    region("RU-CHU", "Чукотский автономный округ", "Asia/Anadyr"),
    region("RU-SA", "Республика Саха (Якутия)", YAKUTSK),
    region("RU-YAN", "Ямало-Ненецкий автономный округ", YEKATERINBURG),
    region("RU-YAR", "Ярославская область", MOSCOW),
];

const fn zone(key: &'static str, label: &'static str) -> Zone {
    Zone { key, label }
}

/// Every zone a Russian town may live by, from west to east. Zones of one offset differ only in the past.
pub const ZONES: &[Zone] = &[
    zone(KALININGRAD, "Калининград (UTC+2)"),
    zone(MOSCOW, "Москва (UTC+3)"),
    zone("Europe/Simferopol", "Симферополь, Севастополь (UTC+3)"),
    zone("Europe/Kirov", "Киров (UTC+3)"),
    zone("Europe/Volgograd", "Волгоград (UTC+3)"),
    zone("Europe/Astrakhan", "Астрахань (UTC+4)"),
    zone(SAMARA, "Самара, Ижевск (UTC+4)"),
    zone("Europe/Saratov", "Саратов (UTC+4)"),
    zone("Europe/Ulyanovsk", "Ульяновск (UTC+4)"),
    zone(YEKATERINBURG, "Екатеринбург, Уфа, Пермь (UTC+5)"),
    zone("Asia/Omsk", "Омск (UTC+6)"),
    zone("Asia/Novosibirsk", "Новосибирск (UTC+7)"),
    zone("Asia/Barnaul", "Барнаул, Горно-Алтайск (UTC+7)"),
    zone("Asia/Tomsk", "Томск (UTC+7)"),
    zone("Asia/Novokuznetsk", "Кемерово, Новокузнецк (UTC+7)"),
    zone(KRASNOYARSK, "Красноярск, Абакан, Кызыл (UTC+7)"),
    zone(IRKUTSK, "Иркутск, Улан-Удэ (UTC+8)"),
    zone("Asia/Chita", "Чита (UTC+9)"),
    zone(YAKUTSK, "Якутск, Благовещенск (UTC+9)"),
    zone("Asia/Khandyga", "Хандыга (UTC+9)"),
    zone(VLADIVOSTOK, "Владивосток, Хабаровск (UTC+10)"),
    zone("Asia/Ust-Nera", "Усть-Нера (UTC+10)"),
    zone("Asia/Magadan", "Магадан (UTC+11)"),
    zone("Asia/Sakhalin", "Южно-Сахалинск (UTC+11)"),
    zone("Asia/Srednekolymsk", "Среднеколымск, Северо-Курильск (UTC+11)"),
    zone("Asia/Kamchatka", "Петропавловск-Камчатский (UTC+12)"),
    zone("Asia/Anadyr", "Анадырь (UTC+12)"),
];

/// The region of a key.
pub fn find(key: &str) -> Option<&'static Region> {
    REGIONS.iter().find(|region| region.key == key)
}

/// The zone of an IANA name.
pub fn find_zone(key: &str) -> Option<&'static Zone> {
    ZONES.iter().find(|zone| zone.key == key)
}

impl Region {
    /// Whether days off of the region's own are known.
    pub fn has_own_days(self) -> bool {
        overlay(self.key).is_some()
    }
}

/// Answers what a region adds to the federal calendar on a day.
pub(crate) type Overlay = fn(i32, u8, u8) -> Option<Resolved<DayFlags>>;

/// The region's own days off, where the calendar knows of any.
pub(crate) fn overlay(key: &str) -> Option<Overlay> {
    Some(match key {
        "RU-AD" => overlays::Adygea::flags_ymd,
        "RU-AL" => overlays::AltaiRepublic::flags_ymd,
        "RU-BA" => overlays::Bashkortostan::flags_ymd,
        "RU-BEL" => overlays::BelgorodOblast::flags_ymd,
        "RU-BRY" => overlays::BryanskOblast::flags_ymd,
        "RU-BU" => overlays::Buryatia::flags_ymd,
        "RU-CE" => overlays::Chechnya::flags_ymd,
        "RU-CU" => overlays::Chuvashia::flags_ymd,
        "RU-CR" => overlays::Crimea::flags_ymd,
        "RU-DA" => overlays::Dagestan::flags_ymd,
        "RU-IN" => overlays::Ingushetia::flags_ymd,
        "RU-IRK" => overlays::IrkutskOblast::flags_ymd,
        "RU-KB" => overlays::KabardinoBalkaria::flags_ymd,
        "RU-KC" => overlays::KarachayCherkessia::flags_ymd,
        "RU-KDA" => overlays::KrasnodarKrai::flags_ymd,
        "RU-KL" => overlays::Kalmykia::flags_ymd,
        "RU-MO" => overlays::Mordovia::flags_ymd,
        "RU-OMS" => overlays::OmskOblast::flags_ymd,
        "RU-PNZ" => overlays::PenzaOblast::flags_ymd,
        "RU-SAR" => overlays::SaratovOblast::flags_ymd,
        "RU-SE" => overlays::NorthOssetiaAlania::flags_ymd,
        "RU-STA" => overlays::StavropolKrai::flags_ymd,
        "RU-TA" => overlays::Tatarstan::flags_ymd,
        "RU-TY" => overlays::Tuva::flags_ymd,
        "RU-ZAB" => overlays::ZabaykalskyKrai::flags_ymd,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_subject_stands_once_under_its_own_key() {
        let keys: BTreeSet<_> = REGIONS.iter().map(|region| region.key).collect();
        let names: BTreeSet<_> = REGIONS.iter().map(|region| region.name).collect();
        assert_eq!((REGIONS.len(), keys.len(), names.len()), (89, 89, 89));
    }

    #[test]
    fn every_region_lives_by_a_zone_that_can_be_chosen() {
        for region in REGIONS {
            assert!(find_zone(region.zone).is_some(), "{} {}", region.key, region.zone);
        }
        let keys: BTreeSet<_> = ZONES.iter().map(|zone| zone.key).collect();
        assert_eq!(keys.len(), ZONES.len());
    }

    #[test]
    fn the_regions_of_the_orders_are_found_with_their_days() {
        for (key, name, own_days) in [
            ("RU-KDA", "Краснодарский край", true),
            ("RU-TA", "Республика Татарстан", true),
            ("RU-LIP", "Липецкая область", false),
            ("RU-BA", "Республика Башкортостан", true),
        ] {
            let region = find(key).unwrap();
            assert_eq!((region.name, region.has_own_days()), (name, own_days));
        }
        assert_eq!(find("RU-XX"), None);
        assert_eq!(REGIONS.iter().filter(|region| region.has_own_days()).count(), 25);
    }
}
