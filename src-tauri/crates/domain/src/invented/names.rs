//! Invented people: common given names, surnames that nobody bears, phones that cannot be rung.

use super::chance::Chance;
use super::ids::Ids;
use crate::ids::RecipientId;
use crate::lists::RecipientKind;

/// Word stems; «-ин», «-ина» is added.
const SURNAMES: [&str; 60] = [
    "Ромашк",
    "Облачк",
    "Полянк",
    "Ручейк",
    "Капельк",
    "Снежинк",
    "Звёздочк",
    "Фонарик",
    "Лужайк",
    "Тропинк",
    "Радужк",
    "Светлячк",
    "Берёзк",
    "Клубничк",
    "Одуванчик",
    "Василёчк",
    "Незабудк",
    "Ландышк",
    "Карусельк",
    "Скворечк",
    "Теремк",
    "Лоскутк",
    "Кораблик",
    "Парусинк",
    "Маячк",
    "Ключик",
    "Колокольчик",
    "Бубенчик",
    "Дудочк",
    "Свирельк",
    "Матрёшк",
    "Неваляшк",
    "Пирамидк",
    "Кубик",
    "Мозаичк",
    "Пуговк",
    "Шнурочк",
    "Тапочк",
    "Варежк",
    "Шарфик",
    "Сугробк",
    "Льдинк",
    "Росинк",
    "Травинк",
    "Пёрышк",
    "Ёлочк",
    "Шишечк",
    "Желудёчк",
    "Рябинк",
    "Малинк",
    "Смородинк",
    "Ватрушк",
    "Плюшк",
    "Бубличк",
    "Крендельк",
    "Пряничк",
    "Изюмк",
    "Ягодк",
    "Синичк",
    "Щегольк",
];
const WOMEN: [&str; 40] = [
    "Анна",
    "Мария",
    "Елена",
    "Ольга",
    "Наталья",
    "Екатерина",
    "Татьяна",
    "Ирина",
    "Светлана",
    "Юлия",
    "Анастасия",
    "Дарья",
    "Алёна",
    "Ксения",
    "Вера",
    "Надежда",
    "Любовь",
    "Полина",
    "Виктория",
    "Марина",
    "Галина",
    "Людмила",
    "Евгения",
    "Яна",
    "Алина",
    "Оксана",
    "Лариса",
    "Инна",
    "Тамара",
    "Нина",
    "Әлфия",
    "Гүзәл",
    "Ләйсән",
    "Айгуль",
    "Диляра",
    "Зухра",
    "Фёкла",
    "Варвара",
    "София",
    "Кира",
];
const MEN: [&str; 24] = [
    "Алексей",
    "Сергей",
    "Андрей",
    "Дмитрий",
    "Иван",
    "Пётр",
    "Николай",
    "Михаил",
    "Артём",
    "Семён",
    "Фёдор",
    "Павел",
    "Роман",
    "Илья",
    "Тимур",
    "Ринат",
    "Марат",
    "Айдар",
    "Степан",
    "Глеб",
    "Егор",
    "Юрий",
    "Олег",
    "Максим",
];
/// Stems of patronymics; «-вна», «-вич» is added.
const FATHERS: [&str; 30] = [
    "Алексее",
    "Сергее",
    "Андрее",
    "Дмитрие",
    "Ивано",
    "Петро",
    "Николае",
    "Михайло",
    "Артёмо",
    "Семёно",
    "Фёдоро",
    "Павло",
    "Романо",
    "Тимуро",
    "Ринато",
    "Марато",
    "Айдаро",
    "Степано",
    "Глебо",
    "Егоро",
    "Юрье",
    "Олего",
    "Максимо",
    "Викторо",
    "Борисо",
    "Льво",
    "Рашидо",
    "Ильдаро",
    "Константино",
    "Василье",
];
const CATEGORIES: [&str; 12] = [
    "not_attending",
    "large_family",
    "special_needs",
    "single_parent",
    "svo",
    "bilingual",
    "home_education",
    "disabled",
    "hardship",
    "foster",
    "guardians",
    "adoptive",
];

/// Someone of the invented town.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    pub id: RecipientId,
    pub kind: RecipientKind,
    pub categories: Vec<&'static str>,
    pub name: String,
    /// Digits in the one kept form; the code +7 000 is given to nobody.
    pub phone: String,
    pub email: String,
    pub woman: bool,
}

/// Which people a number counts: parents and representatives, or those who wish to take a child.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Circle {
    Parents,
    Adopters,
}

/// The person of a number: always the same for one seed, so nobody has to be remembered.
pub fn person(seed: u64, ids: &Ids, circle: Circle, number: u64) -> Person {
    let place = match circle {
        Circle::Parents => number,
        Circle::Adopters => 1 << 40 | number,
    };
    let mut chance = Chance::of(seed, &[1, place]);
    let woman = chance.percent(82);
    let kind = match circle {
        Circle::Adopters => RecipientKind::Adopter,
        Circle::Parents if number % 19 == 5 => RecipientKind::Representative,
        Circle::Parents => RecipientKind::Parent,
    };
    let mut categories = Vec::new();
    if kind != RecipientKind::Adopter {
        for share in [45, 12] {
            if chance.percent(share) {
                categories.push(chance.first_rows(&CATEGORIES));
            }
        }
        categories.dedup();
    }
    // 7919 and the range share no divisor: no phone comes twice.
    let line = (place % 5_000_000) * 7_919 % 5_000_000 + if circle == Circle::Adopters { 5_000_000 } else { 0 };
    let email = if chance.percent(22) { format!("semya{number}@uchebny.example") } else { String::new() };
    Person {
        id: RecipientId(ids.of(super::ids::Noun::Recipient, place)),
        kind,
        categories,
        name: name(&mut chance, woman),
        phone: format!("+7000{line:07}"),
        email,
        woman,
    }
}

fn name(chance: &mut Chance, woman: bool) -> String {
    let family = surname(chance.pick(&SURNAMES), woman);
    // One in twenty bears two surnames: there is more than one Ромашкина Анна in a town.
    let family =
        if chance.percent(5) { format!("{family}-{}", surname(chance.pick(&SURNAMES), woman)) } else { family };
    let given = chance.pick(if woman { &WOMEN[..] } else { &MEN[..] });
    let father = chance.pick(&FATHERS);
    format!("{family} {given} {father}{}", if woman { "вна" } else { "вич" })
}

fn surname(stem: &str, woman: bool) -> String {
    format!("{stem}{}", if woman { "ина" } else { "ин" })
}
