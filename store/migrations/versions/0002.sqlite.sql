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
CREATE TABLE calendar_changes (
	id BIGINT NOT NULL,
	calendar TEXT NOT NULL,
	revision_before TEXT NOT NULL,
	revision_after TEXT NOT NULL,
	notices TEXT NOT NULL,
	at BIGINT NOT NULL,
	person TEXT NOT NULL,
	cursor TEXT NOT NULL,
	families BIGINT NOT NULL,
	moved BIGINT NOT NULL,
	kept BIGINT NOT NULL,
	finished_at BIGINT,
	CONSTRAINT pk_calendar_changes PRIMARY KEY (id),
	CONSTRAINT ck_calendar_changes_changes_something CHECK (revision_before <> revision_after)
)
-- next
CREATE UNIQUE INDEX ix_calendar_changes_unfinished ON calendar_changes (calendar) WHERE finished_at IS NULL
-- next
CREATE TABLE counted_kinds (
	workflow TEXT NOT NULL,
	event TEXT NOT NULL,
	CONSTRAINT pk_counted_kinds PRIMARY KEY (workflow, event)
)
 WITHOUT ROWID
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
CREATE TABLE received_packages (
	package TEXT NOT NULL,
	sha256 TEXT NOT NULL,
	case_number TEXT NOT NULL,
	organisation TEXT NOT NULL,
	office TEXT NOT NULL,
	manifest TEXT NOT NULL,
	outcome TEXT NOT NULL,
	number TEXT,
	received_on TEXT NOT NULL,
	received_by TEXT NOT NULL,
	received_at BIGINT NOT NULL,
	reason TEXT,
	CONSTRAINT pk_received_packages PRIMARY KEY (package),
	CONSTRAINT ck_received_packages_outcome_is_known CHECK (outcome IN ('receipt', 'return')),
	CONSTRAINT ck_received_packages_receipted_by_number CHECK ((outcome = 'receipt') = (number IS NOT NULL)),
	CONSTRAINT ck_received_packages_returned_with_a_reason CHECK ((outcome = 'return') = (reason IS NOT NULL))
)
 WITHOUT ROWID
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
CREATE TABLE texts (
	name TEXT NOT NULL,
	revision TEXT NOT NULL,
	seq BIGINT NOT NULL,
	recorded_at BIGINT NOT NULL,
	body TEXT NOT NULL,
	CONSTRAINT pk_texts PRIMARY KEY (name, revision),
	CONSTRAINT uq_texts_name_seq UNIQUE (name, seq)
)
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
CREATE TABLE counted_acts (
	case_id TEXT NOT NULL,
	seq BIGINT NOT NULL,
	workflow TEXT NOT NULL,
	event TEXT NOT NULL,
	occurred_on TEXT NOT NULL,
	known_at BIGINT NOT NULL,
	fresh BIGINT NOT NULL,
	CONSTRAINT pk_counted_acts PRIMARY KEY (case_id, seq),
	CONSTRAINT ck_counted_acts_fresh_is_a_flag CHECK (fresh IN (0, 1)),
	CONSTRAINT fk_counted_acts_case_id FOREIGN KEY(case_id) REFERENCES cases (id) DEFERRABLE INITIALLY DEFERRED
)
-- next
CREATE INDEX ix_counted_acts_fresh ON counted_acts (known_at) WHERE fresh = 1
-- next
CREATE INDEX ix_counted_acts_workflow_event ON counted_acts (workflow, event, occurred_on)
-- next
CREATE TABLE duties (
	case_id TEXT NOT NULL,
	host_id TEXT NOT NULL,
	root_id TEXT NOT NULL,
	workflow TEXT NOT NULL,
	duty TEXT NOT NULL,
	owner TEXT NOT NULL,
	item TEXT NOT NULL,
	starts_on TEXT NOT NULL,
	ends_on TEXT NOT NULL,
	counts_workflow TEXT,
	counts_event TEXT,
	opened_at BIGINT NOT NULL,
	closed_at BIGINT,
	CONSTRAINT pk_duties PRIMARY KEY (case_id),
	CONSTRAINT uq_duties_host_id_duty_ends_on_owner_item UNIQUE (host_id, duty, ends_on, owner, item),
	CONSTRAINT fk_duties_case_id FOREIGN KEY(case_id) REFERENCES cases (id) DEFERRABLE INITIALLY DEFERRED,
	CONSTRAINT fk_duties_host_id FOREIGN KEY(host_id) REFERENCES cases (id) DEFERRABLE INITIALLY DEFERRED,
	CONSTRAINT fk_duties_root_id FOREIGN KEY(root_id) REFERENCES cases (id) DEFERRABLE INITIALLY DEFERRED
)
-- next
CREATE INDEX ix_duties_counts ON duties (counts_workflow, counts_event, ends_on) WHERE closed_at IS NULL
-- next
CREATE INDEX ix_duties_root_id ON duties (root_id) WHERE closed_at IS NULL
-- next
CREATE INDEX ix_duties_workflow_duty ON duties (workflow, duty, ends_on)
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
DROP INDEX ix_outbox_case_id
-- next
DROP INDEX ix_outbox_to_send
-- next
ALTER TABLE outbox RENAME TO outbox_before
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
	recorded_at BIGINT,
	confirm_late BIGINT,
	held_at BIGINT,
	confirmed_by TEXT,
	confirmed_at BIGINT,
	CONSTRAINT pk_outbox PRIMARY KEY ("key"),
	CONSTRAINT ck_outbox_status_is_known CHECK (status IN ('waiting', 'leased', 'addressed', 'sent', 'parked', 'held', 'dropped')),
	CONSTRAINT ck_outbox_leased_until CHECK ((status = 'leased') = (lease_until IS NOT NULL)),
	CONSTRAINT ck_outbox_sent_when_sent CHECK ((status = 'sent') = (sent_at IS NOT NULL)),
	CONSTRAINT ck_outbox_parked_with_a_reason CHECK (status <> 'parked' OR error IS NOT NULL),
	CONSTRAINT ck_outbox_attempts_count_up CHECK (attempts >= 0),
	CONSTRAINT ck_outbox_held_since CHECK (status <> 'held' OR held_at IS NOT NULL),
	CONSTRAINT ck_outbox_confirmed_by_somebody CHECK ((confirmed_at IS NULL) = (confirmed_by IS NULL)),
	CONSTRAINT fk_outbox_case_id FOREIGN KEY(case_id) REFERENCES cases (id)
)
-- next
INSERT INTO outbox ("key", case_id, seq, kind, roles, about, occurred_at, send_after, status, attempts, lease_until, sent_at, error) SELECT "key", case_id, seq, kind, roles, about, occurred_at, send_after, status, attempts, lease_until, sent_at, error FROM outbox_before
-- next
DROP TABLE outbox_before
-- next
CREATE INDEX ix_outbox_case_id ON outbox (case_id)
-- next
CREATE INDEX ix_outbox_to_send ON outbox (send_after, "key") WHERE status IN ('waiting', 'leased')
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
CREATE TABLE weighed_acts (
	duty_id TEXT NOT NULL,
	case_id TEXT NOT NULL,
	seq BIGINT NOT NULL,
	CONSTRAINT pk_weighed_acts PRIMARY KEY (duty_id, case_id, seq),
	CONSTRAINT fk_weighed_acts_duty_id FOREIGN KEY(duty_id) REFERENCES cases (id) DEFERRABLE INITIALLY DEFERRED,
	CONSTRAINT fk_weighed_acts_case_id FOREIGN KEY(case_id) REFERENCES cases (id) DEFERRABLE INITIALLY DEFERRED
)
 WITHOUT ROWID
-- next
CREATE TABLE deliveries (
	"key" TEXT NOT NULL,
	message_key TEXT,
	case_id TEXT NOT NULL,
	channel TEXT NOT NULL,
	recipient TEXT NOT NULL,
	roles TEXT NOT NULL,
	send_after BIGINT NOT NULL,
	status TEXT NOT NULL,
	attempts BIGINT NOT NULL,
	lease_until BIGINT,
	sent_at BIGINT,
	error TEXT,
	error_facts TEXT,
	folded_into TEXT,
	CONSTRAINT pk_deliveries PRIMARY KEY ("key"),
	CONSTRAINT ck_deliveries_status_is_known CHECK (status IN ('waiting', 'leased', 'sent', 'parked', 'dropped', 'folded')),
	CONSTRAINT ck_deliveries_leased_until CHECK ((status = 'leased') = (lease_until IS NOT NULL)),
	CONSTRAINT ck_deliveries_sent_when_sent CHECK ((status = 'sent') = (sent_at IS NOT NULL)),
	CONSTRAINT ck_deliveries_parked_with_a_reason CHECK (status <> 'parked' OR error IS NOT NULL),
	CONSTRAINT ck_deliveries_folded_into_a_digest CHECK ((status = 'folded') = (folded_into IS NOT NULL)),
	CONSTRAINT ck_deliveries_attempts_count_up CHECK (attempts >= 0),
	CONSTRAINT fk_deliveries_message_key FOREIGN KEY(message_key) REFERENCES outbox ("key") ON DELETE CASCADE,
	CONSTRAINT fk_deliveries_case_id FOREIGN KEY(case_id) REFERENCES cases (id)
)
-- next
CREATE INDEX ix_deliveries_case_id ON deliveries (case_id)
-- next
CREATE INDEX ix_deliveries_folded_into ON deliveries (folded_into) WHERE folded_into IS NOT NULL
-- next
CREATE INDEX ix_deliveries_message_key ON deliveries (message_key)
-- next
CREATE INDEX ix_deliveries_parked ON deliveries (send_after, "key") WHERE status = 'parked'
-- next
CREATE INDEX ix_deliveries_to_send ON deliveries (send_after, "key") WHERE status IN ('waiting', 'leased')
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
