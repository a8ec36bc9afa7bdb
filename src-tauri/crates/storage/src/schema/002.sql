-- The second step: what the main job needs beyond the first schema. Not released yet, so still open.
--
-- Conventions as in 001.sql. One section a topic.

-- ── ratings: by month, so that a report never reads the ratings of other years ────────────
CREATE INDEX rating_by_month ON rating (month, in_time, positive);

-- ── events: time of day, certificates, versions, annulment ────────────────────────────────
ALTER TABLE event ADD COLUMN starts TEXT NOT NULL DEFAULT '';
ALTER TABLE event ADD COLUMN series TEXT;
ALTER TABLE event ADD COLUMN annulled_at INTEGER;
ALTER TABLE event ADD COLUMN annulled_on TEXT;
ALTER TABLE event ADD COLUMN annul_reason TEXT;
ALTER TABLE event_leader ADD COLUMN position INTEGER NOT NULL DEFAULT 0;
ALTER TABLE event_participant ADD COLUMN given INTEGER NOT NULL DEFAULT 0;
CREATE INDEX event_by_time ON event (starts, number);

-- A name on the list, apart from the list: personal data, absent for «Анонимно».
CREATE TABLE event_participant_name (
    event_id     BLOB NOT NULL,
    position     INTEGER NOT NULL,
    name         TEXT NOT NULL,
    PRIMARY KEY (event_id, position),
    FOREIGN KEY (event_id, position) REFERENCES event_participant (event_id, position)
) STRICT, WITHOUT ROWID;

-- What an event said at each saving, without the names of its participants.
CREATE TABLE event_version (
    event_id     BLOB NOT NULL REFERENCES event (id),
    version      INTEGER NOT NULL,
    saved_at     INTEGER NOT NULL,
    saved_by     BLOB NOT NULL REFERENCES account (id),
    reason       TEXT,
    content      TEXT NOT NULL,
    PRIMARY KEY (event_id, version)
) STRICT;
CREATE TRIGGER event_version_is_final BEFORE UPDATE ON event_version
BEGIN SELECT RAISE(ABORT, 'a saved version is final'); END;
CREATE TRIGGER event_version_stays BEFORE DELETE ON event_version
BEGIN SELECT RAISE(ABORT, 'a saved version is final'); END;
CREATE TRIGGER event_stays BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'an event is annulled, never deleted'); END;

-- ── bookings: what was warned of, no-shows; requests: wishes and their end without a consultation ──
-- Keys of what stood against the promise, parted by spaces, and why it was made all the same.
ALTER TABLE booking ADD COLUMN cautions TEXT NOT NULL DEFAULT '';
ALTER TABLE booking ADD COLUMN caution_reason TEXT NOT NULL DEFAULT '';
-- state also 'missed': nobody came
ALTER TABLE booking ADD COLUMN ended_at INTEGER;
-- Times given back that still lie ahead.
CREATE INDEX booking_given_back ON booking (starts) WHERE state IN ('moved', 'cancelled');
-- 'working', 'evening', 'day_off'
ALTER TABLE request ADD COLUMN wish_window TEXT;
ALTER TABLE request ADD COLUMN minding INTEGER NOT NULL DEFAULT 0;
-- «больше не придёт»: not held for good, with the reason
ALTER TABLE request ADD COLUMN lapsed_on TEXT;
ALTER TABLE request ADD COLUMN lapse_reason TEXT;
-- ── the centre's card: where it can be reached ────────────────────────────────────────────
ALTER TABLE centre ADD COLUMN phone TEXT NOT NULL DEFAULT '';
ALTER TABLE centre ADD COLUMN email TEXT NOT NULL DEFAULT '';
ALTER TABLE centre ADD COLUMN version INTEGER NOT NULL DEFAULT 1;

-- ── search: what is looked for stands apart from what is read ─────────────────────────────
-- Words and marks are made by `domain::search` and kept by `storage::search` in the transaction of the
-- change; the program fills these tables for records made under the first schema.
--
-- The place of a request in the search order: minutes since 1970 of its civil moment (the end of its signed
-- record, else the receipt) × 4096, and a running number within the minute. Newest first is place downwards,
-- and a span of days is a span of places.
CREATE TABLE search_place (
    place        INTEGER PRIMARY KEY,
    request_id   BLOB NOT NULL UNIQUE REFERENCES request (id)
) STRICT;

-- One column a class of those who may read it, so that no query can hit what its asker may not see:
-- mark   numbers, days, codes, keys of lists: everyone
-- people names, phones, wishes: the administrator, the head, the consultants of the request
-- heard  the recipient's own words: the administrator, the consultants of the request
-- noted  note, advice, words to the outcome: the consultants of the record, and who alone signed it
CREATE VIRTUAL TABLE search USING fts5 (
    mark, people, heard, noted,
    content = '', contentless_delete = 1, detail = column, prefix = '1 2 3', tokenize = "ascii tokenchars '=/-_'"
);
-- Words ever kept: the endings of a long beginning are read here instead of being merged in memory.
CREATE TABLE search_word (
    word         TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;
CREATE VIRTUAL TABLE search_kept USING fts5vocab (search, row);

-- People by any part of the name or the phone; the row is the code.
CREATE VIRTUAL TABLE person_search USING fts5 (
    words,
    content = '', contentless_delete = 1, detail = none, prefix = '1 2 3', tokenize = "ascii tokenchars '=/-_~'"
);

-- ── consultations: what follows what, and whose words wait where ──────────────────────────
CREATE INDEX request_follows ON request (follows) WHERE follows IS NOT NULL;
CREATE INDEX draft_of_subject ON draft (form, subject);

-- ── history: the latest instant it knows, for a computer whose clock went back ────────────
CREATE INDEX audit_by_instant ON audit (at);

-- ── reports: what is counted, apart from the words that make the records long ─────────────
CREATE INDEX version_counted ON consultation_version (
    consultation_id, version, form, means, kind, direction, outcome, ground, failure, child_months, survey_filled,
    feedback_on, late_by_wish, quality_offered, evidence_kind, evidence_place
);
CREATE INDEX request_counted ON request (
    id, number, year, received, registered_on, annulled_at, channel, late_by_wish, child_months, evidence_kind,
    evidence_place, lapsed_on
);

-- ── consultants: what they are trained in, their category; the centre's working day ───────
ALTER TABLE consultant ADD COLUMN training TEXT NOT NULL DEFAULT '';
ALTER TABLE consultant ADD COLUMN category TEXT NOT NULL DEFAULT '';
-- When working time ends and «после работы» begins, HH:MM.
ALTER TABLE centre ADD COLUMN day_ends TEXT NOT NULL DEFAULT '17:00';

-- ── control: what the sixth page was refused for ──────────────────────────────────────────
-- One a day and consultation; neither the texts asked for nor the person stand here.
CREATE TABLE handout_refusal (
    request_id   BLOB NOT NULL REFERENCES request (id),
    refused_on   TEXT NOT NULL,
    -- in all, with what was given before
    pages        INTEGER NOT NULL,
    allowed      INTEGER NOT NULL,
    refused_by   BLOB NOT NULL REFERENCES account (id),
    PRIMARY KEY (request_id, refused_on)
) STRICT, WITHOUT ROWID;
CREATE INDEX handout_refusal_by_day ON handout_refusal (refused_on);

-- ── consultations: what a порядок asks beside the usual, kept with the signed version ─────
ALTER TABLE version_attempt ADD COLUMN permitted_at TEXT;
ALTER TABLE version_attempt ADD COLUMN told_how TEXT;
ALTER TABLE version_attempt ADD COLUMN helped_by TEXT;

-- One row where any of it was said; absent from the usual record.
CREATE TABLE version_more (
    consultation_id BLOB NOT NULL,
    version      INTEGER NOT NULL,
    dispatch_first INTEGER NOT NULL,
    from_home    INTEGER NOT NULL,
    -- absent: no letter; the day and the number may be missing from one
    reply_number TEXT,
    reply_sent_on TEXT,
    reply_official INTEGER NOT NULL,
    feedback_form TEXT,
    consent_number TEXT,
    consent_on   TEXT,
    recipient_records INTEGER NOT NULL,
    initiative   TEXT,
    out_of_competence INTEGER NOT NULL,
    child_help   INTEGER NOT NULL,
    -- what was sent by e-mail, and the address where its keeping was consented to
    materials    TEXT,
    materials_address TEXT,
    -- why the signer went on over what the порядок warned of
    caution_reason TEXT NOT NULL,
    PRIMARY KEY (consultation_id, version),
    FOREIGN KEY (consultation_id, version) REFERENCES consultation_version (consultation_id, version)
) STRICT, WITHOUT ROWID;

-- Means used beside the main one.
CREATE TABLE version_means (
    consultation_id BLOB NOT NULL,
    version      INTEGER NOT NULL,
    position     INTEGER NOT NULL,
    means        TEXT NOT NULL,
    PRIMARY KEY (consultation_id, version, position),
    FOREIGN KEY (consultation_id, version) REFERENCES consultation_version (consultation_id, version)
) STRICT, WITHOUT ROWID;

-- Rules the signer went on over, with the words that were said.
CREATE TABLE version_caution (
    consultation_id BLOB NOT NULL,
    version      INTEGER NOT NULL,
    position     INTEGER NOT NULL,
    rule         TEXT NOT NULL,
    words        TEXT NOT NULL,
    PRIMARY KEY (consultation_id, version, position),
    FOREIGN KEY (consultation_id, version) REFERENCES consultation_version (consultation_id, version)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER more_is_final BEFORE UPDATE OF consultation_id, version, dispatch_first, from_home, reply_number,
    reply_sent_on, reply_official, feedback_form, consent_number, consent_on, recipient_records, initiative,
    out_of_competence, child_help ON version_more
BEGIN SELECT RAISE(ABORT, 'a signed version is final'); END;
CREATE TRIGGER more_words_are_only_erased BEFORE UPDATE OF materials, materials_address, caution_reason ON version_more
    WHEN coalesce(NEW.materials, '') NOT IN ('', OLD.materials)
        OR coalesce(NEW.materials_address, '') NOT IN ('', OLD.materials_address)
        OR NEW.caution_reason NOT IN ('', OLD.caution_reason)
BEGIN SELECT RAISE(ABORT, 'a signed version is final'); END;
CREATE TRIGGER more_stays BEFORE DELETE ON version_more
BEGIN SELECT RAISE(ABORT, 'a signed version is final'); END;
CREATE TRIGGER means_are_final BEFORE UPDATE ON version_means
BEGIN SELECT RAISE(ABORT, 'a signed version is final'); END;
CREATE TRIGGER means_stay BEFORE DELETE ON version_means
BEGIN SELECT RAISE(ABORT, 'a signed version is final'); END;
CREATE TRIGGER caution_is_final BEFORE UPDATE ON version_caution
BEGIN SELECT RAISE(ABORT, 'a signed version is final'); END;
CREATE TRIGGER caution_stays BEFORE DELETE ON version_caution
BEGIN SELECT RAISE(ABORT, 'a signed version is final'); END;

-- A note read by the head with a reason, written down before it is shown (R120).
CREATE TABLE note_reading (
    consultation_id BLOB NOT NULL REFERENCES consultation (id),
    version      INTEGER NOT NULL,
    read_at      INTEGER NOT NULL,
    read_by      BLOB NOT NULL REFERENCES account (id),
    reason       TEXT NOT NULL,
    PRIMARY KEY (consultation_id, read_at, read_by)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER note_reading_is_final BEFORE UPDATE OF consultation_id, version, read_at, read_by ON note_reading
BEGIN SELECT RAISE(ABORT, 'history is final'); END;
CREATE TRIGGER note_reading_words_are_only_erased BEFORE UPDATE OF reason ON note_reading
    WHEN NEW.reason NOT IN ('', OLD.reason)
BEGIN SELECT RAISE(ABORT, 'history is final'); END;
CREATE TRIGGER note_reading_stays BEFORE DELETE ON note_reading
BEGIN SELECT RAISE(ABORT, 'history is final'); END;

-- ── intake: how a promise is held, who was told of it, what was prepared; letters and their terms ──
-- 'home', 'organisation', 'study', 'event'; the address stands in `place` of 001.sql and is personal data
ALTER TABLE booking ADD COLUMN place_kind TEXT;
ALTER TABLE booking ADD COLUMN transport TEXT NOT NULL DEFAULT '';
-- Keys of the list of equipment, parted by spaces.
ALTER TABLE booking ADD COLUMN equipment TEXT NOT NULL DEFAULT '';
ALTER TABLE booking ADD COLUMN minding_room BLOB REFERENCES room (id);
-- 'center', 'recipient': whose wish the second consultant is
ALTER TABLE booking ADD COLUMN others_by TEXT;
-- The leader first, then the others in the order they were named.
ALTER TABLE booking_hold ADD COLUMN position INTEGER NOT NULL DEFAULT 0;

-- The recipient was told of the time: by what channel, when, by whom; with the instruction or without.
CREATE TABLE booking_told (
    booking_id   BLOB NOT NULL REFERENCES booking (id),
    position     INTEGER NOT NULL,
    told         TEXT NOT NULL,
    channel      TEXT NOT NULL,
    instruction  INTEGER NOT NULL,
    told_by      BLOB NOT NULL REFERENCES account (id),
    PRIMARY KEY (booking_id, position)
) STRICT, WITHOUT ROWID;

-- Checked before a distance consultation.
CREATE TABLE booking_prepared (
    booking_id   BLOB NOT NULL REFERENCES booking (id),
    -- 'workplace', 'equipment', 'program'
    item         TEXT NOT NULL,
    prepared     TEXT NOT NULL,
    prepared_by  BLOB NOT NULL REFERENCES account (id),
    PRIMARY KEY (booking_id, item)
) STRICT, WITHOUT ROWID;

-- The centre's account in a means of distance and how to join, as letters say it.
CREATE TABLE means_guide (
    means        TEXT PRIMARY KEY,
    account      TEXT NOT NULL,
    instruction  TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The specialist a letter is addressed to, its incoming day and number, whether a survey asked it.
ALTER TABLE request ADD COLUMN owner BLOB REFERENCES consultant (id);
ALTER TABLE request ADD COLUMN incoming_number TEXT NOT NULL DEFAULT '';
ALTER TABLE request ADD COLUMN incoming_on TEXT;
ALTER TABLE request ADD COLUMN from_survey INTEGER NOT NULL DEFAULT 0;
-- Days of the letters that went out: what invites, what answers.
ALTER TABLE request ADD COLUMN invited_on TEXT;
ALTER TABLE request ADD COLUMN answered_on TEXT;
ALTER TABLE request ADD COLUMN cautions TEXT NOT NULL DEFAULT '';
ALTER TABLE request ADD COLUMN caution_reason TEXT NOT NULL DEFAULT '';

-- Journals made before have no list of equipment; a new one gets it with the other lists.
INSERT INTO list_item (list, key, label, position)
SELECT 'equipment', key, label, position FROM (
    SELECT 'laptop' AS key, 'ноутбук' AS label, 1 AS position
    UNION ALL SELECT 'internet', 'мобильный интернет', 2
    UNION ALL SELECT 'screen', 'экран или планшет для показа', 3
    UNION ALL SELECT 'documents', 'тексты законов и бланки', 4
    UNION ALL SELECT 'handouts', 'раздатки', 5
    UNION ALL SELECT 'toys', 'игрушки для ребёнка', 6
) WHERE EXISTS (SELECT 1 FROM list_item);

-- ── copies: read again and found spoilt, the second place, the list of destructions ───────
ALTER TABLE copy ADD COLUMN bytes INTEGER NOT NULL DEFAULT 0;
-- Read again after its making; `proven_at` is the last reading that found it whole.
ALTER TABLE copy ADD COLUMN reread_at INTEGER;
ALTER TABLE copy ADD COLUMN damaged_at INTEGER;
ALTER TABLE copy ADD COLUMN second_at INTEGER;

-- A folder the person chose for second copies: a path of one computer, never shown outside of it.
CREATE TABLE copy_place (
    one          INTEGER PRIMARY KEY CHECK (one = 1),
    path         TEXT NOT NULL,
    chosen_at    INTEGER NOT NULL
) STRICT;

-- What restorings left the head to do about people, sheets and destructions, in the words it was said. What is
-- done stays here until the next restoring, so that a slip of the hand can be taken back.
CREATE TABLE restored_matter (
    number       INTEGER PRIMARY KEY,
    done         INTEGER NOT NULL DEFAULT 0 CHECK (done IN (0, 1)),
    -- It says which sheet opens the journal: a later one of these takes its place.
    of_sheet     INTEGER NOT NULL CHECK (of_sheet IN (0, 1)),
    words        TEXT NOT NULL
) STRICT;

-- The key of the list of destructions that lies beside the copies.
CREATE TABLE destruction_list (
    one          INTEGER PRIMARY KEY CHECK (one = 1),
    id           BLOB NOT NULL,
    key          BLOB NOT NULL
) STRICT;

-- What was destroyed: kinds and ids of records, so that it can be done again in an older copy.
CREATE TABLE destruction_record (
    destruction_id BLOB NOT NULL REFERENCES destruction (id),
    subject      TEXT NOT NULL,
    subject_id   BLOB NOT NULL,
    PRIMARY KEY (destruction_id, subject, subject_id)
) STRICT, WITHOUT ROWID;

-- ── history: how contents are compared, what a порядок said before it was replaced ────────
-- By which reading the content hash was made; 0 for lines without one and for those of the first schema.
ALTER TABLE audit ADD COLUMN form INTEGER NOT NULL DEFAULT 0;

CREATE TABLE profile_replaced (
    valid_from   TEXT NOT NULL,
    replaced_at  INTEGER NOT NULL,
    replaced_by  BLOB,
    document     TEXT NOT NULL,
    added_at     INTEGER NOT NULL,
    added_by     BLOB
) STRICT;
CREATE INDEX profile_replaced_by_day ON profile_replaced (valid_from, replaced_at);
CREATE TRIGGER profile_replaced_is_final BEFORE UPDATE ON profile_replaced
BEGIN SELECT RAISE(ABORT, 'history is final'); END;
CREATE TRIGGER profile_replaced_stays BEFORE DELETE ON profile_replaced
BEGIN SELECT RAISE(ABORT, 'history is final'); END;

-- ── accounts: each change of one is a version ─────────────────────────────────────────────
ALTER TABLE account ADD COLUMN version INTEGER NOT NULL DEFAULT 1;

-- ── months and quarters: why closed over what lacked, what a print says, what was put right afterwards ──
-- Why it was closed although something was warned of.
ALTER TABLE month ADD COLUMN reason TEXT NOT NULL DEFAULT '';
ALTER TABLE month_print ADD COLUMN made_on TEXT NOT NULL DEFAULT '';
ALTER TABLE month_print ADD COLUMN pages INTEGER NOT NULL DEFAULT 0;
-- With a cover and the slip for the thread.
ALTER TABLE month_print ADD COLUMN bound INTEGER NOT NULL DEFAULT 0;
-- The journal as this print says it, coded: a later print changes only the lines of corrected records.
ALTER TABLE month_print ADD COLUMN content TEXT NOT NULL DEFAULT '';

-- Written by every door that changes a closed month, in the transaction of the change.
CREATE TABLE month_correction (
    year         INTEGER NOT NULL,
    month        INTEGER NOT NULL,
    number       INTEGER NOT NULL,
    corrected_at INTEGER NOT NULL,
    corrected_on TEXT NOT NULL,
    corrected_by BLOB NOT NULL REFERENCES account (id),
    -- Lines of the history before it: what came after a seal is told by this, whatever the clock said.
    chain_length INTEGER NOT NULL,
    reason       TEXT NOT NULL,
    -- 'request', 'event'
    subject      TEXT NOT NULL,
    subject_id   BLOB NOT NULL,
    -- The first print that tells of it; absent until it is made.
    print        INTEGER,
    PRIMARY KEY (year, month, number),
    FOREIGN KEY (year, month) REFERENCES month (year, month)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER month_stays_closed BEFORE UPDATE ON month WHEN OLD.closed_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a closed month stays closed'); END;
CREATE TRIGGER month_stays BEFORE DELETE ON month WHEN OLD.closed_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a closed month stays closed'); END;
CREATE TRIGGER month_print_is_final BEFORE UPDATE ON month_print
BEGIN SELECT RAISE(ABORT, 'a kept print is final'); END;
CREATE TRIGGER month_print_stays BEFORE DELETE ON month_print
BEGIN SELECT RAISE(ABORT, 'a kept print is final'); END;
CREATE TRIGGER quarter_seal_is_final BEFORE UPDATE ON quarter_seal
BEGIN SELECT RAISE(ABORT, 'a sent quarter is final'); END;
CREATE TRIGGER quarter_seal_stays BEFORE DELETE ON quarter_seal
BEGIN SELECT RAISE(ABORT, 'a sent quarter is final'); END;
CREATE TRIGGER month_correction_is_final BEFORE UPDATE OF year, month, number, corrected_at, corrected_on, corrected_by,
    chain_length, subject, subject_id ON month_correction
BEGIN SELECT RAISE(ABORT, 'history is final'); END;
CREATE TRIGGER month_correction_words_are_only_erased BEFORE UPDATE OF reason ON month_correction
    WHEN NEW.reason NOT IN ('', OLD.reason)
BEGIN SELECT RAISE(ABORT, 'history is final'); END;
CREATE TRIGGER month_correction_is_printed_once BEFORE UPDATE OF print ON month_correction WHEN OLD.print IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'history is final'); END;
CREATE TRIGGER month_correction_stays BEFORE DELETE ON month_correction
BEGIN SELECT RAISE(ABORT, 'history is final'); END;
