-- The first schema. Released steps are never edited; what comes later is a new step.
--
-- Ids are UUIDv7 as 16 bytes. Instants are UTC milliseconds since 1970. Civil moments are text
-- 'YYYY-MM-DDTHH:MM' in the centre's zone, civil days 'YYYY-MM-DD': both sort as they read.
-- Lists are rows with keys, so nothing here limits what a key may be.

-- ── the centre and its keys ───────────────────────────────────────────────────────────────
CREATE TABLE centre (
    one          INTEGER PRIMARY KEY CHECK (one = 1),
    journal_id   BLOB NOT NULL,
    -- changes with every restore, so that rotation of copies touches its own branch only
    branch_id    BLOB NOT NULL,
    institution  TEXT NOT NULL,
    name         TEXT NOT NULL,
    town         TEXT NOT NULL,
    region       TEXT NOT NULL,
    zone         TEXT NOT NULL,
    created_at   INTEGER NOT NULL
) STRICT;

-- Public halves of the slots: taken from here when sealing, never from the slot file.
CREATE TABLE slot (
    id           BLOB PRIMARY KEY,
    kind         TEXT NOT NULL,
    account_id   BLOB REFERENCES account (id),
    public_half  BLOB NOT NULL,
    generation   INTEGER NOT NULL,
    made_at      INTEGER NOT NULL,
    ended_at     INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE sheet (
    number       INTEGER PRIMARY KEY,
    slot_id      BLOB NOT NULL REFERENCES slot (id),
    made_on      TEXT NOT NULL,
    replaced_on  TEXT,
    tried_on     TEXT
) STRICT;

CREATE TABLE copy (
    id           BLOB PRIMARY KEY,
    branch_id    BLOB NOT NULL,
    key          BLOB NOT NULL,
    place        TEXT NOT NULL,
    made_at      INTEGER NOT NULL,
    proven_at    INTEGER,
    manifest     TEXT NOT NULL,
    sheet_number INTEGER,
    removed_at   INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX copy_by_age ON copy (made_at);

-- ── the порядок, lists, days, numbers ─────────────────────────────────────────────────────
CREATE TABLE profile_version (
    valid_from   TEXT PRIMARY KEY,
    document     TEXT NOT NULL,
    added_at     INTEGER NOT NULL,
    added_by     BLOB
) STRICT, WITHOUT ROWID;

CREATE TABLE list_item (
    list         TEXT NOT NULL,
    key          TEXT NOT NULL,
    label        TEXT NOT NULL,
    hint         TEXT,
    -- what the program must understand of the row: the kind of a means, contacts of an organisation
    data         TEXT,
    position     INTEGER NOT NULL,
    valid_from   TEXT,
    valid_to     TEXT,
    PRIMARY KEY (list, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE calendar_day (
    day          TEXT PRIMARY KEY,
    kind         TEXT NOT NULL,
    words        TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- A number once given is never given again; a restore jumps past the highest known.
CREATE TABLE number_series (
    series       TEXT NOT NULL,
    year         INTEGER NOT NULL,
    last         INTEGER NOT NULL,
    PRIMARY KEY (series, year)
) STRICT, WITHOUT ROWID;

-- ── staff ─────────────────────────────────────────────────────────────────────────────────
CREATE TABLE account (
    id           BLOB PRIMARY KEY,
    name         TEXT NOT NULL,
    label        TEXT NOT NULL,
    post         TEXT NOT NULL,
    consultant_id BLOB REFERENCES consultant (id),
    -- «ответственный за персональные данные» is a mark, not a role
    keeper_of_data INTEGER NOT NULL DEFAULT 0,
    added_at     INTEGER NOT NULL,
    removed_at   INTEGER
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX account_label ON account (label) WHERE removed_at IS NULL;

CREATE TABLE account_role (
    account_id   BLOB NOT NULL REFERENCES account (id),
    role         TEXT NOT NULL,
    PRIMARY KEY (account_id, role)
) STRICT, WITHOUT ROWID;

CREATE TABLE room (
    id           BLOB PRIMARY KEY,
    name         TEXT NOT NULL,
    accessible   INTEGER NOT NULL,
    active       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE consultant (
    id           BLOB PRIMARY KEY,
    name         TEXT NOT NULL,
    post         TEXT NOT NULL,
    education    TEXT NOT NULL DEFAULT '',
    trained_on   TEXT,
    contract     TEXT NOT NULL DEFAULT '',
    undertaking_on TEXT,
    room_id      BLOB REFERENCES room (id),
    active       INTEGER NOT NULL,
    version      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE consultant_hours (
    consultant_id BLOB NOT NULL REFERENCES consultant (id),
    weekday      INTEGER NOT NULL,
    starts       TEXT NOT NULL,
    ends         TEXT NOT NULL,
    PRIMARY KEY (consultant_id, weekday, starts)
) STRICT, WITHOUT ROWID;

CREATE TABLE consultant_exception (
    consultant_id BLOB NOT NULL REFERENCES consultant (id),
    position     INTEGER NOT NULL,
    first_day    TEXT NOT NULL,
    last_day     TEXT NOT NULL,
    starts       TEXT,
    ends         TEXT,
    words        TEXT NOT NULL,
    PRIMARY KEY (consultant_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE consultant_topic (
    consultant_id BLOB NOT NULL REFERENCES consultant (id),
    topic        TEXT NOT NULL,
    PRIMARY KEY (consultant_id, topic)
) STRICT, WITHOUT ROWID;

-- ── people helped: the code here, the person in a table of its own ────────────────────────
CREATE TABLE recipient (
    id           BLOB PRIMARY KEY,
    code         INTEGER NOT NULL UNIQUE,
    kind         TEXT NOT NULL,
    version      INTEGER NOT NULL,
    added_at     INTEGER NOT NULL,
    destroyed_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE recipient_category (
    recipient_id BLOB NOT NULL REFERENCES recipient (id),
    category     TEXT NOT NULL,
    PRIMARY KEY (recipient_id, category)
) STRICT, WITHOUT ROWID;

CREATE TABLE recipient_person (
    recipient_id BLOB PRIMARY KEY REFERENCES recipient (id),
    name         TEXT NOT NULL,
    -- lower case, ё as е: what is searched
    name_norm    TEXT NOT NULL,
    phone        TEXT NOT NULL,
    email        TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX recipient_person_name ON recipient_person (name_norm);
CREATE INDEX recipient_person_phone ON recipient_person (phone) WHERE phone <> '';

-- ── requests ──────────────────────────────────────────────────────────────────────────────
CREATE TABLE request (
    id           BLOB PRIMARY KEY,
    year         INTEGER NOT NULL,
    number       INTEGER NOT NULL,
    origin       TEXT NOT NULL,
    foreign_number TEXT,
    -- the request this one continues («следующая встреча»)
    follows      BLOB REFERENCES request (id),
    channel      TEXT NOT NULL,
    passed_by    TEXT NOT NULL,
    received     TEXT NOT NULL,
    registered_at INTEGER NOT NULL,
    registered_on TEXT NOT NULL,
    registered_by BLOB NOT NULL REFERENCES account (id),
    form         TEXT NOT NULL,
    means        TEXT,
    attends      INTEGER,
    -- on the day of the request
    child_months INTEGER,
    about        TEXT NOT NULL,
    wish         TEXT NOT NULL,
    wished_consultant BLOB REFERENCES consultant (id),
    wish_binding INTEGER NOT NULL DEFAULT 0,
    late_by_wish INTEGER NOT NULL DEFAULT 0,
    evidence_kind TEXT,
    evidence_place TEXT,
    annulled_at  INTEGER,
    annulled_on  TEXT,
    annul_reason TEXT,
    version      INTEGER NOT NULL,
    UNIQUE (year, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX request_by_registration ON request (registered_on, number);
CREATE INDEX request_by_receipt ON request (received);

-- One or two people (rules §12.4); an anonymous one has no recipient row.
CREATE TABLE request_participant (
    request_id   BLOB NOT NULL REFERENCES request (id),
    position     INTEGER NOT NULL,
    recipient_id BLOB REFERENCES recipient (id),
    kind         TEXT NOT NULL,
    -- a contact an anonymous person left: personal data, erased when the service is closed
    contact      TEXT,
    PRIMARY KEY (request_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX request_participant_person ON request_participant (recipient_id) WHERE recipient_id IS NOT NULL;

CREATE TABLE request_category (
    request_id   BLOB NOT NULL REFERENCES request (id),
    category     TEXT NOT NULL,
    PRIMARY KEY (request_id, category)
) STRICT, WITHOUT ROWID;

CREATE TABLE request_topic (
    request_id   BLOB NOT NULL REFERENCES request (id),
    position     INTEGER NOT NULL,
    topic        TEXT NOT NULL,
    PRIMARY KEY (request_id, position)
) STRICT, WITHOUT ROWID;

-- Requests still on the way: kept small, so that the first screen never grows with the journal.
CREATE TABLE request_open (
    request_id   BLOB PRIMARY KEY REFERENCES request (id)
) STRICT, WITHOUT ROWID;

-- ── bookings: a chain for each request ────────────────────────────────────────────────────
CREATE TABLE booking (
    id           BLOB PRIMARY KEY,
    request_id   BLOB NOT NULL REFERENCES request (id),
    previous_id  BLOB REFERENCES booking (id),
    consultant_id BLOB NOT NULL REFERENCES consultant (id),
    room_id      BLOB REFERENCES room (id),
    form         TEXT NOT NULL,
    means        TEXT,
    place        TEXT NOT NULL DEFAULT '',
    starts       TEXT NOT NULL,
    ends         TEXT NOT NULL,
    minutes      INTEGER NOT NULL,
    -- 'live', 'moved', 'cancelled', 'used'
    state        TEXT NOT NULL,
    ended_reason TEXT,
    -- an outing's window blocks its whole length
    is_window    INTEGER NOT NULL DEFAULT 0,
    child_minding INTEGER NOT NULL DEFAULT 0,
    made_at      INTEGER NOT NULL,
    made_by      BLOB NOT NULL REFERENCES account (id),
    version      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX booking_of_request ON booking (request_id, starts);
CREATE INDEX booking_by_time ON booking (starts);
CREATE UNIQUE INDEX booking_one_live ON booking (request_id) WHERE state = 'live';

-- Whose time a booking holds: one row for each consultant of it.
CREATE TABLE booking_hold (
    booking_id   BLOB NOT NULL REFERENCES booking (id),
    consultant_id BLOB NOT NULL REFERENCES consultant (id),
    starts       TEXT NOT NULL,
    ends         TEXT NOT NULL,
    live         INTEGER NOT NULL,
    PRIMARY KEY (booking_id, consultant_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX booking_hold_time ON booking_hold (consultant_id, starts) WHERE live = 1;

-- Two live promises of one consultant at one time cannot be written, whatever the program thinks.
CREATE TRIGGER booking_hold_taken BEFORE INSERT ON booking_hold WHEN NEW.live = 1
BEGIN
    SELECT RAISE(ABORT, 'time taken')
    WHERE EXISTS (
        SELECT 1 FROM booking_hold
        WHERE consultant_id = NEW.consultant_id AND live = 1
          AND starts < NEW.ends AND NEW.starts < ends
    );
END;
CREATE TRIGGER booking_hold_retaken BEFORE UPDATE ON booking_hold WHEN NEW.live = 1
BEGIN
    SELECT RAISE(ABORT, 'time taken')
    WHERE EXISTS (
        SELECT 1 FROM booking_hold
        WHERE consultant_id = NEW.consultant_id AND live = 1 AND booking_id <> NEW.booking_id
          AND starts < NEW.ends AND NEW.starts < ends
    );
END;

-- ── consultations: signed versions that carry their attempts ──────────────────────────────
CREATE TABLE consultation (
    id           BLOB PRIMARY KEY,
    request_id   BLOB NOT NULL UNIQUE REFERENCES request (id),
    version      INTEGER NOT NULL,
    -- of the version in force: what periods and lists are cut by
    completed_on TEXT NOT NULL,
    completed    TEXT NOT NULL,
    consultant_id BLOB NOT NULL REFERENCES consultant (id),
    outcome      TEXT NOT NULL,
    -- overlaps another record of the same consultant: recorded with a mark, never refused
    overlaps     INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX consultation_by_day ON consultation (completed);
CREATE INDEX consultation_by_consultant ON consultation (consultant_id, completed);

CREATE TABLE consultation_version (
    consultation_id BLOB NOT NULL REFERENCES consultation (id),
    version      INTEGER NOT NULL,
    signed_at    INTEGER NOT NULL,
    signed_on    TEXT NOT NULL,
    signed_by    BLOB NOT NULL REFERENCES account (id),
    reason       TEXT,
    form         TEXT NOT NULL,
    means        TEXT,
    kind         TEXT NOT NULL,
    direction    TEXT,
    outcome      TEXT NOT NULL,
    ground       TEXT,
    failure      TEXT,
    outcome_words TEXT NOT NULL,
    satisfied    TEXT,
    note         TEXT NOT NULL,
    advice       TEXT NOT NULL,
    -- absent: the child was not there; empty: was there, no reason asked
    child_present TEXT,
    child_months INTEGER,
    quality_offered INTEGER NOT NULL,
    evidence_kind TEXT,
    evidence_place TEXT,
    late_by_wish INTEGER NOT NULL DEFAULT 0,
    -- a survey counts with both marks (R093)
    survey_filled INTEGER NOT NULL DEFAULT 0,
    feedback_on  TEXT,
    PRIMARY KEY (consultation_id, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE version_attempt (
    consultation_id BLOB NOT NULL,
    version      INTEGER NOT NULL,
    position     INTEGER NOT NULL,
    started      TEXT NOT NULL,
    ended        TEXT NOT NULL,
    -- 'held' or the key of the failure
    outcome      TEXT NOT NULL,
    permitted_by TEXT,
    told_at      TEXT,
    PRIMARY KEY (consultation_id, version, position),
    FOREIGN KEY (consultation_id, version) REFERENCES consultation_version (consultation_id, version)
) STRICT, WITHOUT ROWID;

CREATE INDEX version_attempt_failed ON version_attempt (started) WHERE outcome <> 'held';

CREATE TABLE version_topic (
    consultation_id BLOB NOT NULL,
    version      INTEGER NOT NULL,
    position     INTEGER NOT NULL,
    topic        TEXT NOT NULL,
    PRIMARY KEY (consultation_id, version, position),
    FOREIGN KEY (consultation_id, version) REFERENCES consultation_version (consultation_id, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE version_consultant (
    consultation_id BLOB NOT NULL,
    version      INTEGER NOT NULL,
    position     INTEGER NOT NULL,
    consultant_id BLOB NOT NULL REFERENCES consultant (id),
    PRIMARY KEY (consultation_id, version, position),
    FOREIGN KEY (consultation_id, version) REFERENCES consultation_version (consultation_id, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE version_organisation (
    consultation_id BLOB NOT NULL,
    version      INTEGER NOT NULL,
    position     INTEGER NOT NULL,
    organisation TEXT NOT NULL,
    PRIMARY KEY (consultation_id, version, position),
    FOREIGN KEY (consultation_id, version) REFERENCES consultation_version (consultation_id, version)
) STRICT, WITHOUT ROWID;

-- Signed versions are added, never rewritten or taken away. Only the words that may be personal data
-- can be erased, when they are destroyed.
CREATE TRIGGER version_is_final BEFORE UPDATE OF consultation_id, version, signed_at, signed_on, signed_by, form, means,
    kind, direction, outcome, ground, failure, satisfied, child_months, quality_offered, evidence_kind, late_by_wish,
    survey_filled, feedback_on ON consultation_version
BEGIN SELECT RAISE(ABORT, 'a signed version is final'); END;
CREATE TRIGGER version_words_are_only_erased
    BEFORE UPDATE OF reason, outcome_words, note, advice, child_present, evidence_place ON consultation_version
    WHEN coalesce(NEW.reason, '') NOT IN ('', OLD.reason) OR NEW.outcome_words NOT IN ('', OLD.outcome_words)
        OR NEW.note NOT IN ('', OLD.note) OR NEW.advice NOT IN ('', OLD.advice)
        OR coalesce(NEW.child_present, '') NOT IN ('', OLD.child_present)
        OR coalesce(NEW.evidence_place, '') NOT IN ('', OLD.evidence_place)
BEGIN SELECT RAISE(ABORT, 'a signed version is final'); END;
CREATE TRIGGER version_stays BEFORE DELETE ON consultation_version
BEGIN SELECT RAISE(ABORT, 'a signed version is final'); END;
CREATE TRIGGER attempt_is_final BEFORE UPDATE ON version_attempt
BEGIN SELECT RAISE(ABORT, 'a signed version is final'); END;
CREATE TRIGGER attempt_stays BEFORE DELETE ON version_attempt
BEGIN SELECT RAISE(ABORT, 'a signed version is final'); END;
CREATE TRIGGER topic_is_final BEFORE UPDATE ON version_topic
BEGIN SELECT RAISE(ABORT, 'a signed version is final'); END;
CREATE TRIGGER topic_stays BEFORE DELETE ON version_topic
BEGIN SELECT RAISE(ABORT, 'a signed version is final'); END;
CREATE TRIGGER consultants_are_final BEFORE UPDATE ON version_consultant
BEGIN SELECT RAISE(ABORT, 'a signed version is final'); END;
CREATE TRIGGER consultants_stay BEFORE DELETE ON version_consultant
BEGIN SELECT RAISE(ABORT, 'a signed version is final'); END;
CREATE TRIGGER organisation_is_final BEFORE UPDATE ON version_organisation
BEGIN SELECT RAISE(ABORT, 'a signed version is final'); END;
CREATE TRIGGER organisation_stays BEFORE DELETE ON version_organisation
BEGIN SELECT RAISE(ABORT, 'a signed version is final'); END;

-- ── drafts: outside audit and search, erased at signing ───────────────────────────────────
CREATE TABLE draft (
    account_id   BLOB NOT NULL REFERENCES account (id),
    form         TEXT NOT NULL,
    subject      TEXT NOT NULL,
    body         TEXT NOT NULL,
    saved        TEXT NOT NULL,
    PRIMARY KEY (account_id, form, subject)
) STRICT;

-- ── periods ───────────────────────────────────────────────────────────────────────────────
CREATE TABLE month (
    year         INTEGER NOT NULL,
    month        INTEGER NOT NULL,
    closed_at    INTEGER,
    closed_on    TEXT,
    closed_by    BLOB REFERENCES account (id),
    chain_head   BLOB,
    PRIMARY KEY (year, month)
) STRICT, WITHOUT ROWID;

-- A порядок never begins inside or before a month that is closed: its days are judged already.
CREATE TRIGGER profile_after_closed_months BEFORE INSERT ON profile_version
WHEN EXISTS (
    SELECT 1 FROM month
    WHERE closed_at IS NOT NULL AND substr(NEW.valid_from, 1, 7) <= printf('%04d-%02d', year, month)
)
BEGIN SELECT RAISE(ABORT, 'a closed month is judged already'); END;

CREATE TABLE month_print (
    year         INTEGER NOT NULL,
    month        INTEGER NOT NULL,
    print        INTEGER NOT NULL,
    corrected    INTEGER NOT NULL,
    bytes        BLOB NOT NULL,
    chain_head   BLOB NOT NULL,
    made_at      INTEGER NOT NULL,
    PRIMARY KEY (year, month, print),
    FOREIGN KEY (year, month) REFERENCES month (year, month)
) STRICT;

CREATE TABLE quarter_seal (
    year         INTEGER NOT NULL,
    quarter      INTEGER NOT NULL,
    sealed_at    INTEGER NOT NULL,
    sealed_on    TEXT NOT NULL,
    sealed_by    BLOB NOT NULL REFERENCES account (id),
    figures      TEXT NOT NULL,
    chain_head   BLOB NOT NULL,
    PRIMARY KEY (year, quarter)
) STRICT, WITHOUT ROWID;

CREATE TABLE plan (
    year         INTEGER NOT NULL,
    figure       TEXT NOT NULL,
    value        INTEGER NOT NULL,
    PRIMARY KEY (year, figure)
) STRICT, WITHOUT ROWID;

-- ── handouts ──────────────────────────────────────────────────────────────────────────────
CREATE TABLE handout_text (
    key          TEXT NOT NULL,
    version      TEXT NOT NULL,
    title        TEXT NOT NULL,
    body         TEXT NOT NULL,
    added_at     INTEGER NOT NULL,
    PRIMARY KEY (key, version)
) STRICT;

CREATE TABLE handout_issue (
    id           BLOB PRIMARY KEY,
    request_id   BLOB NOT NULL REFERENCES request (id),
    -- 'print' or 'save'
    kind         TEXT NOT NULL,
    -- 'begun', 'done', 'failed'
    state        TEXT NOT NULL,
    pages        INTEGER NOT NULL,
    given        TEXT NOT NULL,
    given_at     INTEGER NOT NULL,
    given_by     BLOB NOT NULL REFERENCES account (id),
    spoilt_at    INTEGER,
    version      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX handout_issue_of_request ON handout_issue (request_id, given_at);

CREATE TABLE handout_issue_item (
    issue_id     BLOB NOT NULL REFERENCES handout_issue (id),
    position     INTEGER NOT NULL,
    handout_key  TEXT NOT NULL,
    handout_version TEXT NOT NULL,
    title        TEXT NOT NULL,
    pages        INTEGER NOT NULL,
    PRIMARY KEY (issue_id, position)
) STRICT, WITHOUT ROWID;

-- ── ratings: no key to a consultation, a person, a request or a day ───────────────────────
CREATE TABLE rating (
    -- random, not time-ordered: the id must not tell the day
    id           BLOB PRIMARY KEY,
    month        TEXT NOT NULL,
    form         TEXT NOT NULL,
    kind         TEXT NOT NULL,
    consultant_id BLOB REFERENCES consultant (id),
    in_time      INTEGER NOT NULL,
    positive     INTEGER NOT NULL,
    answers      TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE rating_sum (
    month        TEXT NOT NULL,
    source       TEXT NOT NULL,
    rated        INTEGER NOT NULL,
    positive     INTEGER NOT NULL,
    PRIMARY KEY (month, source)
) STRICT, WITHOUT ROWID;

-- ── events ────────────────────────────────────────────────────────────────────────────────
CREATE TABLE event (
    id           BLOB PRIMARY KEY,
    year         INTEGER NOT NULL,
    number       INTEGER NOT NULL,
    topic        TEXT NOT NULL,
    format       TEXT NOT NULL,
    -- Т2 leaf its format belongs to (rules §12.1)
    leaf         TEXT NOT NULL,
    held_on      TEXT NOT NULL,
    place        TEXT NOT NULL,
    minutes      INTEGER,
    participants INTEGER NOT NULL,
    version      INTEGER NOT NULL,
    UNIQUE (year, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX event_by_day ON event (held_on);

CREATE TABLE event_leader (
    event_id     BLOB NOT NULL REFERENCES event (id),
    consultant_id BLOB NOT NULL REFERENCES consultant (id),
    PRIMARY KEY (event_id, consultant_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE event_participant (
    event_id     BLOB NOT NULL REFERENCES event (id),
    position     INTEGER NOT NULL,
    recipient_id BLOB REFERENCES recipient (id),
    certificate  INTEGER,
    PRIMARY KEY (event_id, position)
) STRICT, WITHOUT ROWID;

-- ── destruction of personal data: codes only ──────────────────────────────────────────────
CREATE TABLE destruction (
    id           BLOB PRIMARY KEY,
    destroyed_at INTEGER NOT NULL,
    account_id   BLOB NOT NULL REFERENCES account (id),
    code         INTEGER NOT NULL,
    categories   TEXT NOT NULL,
    reason       TEXT NOT NULL,
    act          TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- ── history ───────────────────────────────────────────────────────────────────────────────
-- The salt of a record's hashes; destroyed with the record, so that its lines in the chain tell nothing.
CREATE TABLE record_salt (
    subject      TEXT NOT NULL,
    subject_id   BLOB NOT NULL,
    salt         BLOB NOT NULL,
    PRIMARY KEY (subject, subject_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE audit (
    sequence     INTEGER PRIMARY KEY,
    at           INTEGER NOT NULL,
    account_id   BLOB,
    action       TEXT NOT NULL,
    subject      TEXT NOT NULL,
    subject_id   BLOB,
    version      INTEGER,
    content_hash BLOB,
    previous     BLOB NOT NULL,
    hash         BLOB NOT NULL
) STRICT;
CREATE INDEX audit_of_subject ON audit (subject, subject_id);
CREATE TRIGGER audit_is_final BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'history is final'); END;
CREATE TRIGGER audit_stays BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'history is final'); END;
