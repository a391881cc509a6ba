CREATE TABLE bulk_jobs (
	id BIGINT NOT NULL,
	event TEXT NOT NULL,
	given TEXT,
	chosen TEXT NOT NULL,
	person TEXT NOT NULL,
	created_at BIGINT NOT NULL,
	finished_at BIGINT,
	CONSTRAINT pk_bulk_jobs PRIMARY KEY (id),
	CONSTRAINT ck_bulk_jobs_keeps_nothing_when_finished CHECK ((finished_at IS NULL) = (given IS NOT NULL))
)
-- next
CREATE TABLE grants (
	id TEXT NOT NULL,
	permission TEXT NOT NULL,
	person TEXT NOT NULL,
	granted_at BIGINT NOT NULL,
	granted_by TEXT NOT NULL,
	revoked_at BIGINT,
	revoked_by TEXT,
	CONSTRAINT pk_grants PRIMARY KEY (id),
	CONSTRAINT ck_grants_revoked_by_somebody CHECK ((revoked_at IS NULL) = (revoked_by IS NULL))
)
-- next
CREATE INDEX ix_grants_person ON grants (person)
-- next
CREATE UNIQUE INDEX ix_grants_standing ON grants (permission, person) WHERE revoked_at IS NULL
-- next
CREATE TABLE saved_filters (
	person TEXT NOT NULL,
	name TEXT NOT NULL,
	body TEXT NOT NULL,
	saved_at BIGINT NOT NULL,
	CONSTRAINT pk_saved_filters PRIMARY KEY (person, name)
)
 WITHOUT ROWID
-- next
CREATE TABLE ticks (
	process TEXT NOT NULL,
	job TEXT NOT NULL,
	started_at BIGINT NOT NULL,
	finished_at BIGINT NOT NULL,
	outcome TEXT NOT NULL,
	counts TEXT NOT NULL,
	code TEXT,
	facts TEXT,
	CONSTRAINT pk_ticks PRIMARY KEY (process, job, started_at),
	CONSTRAINT ck_ticks_outcome_is_known CHECK (outcome IN ('done', 'failed', 'refused')),
	CONSTRAINT ck_ticks_done_or_why CHECK ((outcome = 'done') = (code IS NULL))
)
 WITHOUT ROWID
-- next
CREATE INDEX ix_ticks_job ON ticks (job, outcome, finished_at)
-- next
CREATE TABLE tokens (
	id TEXT NOT NULL,
	person TEXT NOT NULL,
	name TEXT NOT NULL,
	hash TEXT NOT NULL,
	created_at BIGINT NOT NULL,
	created_by TEXT NOT NULL,
	expires_at BIGINT NOT NULL,
	revoked_at BIGINT,
	revoked_by TEXT,
	CONSTRAINT pk_tokens PRIMARY KEY (id),
	CONSTRAINT ck_tokens_revoked_by_somebody CHECK ((revoked_at IS NULL) = (revoked_by IS NULL)),
	CONSTRAINT ck_tokens_expires_later CHECK (expires_at > created_at),
	CONSTRAINT uq_tokens_hash UNIQUE (hash)
)
-- next
CREATE INDEX ix_tokens_person ON tokens (person)
-- next
CREATE TABLE bulk_items (
	job_id BIGINT NOT NULL,
	place BIGINT NOT NULL,
	case_id TEXT NOT NULL,
	status TEXT NOT NULL,
	code TEXT,
	facts TEXT,
	CONSTRAINT pk_bulk_items PRIMARY KEY (job_id, place),
	CONSTRAINT uq_bulk_items_job_id_case_id UNIQUE (job_id, case_id),
	CONSTRAINT ck_bulk_items_status_is_known CHECK (status IN ('waiting', 'done', 'refused')),
	CONSTRAINT ck_bulk_items_refused_for_a_reason CHECK ((status = 'refused') = (code IS NOT NULL)),
	CONSTRAINT fk_bulk_items_job_id FOREIGN KEY(job_id) REFERENCES bulk_jobs (id),
	CONSTRAINT fk_bulk_items_case_id FOREIGN KEY(case_id) REFERENCES cases (id)
)
 WITHOUT ROWID
-- next
CREATE TABLE case_spans (
	case_id TEXT NOT NULL,
	seq BIGINT NOT NULL,
	version BIGINT NOT NULL,
	state TEXT NOT NULL,
	stage TEXT,
	final TEXT,
	organisation TEXT,
	from_at BIGINT NOT NULL,
	recorded_at BIGINT NOT NULL,
	CONSTRAINT pk_case_spans PRIMARY KEY (case_id, seq),
	CONSTRAINT ck_case_spans_final_is_known CHECK (final IN ('done', 'void')),
	CONSTRAINT ck_case_spans_counted_from_1 CHECK (seq >= 1 AND version >= 1),
	CONSTRAINT fk_case_spans_case_id FOREIGN KEY(case_id) REFERENCES cases (id)
)
 WITHOUT ROWID
-- next
CREATE INDEX ix_history_attached ON history (case_id, seq) WHERE kind = 'attached'
-- next
CREATE TABLE incidents (
	case_id TEXT NOT NULL,
	about TEXT NOT NULL,
	first_at BIGINT NOT NULL,
	root_id TEXT NOT NULL,
	seq BIGINT NOT NULL,
	due_at BIGINT,
	code TEXT NOT NULL,
	facts TEXT NOT NULL,
	last_at BIGINT NOT NULL,
	tries BIGINT NOT NULL,
	retry_at BIGINT,
	status TEXT NOT NULL,
	closed_at BIGINT,
	closed_by TEXT,
	CONSTRAINT pk_incidents PRIMARY KEY (case_id, about, first_at),
	CONSTRAINT ck_incidents_status_is_known CHECK (status IN ('open', 'closed')),
	CONSTRAINT ck_incidents_closed_when_closed CHECK ((status = 'closed') = (closed_at IS NOT NULL)),
	CONSTRAINT ck_incidents_tried_at_least_once CHECK (tries >= 1),
	CONSTRAINT fk_incidents_case_id FOREIGN KEY(case_id) REFERENCES cases (id),
	CONSTRAINT fk_incidents_root_id FOREIGN KEY(root_id) REFERENCES cases (id)
)
 WITHOUT ROWID
-- next
CREATE UNIQUE INDEX ix_incidents_open ON incidents (case_id, about) WHERE status = 'open'
-- next
CREATE INDEX ix_incidents_passing ON incidents (root_id) WHERE status = 'open'
-- next
DROP INDEX ix_papers_case_id
-- next
ALTER TABLE papers RENAME TO papers_before
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
	sent_by TEXT,
	sent_on TEXT,
	sent_at BIGINT,
	deemed_at BIGINT,
	receipted_by TEXT,
	receipted_on TEXT,
	receipted_at BIGINT,
	voided_by TEXT,
	voided_at BIGINT,
	number_key TEXT,
	CONSTRAINT pk_papers PRIMARY KEY ("key"),
	CONSTRAINT ck_papers_status_is_known CHECK (status IN ('draft', 'signed', 'sent', 'receipted', 'void')),
	CONSTRAINT ck_papers_sent_on_and_at CHECK ((sent_on IS NULL) = (sent_at IS NULL)),
	CONSTRAINT ck_papers_receipted_after_sending CHECK (receipted_at IS NULL OR sent_at IS NOT NULL),
	CONSTRAINT ck_papers_receipted_on_and_at CHECK ((receipted_on IS NULL) = (receipted_at IS NULL)),
	CONSTRAINT fk_papers_case_id FOREIGN KEY(case_id) REFERENCES cases (id)
)
-- next
INSERT INTO papers ("key", case_id, seq, document, addressees, copies, drafted_at, status, number, signed_by, signed_at) SELECT "key", case_id, seq, document, addressees, copies, drafted_at, status, number, signed_by, signed_at FROM papers_before
-- next
DROP TABLE papers_before
-- next
CREATE INDEX ix_papers_case_id ON papers (case_id)
-- next
CREATE INDEX ix_papers_drafted_at ON papers (drafted_at, "key") WHERE status = 'draft'
-- next
CREATE INDEX ix_papers_number_key ON papers (number_key) WHERE number_key IS NOT NULL
-- next
CREATE TABLE waiting (
	case_id TEXT NOT NULL,
	what TEXT NOT NULL,
	address TEXT NOT NULL,
	CONSTRAINT pk_waiting PRIMARY KEY (case_id, what, address),
	CONSTRAINT fk_waiting_case_id FOREIGN KEY(case_id) REFERENCES cases (id)
)
 WITHOUT ROWID
-- next
CREATE INDEX ix_waiting_address ON waiting (address, case_id)
-- next
CREATE TRIGGER case_spans_no_update BEFORE UPDATE ON case_spans
BEGIN
  SELECT RAISE(ABORT, 'case_spans is only ever appended to');
END
-- next
CREATE TRIGGER case_spans_no_delete BEFORE DELETE ON case_spans
BEGIN
  SELECT RAISE(ABORT, 'case_spans is only ever appended to');
END
-- next
CREATE TRIGGER case_spans_no_replace BEFORE INSERT ON case_spans
WHEN EXISTS (SELECT 1 FROM case_spans WHERE case_id = NEW.case_id AND seq = NEW.seq)
BEGIN
  SELECT RAISE(ABORT, 'case_spans is only ever appended to');
END
