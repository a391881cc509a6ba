CREATE TABLE calendars (
	name TEXT COLLATE "C" NOT NULL,
	revision TEXT COLLATE "C" NOT NULL,
	seq BIGINT NOT NULL,
	recorded_at BIGINT NOT NULL,
	body TEXT NOT NULL,
	CONSTRAINT pk_calendars PRIMARY KEY (name, revision),
	CONSTRAINT uq_calendars_name_seq UNIQUE (name, seq)
)
-- next
CREATE TABLE cases (
	id TEXT COLLATE "C" NOT NULL,
	number TEXT NOT NULL,
	number_key TEXT COLLATE "C" NOT NULL,
	workflow TEXT COLLATE "C" NOT NULL,
	version BIGINT NOT NULL,
	state TEXT COLLATE "C" NOT NULL,
	stage TEXT COLLATE "C",
	final TEXT COLLATE "C",
	home TEXT COLLATE "C" NOT NULL,
	organisation TEXT COLLATE "C",
	root_id TEXT COLLATE "C" NOT NULL,
	parent_id TEXT COLLATE "C",
	parent_field TEXT COLLATE "C",
	secret BIGINT NOT NULL,
	title TEXT NOT NULL,
	opened_on TEXT COLLATE "C" NOT NULL,
	opened_at BIGINT NOT NULL,
	children BIGINT NOT NULL,
	closed_on TEXT COLLATE "C",
	closed_at BIGINT,
	next_due_at BIGINT,
	seq BIGINT NOT NULL,
	head TEXT COLLATE "C" NOT NULL,
	body TEXT NOT NULL,
	CONSTRAINT pk_cases PRIMARY KEY (id),
	CONSTRAINT ck_cases_secret_is_a_flag CHECK (secret IN (0, 1)),
	CONSTRAINT ck_cases_final_is_known CHECK (final IN ('done', 'void')),
	CONSTRAINT ck_cases_closed_when_final CHECK ((final IS NULL) = (closed_at IS NULL)),
	CONSTRAINT ck_cases_closed_on_and_at CHECK ((closed_on IS NULL) = (closed_at IS NULL)),
	CONSTRAINT ck_cases_nothing_due_when_final CHECK (final IS NULL OR next_due_at IS NULL),
	CONSTRAINT ck_cases_root_has_no_parent CHECK ((parent_id IS NULL) = (root_id = id)),
	CONSTRAINT ck_cases_field_of_a_parent CHECK (parent_field IS NULL OR parent_id IS NOT NULL),
	CONSTRAINT ck_cases_children_count_up CHECK (children >= 0),
	CONSTRAINT ck_cases_version_counts_from_1 CHECK (version >= 1),
	CONSTRAINT uq_cases_number_key UNIQUE (number_key),
	CONSTRAINT fk_cases_root_id FOREIGN KEY(root_id) REFERENCES cases (id) DEFERRABLE INITIALLY DEFERRED,
	CONSTRAINT fk_cases_parent_id FOREIGN KEY(parent_id) REFERENCES cases (id) DEFERRABLE INITIALLY DEFERRED
)
-- next
CREATE INDEX ix_cases_next_due_at ON cases (next_due_at, id) WHERE next_due_at IS NOT NULL
-- next
CREATE INDEX ix_cases_organisation ON cases (organisation, id)
-- next
CREATE INDEX ix_cases_parent_id ON cases (parent_id, id)
-- next
CREATE INDEX ix_cases_root_id_next_due_at ON cases (root_id, next_due_at, id)
-- next
CREATE INDEX ix_cases_workflow_state ON cases (workflow, state, id)
-- next
CREATE TABLE counters (
	office TEXT COLLATE "C" NOT NULL,
	series TEXT COLLATE "C" NOT NULL,
	year BIGINT NOT NULL,
	value BIGINT NOT NULL,
	CONSTRAINT pk_counters PRIMARY KEY (office, series, year),
	CONSTRAINT ck_counters_counts_up CHECK (value >= 0)
)
-- next
CREATE TABLE definitions (
	workflow TEXT COLLATE "C" NOT NULL,
	version BIGINT NOT NULL,
	text TEXT NOT NULL,
	hash TEXT COLLATE "C" NOT NULL,
	compiled TEXT NOT NULL,
	compiled_format BIGINT NOT NULL,
	published_at BIGINT NOT NULL,
	published_by TEXT COLLATE "C" NOT NULL,
	CONSTRAINT pk_definitions PRIMARY KEY (workflow, version),
	CONSTRAINT ck_definitions_counted_from_1 CHECK (version >= 1)
)
-- next
CREATE TABLE directory_revisions (
	revision TEXT COLLATE "C" NOT NULL,
	seq BIGINT NOT NULL,
	recorded_at BIGINT NOT NULL,
	body TEXT NOT NULL,
	CONSTRAINT pk_directory_revisions PRIMARY KEY (revision),
	CONSTRAINT uq_directory_revisions_seq UNIQUE (seq)
)
-- next
CREATE TABLE meta (
	key TEXT COLLATE "C" NOT NULL,
	value TEXT NOT NULL,
	CONSTRAINT pk_meta PRIMARY KEY (key)
)
-- next
CREATE TABLE organisations (
	id TEXT COLLATE "C" NOT NULL,
	name_zh TEXT NOT NULL,
	name_en TEXT NOT NULL,
	kind TEXT COLLATE "C" NOT NULL,
	level TEXT COLLATE "C",
	superior TEXT COLLATE "C",
	serves TEXT COLLATE "C",
	sector TEXT COLLATE "C",
	since TEXT COLLATE "C",
	until TEXT COLLATE "C",
	CONSTRAINT pk_organisations PRIMARY KEY (id)
)
-- next
CREATE TABLE people (
	id TEXT COLLATE "C" NOT NULL,
	name_zh TEXT NOT NULL,
	name_en TEXT NOT NULL,
	CONSTRAINT pk_people PRIMARY KEY (id)
)
-- next
CREATE TABLE posts (
	place BIGINT NOT NULL,
	organisation TEXT COLLATE "C" NOT NULL,
	office TEXT COLLATE "C" NOT NULL,
	person TEXT COLLATE "C" NOT NULL,
	since TEXT COLLATE "C",
	until TEXT COLLATE "C",
	CONSTRAINT pk_posts PRIMARY KEY (place)
)
-- next
CREATE TABLE profiles (
	name TEXT COLLATE "C" NOT NULL,
	revision TEXT COLLATE "C" NOT NULL,
	seq BIGINT NOT NULL,
	recorded_at BIGINT NOT NULL,
	body TEXT NOT NULL,
	CONSTRAINT pk_profiles PRIMARY KEY (name, revision),
	CONSTRAINT uq_profiles_name_seq UNIQUE (name, seq)
)
-- next
CREATE TABLE deadline_spans (
	case_id TEXT COLLATE "C" NOT NULL,
	deadline TEXT COLLATE "C" NOT NULL,
	generation BIGINT NOT NULL,
	seq BIGINT NOT NULL,
	term BIGINT NOT NULL,
	status TEXT COLLATE "C" NOT NULL,
	governing BIGINT NOT NULL,
	started_on TEXT COLLATE "C" NOT NULL,
	due_on TEXT COLLATE "C",
	due_at BIGINT,
	from_at BIGINT NOT NULL,
	recorded_at BIGINT NOT NULL,
	CONSTRAINT pk_deadline_spans PRIMARY KEY (case_id, deadline, generation, seq),
	CONSTRAINT ck_deadline_spans_governing_is_a_flag CHECK (governing IN (0, 1)),
	CONSTRAINT ck_deadline_spans_status_is_known CHECK (status IN ('running', 'suspended', 'met', 'met_late', 'cancelled', 'superseded', 'missed')),
	CONSTRAINT ck_deadline_spans_due_on_and_at CHECK ((due_on IS NULL) = (due_at IS NULL)),
	CONSTRAINT fk_deadline_spans_case_id FOREIGN KEY(case_id) REFERENCES cases (id)
)
-- next
CREATE TABLE deadlines (
	case_id TEXT COLLATE "C" NOT NULL,
	name TEXT COLLATE "C" NOT NULL,
	generation BIGINT NOT NULL,
	term BIGINT NOT NULL,
	status TEXT COLLATE "C" NOT NULL,
	soft BIGINT NOT NULL,
	governing BIGINT NOT NULL,
	started_on TEXT COLLATE "C" NOT NULL,
	started_at BIGINT NOT NULL,
	due_on TEXT COLLATE "C",
	due_at BIGINT,
	provisional BIGINT NOT NULL,
	ended_on TEXT COLLATE "C",
	ended_at BIGINT,
	next_step TEXT COLLATE "C",
	next_at BIGINT,
	CONSTRAINT pk_deadlines PRIMARY KEY (case_id, name, generation),
	CONSTRAINT ck_deadlines_soft_is_a_flag CHECK (soft IN (0, 1)),
	CONSTRAINT ck_deadlines_governing_is_a_flag CHECK (governing IN (0, 1)),
	CONSTRAINT ck_deadlines_provisional_is_a_flag CHECK (provisional IN (0, 1)),
	CONSTRAINT ck_deadlines_status_is_known CHECK (status IN ('running', 'suspended', 'met', 'met_late', 'cancelled', 'superseded', 'missed')),
	CONSTRAINT ck_deadlines_due_on_and_at CHECK ((due_on IS NULL) = (due_at IS NULL)),
	CONSTRAINT ck_deadlines_ended_when_over CHECK ((ended_at IS NULL) = (status IN ('running', 'suspended'))),
	CONSTRAINT ck_deadlines_ended_on_and_at CHECK ((ended_on IS NULL) = (ended_at IS NULL)),
	CONSTRAINT ck_deadlines_counted_from_1 CHECK (generation >= 1 AND term >= 1),
	CONSTRAINT fk_deadlines_case_id FOREIGN KEY(case_id) REFERENCES cases (id)
)
-- next
CREATE INDEX ix_deadlines_running_due_at ON deadlines (due_at, case_id) WHERE status = 'running'
-- next
CREATE TABLE history (
	case_id TEXT COLLATE "C" NOT NULL,
	seq BIGINT NOT NULL,
	kind TEXT COLLATE "C" NOT NULL,
	event TEXT COLLATE "C" NOT NULL,
	source TEXT COLLATE "C",
	target TEXT COLLATE "C",
	actor TEXT COLLATE "C" NOT NULL,
	occurred_at BIGINT NOT NULL,
	recorded_at BIGINT NOT NULL,
	text TEXT NOT NULL,
	hash TEXT COLLATE "C" NOT NULL,
	previous TEXT COLLATE "C" NOT NULL,
	hash_version BIGINT NOT NULL,
	CONSTRAINT pk_history PRIMARY KEY (case_id, seq),
	CONSTRAINT ck_history_counted_from_1 CHECK (seq >= 1),
	CONSTRAINT fk_history_case_id FOREIGN KEY(case_id) REFERENCES cases (id)
)
-- next
CREATE TABLE imports (
	key TEXT COLLATE "C" NOT NULL,
	case_id TEXT COLLATE "C" NOT NULL,
	CONSTRAINT pk_imports PRIMARY KEY (key),
	CONSTRAINT fk_imports_case_id FOREIGN KEY(case_id) REFERENCES cases (id) DEFERRABLE INITIALLY DEFERRED
)
-- next
CREATE TABLE outbox (
	key TEXT COLLATE "C" NOT NULL,
	case_id TEXT COLLATE "C" NOT NULL,
	seq BIGINT NOT NULL,
	kind TEXT COLLATE "C" NOT NULL,
	roles TEXT NOT NULL,
	about TEXT NOT NULL,
	occurred_at BIGINT NOT NULL,
	send_after BIGINT NOT NULL,
	status TEXT COLLATE "C" NOT NULL,
	attempts BIGINT NOT NULL,
	lease_until BIGINT,
	sent_at BIGINT,
	error TEXT,
	CONSTRAINT pk_outbox PRIMARY KEY (key),
	CONSTRAINT ck_outbox_status_is_known CHECK (status IN ('waiting', 'leased', 'sent', 'parked')),
	CONSTRAINT ck_outbox_leased_until CHECK ((status = 'leased') = (lease_until IS NOT NULL)),
	CONSTRAINT ck_outbox_sent_when_sent CHECK ((status = 'sent') = (sent_at IS NOT NULL)),
	CONSTRAINT ck_outbox_parked_with_a_reason CHECK (status <> 'parked' OR error IS NOT NULL),
	CONSTRAINT ck_outbox_attempts_count_up CHECK (attempts >= 0),
	CONSTRAINT fk_outbox_case_id FOREIGN KEY(case_id) REFERENCES cases (id)
)
-- next
CREATE INDEX ix_outbox_case_id ON outbox (case_id)
-- next
CREATE INDEX ix_outbox_to_send ON outbox (send_after, key) WHERE status IN ('waiting', 'leased')
-- next
CREATE TABLE papers (
	key TEXT COLLATE "C" NOT NULL,
	case_id TEXT COLLATE "C" NOT NULL,
	seq BIGINT NOT NULL,
	document TEXT COLLATE "C" NOT NULL,
	addressees TEXT NOT NULL,
	copies TEXT NOT NULL,
	drafted_at BIGINT NOT NULL,
	status TEXT COLLATE "C" NOT NULL,
	number TEXT,
	signed_by TEXT COLLATE "C",
	signed_at BIGINT,
	CONSTRAINT pk_papers PRIMARY KEY (key),
	CONSTRAINT fk_papers_case_id FOREIGN KEY(case_id) REFERENCES cases (id)
)
-- next
CREATE INDEX ix_papers_case_id ON papers (case_id)
-- next
CREATE TABLE steps (
	case_id TEXT COLLATE "C" NOT NULL,
	deadline TEXT COLLATE "C" NOT NULL,
	generation BIGINT NOT NULL,
	term BIGINT NOT NULL,
	step TEXT COLLATE "C" NOT NULL,
	seq BIGINT NOT NULL,
	occurred_at BIGINT NOT NULL,
	recorded_at BIGINT NOT NULL,
	CONSTRAINT pk_steps PRIMARY KEY (case_id, deadline, generation, term, step),
	CONSTRAINT fk_steps_case_id FOREIGN KEY(case_id) REFERENCES cases (id)
)
-- next
CREATE TABLE private_texts (
	case_id TEXT COLLATE "C" NOT NULL,
	seq BIGINT NOT NULL,
	field TEXT COLLATE "C" NOT NULL,
	salt TEXT COLLATE "C",
	text TEXT,
	commitment TEXT COLLATE "C" NOT NULL,
	CONSTRAINT pk_private_texts PRIMARY KEY (case_id, seq, field),
	CONSTRAINT fk_private_texts_case_id_seq FOREIGN KEY(case_id, seq) REFERENCES history (case_id, seq),
	CONSTRAINT ck_private_texts_erased_whole CHECK ((salt IS NULL) = (text IS NULL))
)
-- next
CREATE FUNCTION patrol_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is only ever appended to', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$
-- next
CREATE FUNCTION patrol_all_moved(written bigint, expected bigint) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
  IF written <> expected THEN
    RAISE EXCEPTION '% of % cases had moved on', expected - written, expected
      USING ERRCODE = 'PTC01';
  END IF;
  RETURN true;
END
$$
-- next
CREATE TRIGGER history_no_change BEFORE UPDATE OR DELETE ON history FOR EACH ROW EXECUTE FUNCTION patrol_append_only()
-- next
ALTER TABLE history ENABLE ALWAYS TRIGGER history_no_change
-- next
CREATE TRIGGER history_no_truncate BEFORE TRUNCATE ON history FOR EACH STATEMENT EXECUTE FUNCTION patrol_append_only()
-- next
ALTER TABLE history ENABLE ALWAYS TRIGGER history_no_truncate
-- next
CREATE TRIGGER deadline_spans_no_change BEFORE UPDATE OR DELETE ON deadline_spans FOR EACH ROW EXECUTE FUNCTION patrol_append_only()
-- next
ALTER TABLE deadline_spans ENABLE ALWAYS TRIGGER deadline_spans_no_change
-- next
CREATE TRIGGER deadline_spans_no_truncate BEFORE TRUNCATE ON deadline_spans FOR EACH STATEMENT EXECUTE FUNCTION patrol_append_only()
-- next
ALTER TABLE deadline_spans ENABLE ALWAYS TRIGGER deadline_spans_no_truncate
