CREATE TABLE calendars (
	name TEXT NOT NULL,
	revision TEXT NOT NULL,
	seq BIGINT NOT NULL,
	recorded_at BIGINT NOT NULL,
	body TEXT NOT NULL,
	CONSTRAINT pk_calendars PRIMARY KEY (name, revision),
	CONSTRAINT uq_calendars_name_seq UNIQUE (name, seq)
)
-- next
CREATE TABLE cases (
	id TEXT NOT NULL,
	number TEXT NOT NULL,
	number_key TEXT NOT NULL,
	workflow TEXT NOT NULL,
	version BIGINT NOT NULL,
	state TEXT NOT NULL,
	stage TEXT,
	final TEXT,
	home TEXT NOT NULL,
	organisation TEXT,
	root_id TEXT NOT NULL,
	parent_id TEXT,
	parent_field TEXT,
	secret BIGINT NOT NULL,
	title TEXT NOT NULL,
	opened_on TEXT NOT NULL,
	opened_at BIGINT NOT NULL,
	children BIGINT NOT NULL,
	closed_on TEXT,
	closed_at BIGINT,
	next_due_at BIGINT,
	seq BIGINT NOT NULL,
	head TEXT NOT NULL,
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
	office TEXT NOT NULL,
	series TEXT NOT NULL,
	year BIGINT NOT NULL,
	value BIGINT NOT NULL,
	CONSTRAINT pk_counters PRIMARY KEY (office, series, year),
	CONSTRAINT ck_counters_counts_up CHECK (value >= 0)
)
 WITHOUT ROWID
-- next
CREATE TABLE definitions (
	workflow TEXT NOT NULL,
	version BIGINT NOT NULL,
	text TEXT NOT NULL,
	hash TEXT NOT NULL,
	compiled TEXT NOT NULL,
	compiled_format BIGINT NOT NULL,
	published_at BIGINT NOT NULL,
	published_by TEXT NOT NULL,
	CONSTRAINT pk_definitions PRIMARY KEY (workflow, version),
	CONSTRAINT ck_definitions_counted_from_1 CHECK (version >= 1)
)
-- next
CREATE TABLE directory_revisions (
	revision TEXT NOT NULL,
	seq BIGINT NOT NULL,
	recorded_at BIGINT NOT NULL,
	body TEXT NOT NULL,
	CONSTRAINT pk_directory_revisions PRIMARY KEY (revision),
	CONSTRAINT uq_directory_revisions_seq UNIQUE (seq)
)
-- next
CREATE TABLE meta (
	"key" TEXT NOT NULL,
	value TEXT NOT NULL,
	CONSTRAINT pk_meta PRIMARY KEY ("key")
)
 WITHOUT ROWID
-- next
CREATE TABLE organisations (
	id TEXT NOT NULL,
	name_zh TEXT NOT NULL,
	name_en TEXT NOT NULL,
	kind TEXT NOT NULL,
	level TEXT,
	superior TEXT,
	serves TEXT,
	sector TEXT,
	since TEXT,
	until TEXT,
	CONSTRAINT pk_organisations PRIMARY KEY (id)
)
-- next
CREATE TABLE people (
	id TEXT NOT NULL,
	name_zh TEXT NOT NULL,
	name_en TEXT NOT NULL,
	CONSTRAINT pk_people PRIMARY KEY (id)
)
-- next
CREATE TABLE posts (
	place BIGINT NOT NULL,
	organisation TEXT NOT NULL,
	office TEXT NOT NULL,
	person TEXT NOT NULL,
	since TEXT,
	until TEXT,
	CONSTRAINT pk_posts PRIMARY KEY (place)
)
-- next
CREATE TABLE profiles (
	name TEXT NOT NULL,
	revision TEXT NOT NULL,
	seq BIGINT NOT NULL,
	recorded_at BIGINT NOT NULL,
	body TEXT NOT NULL,
	CONSTRAINT pk_profiles PRIMARY KEY (name, revision),
	CONSTRAINT uq_profiles_name_seq UNIQUE (name, seq)
)
-- next
CREATE TABLE deadline_spans (
	case_id TEXT NOT NULL,
	deadline TEXT NOT NULL,
	generation BIGINT NOT NULL,
	seq BIGINT NOT NULL,
	term BIGINT NOT NULL,
	status TEXT NOT NULL,
	governing BIGINT NOT NULL,
	started_on TEXT NOT NULL,
	due_on TEXT,
	due_at BIGINT,
	from_at BIGINT NOT NULL,
	recorded_at BIGINT NOT NULL,
	CONSTRAINT pk_deadline_spans PRIMARY KEY (case_id, deadline, generation, seq),
	CONSTRAINT ck_deadline_spans_governing_is_a_flag CHECK (governing IN (0, 1)),
	CONSTRAINT ck_deadline_spans_status_is_known CHECK (status IN ('running', 'suspended', 'met', 'met_late', 'cancelled', 'superseded', 'missed')),
	CONSTRAINT ck_deadline_spans_due_on_and_at CHECK ((due_on IS NULL) = (due_at IS NULL)),
	CONSTRAINT fk_deadline_spans_case_id FOREIGN KEY(case_id) REFERENCES cases (id)
)
 WITHOUT ROWID
-- next
CREATE TABLE deadlines (
	case_id TEXT NOT NULL,
	name TEXT NOT NULL,
	generation BIGINT NOT NULL,
	term BIGINT NOT NULL,
	status TEXT NOT NULL,
	soft BIGINT NOT NULL,
	governing BIGINT NOT NULL,
	started_on TEXT NOT NULL,
	started_at BIGINT NOT NULL,
	due_on TEXT,
	due_at BIGINT,
	provisional BIGINT NOT NULL,
	ended_on TEXT,
	ended_at BIGINT,
	next_step TEXT,
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
 WITHOUT ROWID
-- next
CREATE INDEX ix_deadlines_running_due_at ON deadlines (due_at, case_id) WHERE status = 'running'
-- next
CREATE TABLE history (
	case_id TEXT NOT NULL,
	seq BIGINT NOT NULL,
	kind TEXT NOT NULL,
	event TEXT NOT NULL,
	source TEXT,
	target TEXT,
	actor TEXT NOT NULL,
	occurred_at BIGINT NOT NULL,
	recorded_at BIGINT NOT NULL,
	text TEXT NOT NULL,
	hash TEXT NOT NULL,
	previous TEXT NOT NULL,
	hash_version BIGINT NOT NULL,
	CONSTRAINT pk_history PRIMARY KEY (case_id, seq),
	CONSTRAINT ck_history_counted_from_1 CHECK (seq >= 1),
	CONSTRAINT fk_history_case_id FOREIGN KEY(case_id) REFERENCES cases (id)
)
 WITHOUT ROWID
-- next
CREATE TABLE imports (
	"key" TEXT NOT NULL,
	case_id TEXT NOT NULL,
	CONSTRAINT pk_imports PRIMARY KEY ("key"),
	CONSTRAINT fk_imports_case_id FOREIGN KEY(case_id) REFERENCES cases (id) DEFERRABLE INITIALLY DEFERRED
)
 WITHOUT ROWID
-- next
CREATE TABLE outbox (
	"key" TEXT NOT NULL,
	case_id TEXT NOT NULL,
	seq BIGINT NOT NULL,
	kind TEXT NOT NULL,
	roles TEXT NOT NULL,
	about TEXT NOT NULL,
	occurred_at BIGINT NOT NULL,
	send_after BIGINT NOT NULL,
	status TEXT NOT NULL,
	attempts BIGINT NOT NULL,
	lease_until BIGINT,
	sent_at BIGINT,
	error TEXT,
	CONSTRAINT pk_outbox PRIMARY KEY ("key"),
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
CREATE INDEX ix_outbox_to_send ON outbox (send_after, "key") WHERE status IN ('waiting', 'leased')
-- next
CREATE TABLE papers (
	"key" TEXT NOT NULL,
	case_id TEXT NOT NULL,
	seq BIGINT NOT NULL,
	document TEXT NOT NULL,
	addressees TEXT NOT NULL,
	copies TEXT NOT NULL,
	drafted_at BIGINT NOT NULL,
	status TEXT NOT NULL,
	number TEXT,
	signed_by TEXT,
	signed_at BIGINT,
	CONSTRAINT pk_papers PRIMARY KEY ("key"),
	CONSTRAINT fk_papers_case_id FOREIGN KEY(case_id) REFERENCES cases (id)
)
-- next
CREATE INDEX ix_papers_case_id ON papers (case_id)
-- next
CREATE TABLE steps (
	case_id TEXT NOT NULL,
	deadline TEXT NOT NULL,
	generation BIGINT NOT NULL,
	term BIGINT NOT NULL,
	step TEXT NOT NULL,
	seq BIGINT NOT NULL,
	occurred_at BIGINT NOT NULL,
	recorded_at BIGINT NOT NULL,
	CONSTRAINT pk_steps PRIMARY KEY (case_id, deadline, generation, term, step),
	CONSTRAINT fk_steps_case_id FOREIGN KEY(case_id) REFERENCES cases (id)
)
 WITHOUT ROWID
-- next
CREATE TABLE private_texts (
	case_id TEXT NOT NULL,
	seq BIGINT NOT NULL,
	field TEXT NOT NULL,
	salt TEXT,
	text TEXT,
	commitment TEXT NOT NULL,
	CONSTRAINT pk_private_texts PRIMARY KEY (case_id, seq, field),
	CONSTRAINT fk_private_texts_case_id_seq FOREIGN KEY(case_id, seq) REFERENCES history (case_id, seq),
	CONSTRAINT ck_private_texts_erased_whole CHECK ((salt IS NULL) = (text IS NULL))
)
-- next
CREATE TRIGGER history_no_update BEFORE UPDATE ON history
BEGIN
  SELECT RAISE(ABORT, 'history is only ever appended to');
END
-- next
CREATE TRIGGER history_no_delete BEFORE DELETE ON history
BEGIN
  SELECT RAISE(ABORT, 'history is only ever appended to');
END
-- next
CREATE TRIGGER history_no_replace BEFORE INSERT ON history
WHEN EXISTS (SELECT 1 FROM history WHERE case_id = NEW.case_id AND seq = NEW.seq)
BEGIN
  SELECT RAISE(ABORT, 'history is only ever appended to');
END
-- next
CREATE TRIGGER deadline_spans_no_update BEFORE UPDATE ON deadline_spans
BEGIN
  SELECT RAISE(ABORT, 'deadline_spans is only ever appended to');
END
-- next
CREATE TRIGGER deadline_spans_no_delete BEFORE DELETE ON deadline_spans
BEGIN
  SELECT RAISE(ABORT, 'deadline_spans is only ever appended to');
END
-- next
CREATE TRIGGER deadline_spans_no_replace BEFORE INSERT ON deadline_spans
WHEN EXISTS (SELECT 1 FROM deadline_spans WHERE case_id = NEW.case_id AND deadline = NEW.deadline AND generation = NEW.generation AND seq = NEW.seq)
BEGIN
  SELECT RAISE(ABORT, 'deadline_spans is only ever appended to');
END
