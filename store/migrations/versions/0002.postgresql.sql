CREATE TABLE bulk_jobs (
	id BIGINT NOT NULL,
	event TEXT COLLATE "C" NOT NULL,
	given TEXT,
	chosen TEXT NOT NULL,
	person TEXT COLLATE "C" NOT NULL,
	created_at BIGINT NOT NULL,
	finished_at BIGINT,
	CONSTRAINT pk_bulk_jobs PRIMARY KEY (id),
	CONSTRAINT ck_bulk_jobs_keeps_nothing_when_finished CHECK ((finished_at IS NULL) = (given IS NOT NULL))
)
-- next
CREATE TABLE calendar_changes (
	id BIGINT NOT NULL,
	calendar TEXT COLLATE "C" NOT NULL,
	revision_before TEXT COLLATE "C" NOT NULL,
	revision_after TEXT COLLATE "C" NOT NULL,
	notices TEXT NOT NULL,
	at BIGINT NOT NULL,
	person TEXT COLLATE "C" NOT NULL,
	cursor TEXT COLLATE "C" NOT NULL,
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
	workflow TEXT COLLATE "C" NOT NULL,
	event TEXT COLLATE "C" NOT NULL,
	CONSTRAINT pk_counted_kinds PRIMARY KEY (workflow, event)
)
-- next
CREATE TABLE grants (
	id TEXT COLLATE "C" NOT NULL,
	permission TEXT COLLATE "C" NOT NULL,
	person TEXT COLLATE "C" NOT NULL,
	granted_at BIGINT NOT NULL,
	granted_by TEXT COLLATE "C" NOT NULL,
	revoked_at BIGINT,
	revoked_by TEXT COLLATE "C",
	CONSTRAINT pk_grants PRIMARY KEY (id),
	CONSTRAINT ck_grants_revoked_by_somebody CHECK ((revoked_at IS NULL) = (revoked_by IS NULL))
)
-- next
CREATE INDEX ix_grants_person ON grants (person)
-- next
CREATE UNIQUE INDEX ix_grants_standing ON grants (permission, person) WHERE revoked_at IS NULL
-- next
CREATE TABLE received_packages (
	package TEXT COLLATE "C" NOT NULL,
	sha256 TEXT COLLATE "C" NOT NULL,
	case_number TEXT COLLATE "C" NOT NULL,
	organisation TEXT COLLATE "C" NOT NULL,
	office TEXT COLLATE "C" NOT NULL,
	manifest TEXT NOT NULL,
	outcome TEXT COLLATE "C" NOT NULL,
	number TEXT,
	received_on TEXT COLLATE "C" NOT NULL,
	received_by TEXT COLLATE "C" NOT NULL,
	received_at BIGINT NOT NULL,
	reason TEXT,
	CONSTRAINT pk_received_packages PRIMARY KEY (package),
	CONSTRAINT ck_received_packages_outcome_is_known CHECK (outcome IN ('receipt', 'return')),
	CONSTRAINT ck_received_packages_receipted_by_number CHECK ((outcome = 'receipt') = (number IS NOT NULL)),
	CONSTRAINT ck_received_packages_returned_with_a_reason CHECK ((outcome = 'return') = (reason IS NOT NULL))
)
-- next
CREATE TABLE saved_filters (
	person TEXT COLLATE "C" NOT NULL,
	name TEXT COLLATE "C" NOT NULL,
	body TEXT NOT NULL,
	saved_at BIGINT NOT NULL,
	CONSTRAINT pk_saved_filters PRIMARY KEY (person, name)
)
-- next
CREATE TABLE texts (
	name TEXT COLLATE "C" NOT NULL,
	revision TEXT COLLATE "C" NOT NULL,
	seq BIGINT NOT NULL,
	recorded_at BIGINT NOT NULL,
	body TEXT NOT NULL,
	CONSTRAINT pk_texts PRIMARY KEY (name, revision),
	CONSTRAINT uq_texts_name_seq UNIQUE (name, seq)
)
-- next
CREATE TABLE ticks (
	process TEXT COLLATE "C" NOT NULL,
	job TEXT COLLATE "C" NOT NULL,
	started_at BIGINT NOT NULL,
	finished_at BIGINT NOT NULL,
	outcome TEXT COLLATE "C" NOT NULL,
	counts TEXT NOT NULL,
	code TEXT COLLATE "C",
	facts TEXT,
	CONSTRAINT pk_ticks PRIMARY KEY (process, job, started_at),
	CONSTRAINT ck_ticks_outcome_is_known CHECK (outcome IN ('done', 'failed', 'refused')),
	CONSTRAINT ck_ticks_done_or_why CHECK ((outcome = 'done') = (code IS NULL))
)
-- next
CREATE INDEX ix_ticks_job ON ticks (job, outcome, finished_at)
-- next
CREATE TABLE tokens (
	id TEXT COLLATE "C" NOT NULL,
	person TEXT COLLATE "C" NOT NULL,
	name TEXT NOT NULL,
	hash TEXT COLLATE "C" NOT NULL,
	created_at BIGINT NOT NULL,
	created_by TEXT COLLATE "C" NOT NULL,
	expires_at BIGINT NOT NULL,
	revoked_at BIGINT,
	revoked_by TEXT COLLATE "C",
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
	case_id TEXT COLLATE "C" NOT NULL,
	status TEXT COLLATE "C" NOT NULL,
	code TEXT COLLATE "C",
	facts TEXT,
	CONSTRAINT pk_bulk_items PRIMARY KEY (job_id, place),
	CONSTRAINT uq_bulk_items_job_id_case_id UNIQUE (job_id, case_id),
	CONSTRAINT ck_bulk_items_status_is_known CHECK (status IN ('waiting', 'done', 'refused')),
	CONSTRAINT ck_bulk_items_refused_for_a_reason CHECK ((status = 'refused') = (code IS NOT NULL)),
	CONSTRAINT fk_bulk_items_job_id FOREIGN KEY(job_id) REFERENCES bulk_jobs (id),
	CONSTRAINT fk_bulk_items_case_id FOREIGN KEY(case_id) REFERENCES cases (id)
)
-- next
CREATE TABLE case_spans (
	case_id TEXT COLLATE "C" NOT NULL,
	seq BIGINT NOT NULL,
	version BIGINT NOT NULL,
	state TEXT COLLATE "C" NOT NULL,
	stage TEXT COLLATE "C",
	final TEXT COLLATE "C",
	organisation TEXT COLLATE "C",
	from_at BIGINT NOT NULL,
	recorded_at BIGINT NOT NULL,
	CONSTRAINT pk_case_spans PRIMARY KEY (case_id, seq),
	CONSTRAINT ck_case_spans_final_is_known CHECK (final IN ('done', 'void')),
	CONSTRAINT ck_case_spans_counted_from_1 CHECK (seq >= 1 AND version >= 1),
	CONSTRAINT fk_case_spans_case_id FOREIGN KEY(case_id) REFERENCES cases (id)
)
-- next
CREATE TABLE counted_acts (
	case_id TEXT COLLATE "C" NOT NULL,
	seq BIGINT NOT NULL,
	workflow TEXT COLLATE "C" NOT NULL,
	event TEXT COLLATE "C" NOT NULL,
	occurred_on TEXT COLLATE "C" NOT NULL,
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
	case_id TEXT COLLATE "C" NOT NULL,
	host_id TEXT COLLATE "C" NOT NULL,
	root_id TEXT COLLATE "C" NOT NULL,
	workflow TEXT COLLATE "C" NOT NULL,
	duty TEXT COLLATE "C" NOT NULL,
	owner TEXT COLLATE "C" NOT NULL,
	item TEXT COLLATE "C" NOT NULL,
	starts_on TEXT COLLATE "C" NOT NULL,
	ends_on TEXT COLLATE "C" NOT NULL,
	counts_workflow TEXT COLLATE "C",
	counts_event TEXT COLLATE "C",
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
	case_id TEXT COLLATE "C" NOT NULL,
	about TEXT COLLATE "C" NOT NULL,
	first_at BIGINT NOT NULL,
	root_id TEXT COLLATE "C" NOT NULL,
	seq BIGINT NOT NULL,
	due_at BIGINT,
	code TEXT COLLATE "C" NOT NULL,
	facts TEXT NOT NULL,
	last_at BIGINT NOT NULL,
	tries BIGINT NOT NULL,
	retry_at BIGINT,
	status TEXT COLLATE "C" NOT NULL,
	closed_at BIGINT,
	closed_by TEXT COLLATE "C",
	CONSTRAINT pk_incidents PRIMARY KEY (case_id, about, first_at),
	CONSTRAINT ck_incidents_status_is_known CHECK (status IN ('open', 'closed')),
	CONSTRAINT ck_incidents_closed_when_closed CHECK ((status = 'closed') = (closed_at IS NOT NULL)),
	CONSTRAINT ck_incidents_tried_at_least_once CHECK (tries >= 1),
	CONSTRAINT fk_incidents_case_id FOREIGN KEY(case_id) REFERENCES cases (id),
	CONSTRAINT fk_incidents_root_id FOREIGN KEY(root_id) REFERENCES cases (id)
)
-- next
CREATE UNIQUE INDEX ix_incidents_open ON incidents (case_id, about) WHERE status = 'open'
-- next
CREATE INDEX ix_incidents_passing ON incidents (root_id) WHERE status = 'open'
-- next
ALTER TABLE outbox ADD COLUMN recorded_at BIGINT
-- next
ALTER TABLE outbox ADD COLUMN confirm_late BIGINT
-- next
ALTER TABLE outbox ADD COLUMN held_at BIGINT
-- next
ALTER TABLE outbox ADD COLUMN confirmed_by TEXT COLLATE "C"
-- next
ALTER TABLE outbox ADD COLUMN confirmed_at BIGINT
-- next
ALTER TABLE outbox DROP CONSTRAINT ck_outbox_status_is_known
-- next
ALTER TABLE outbox ADD CONSTRAINT ck_outbox_status_is_known CHECK (status IN ('waiting', 'leased', 'addressed', 'sent', 'parked', 'held', 'dropped'))
-- next
ALTER TABLE outbox ADD CONSTRAINT ck_outbox_held_since CHECK (status <> 'held' OR held_at IS NOT NULL)
-- next
ALTER TABLE outbox ADD CONSTRAINT ck_outbox_confirmed_by_somebody CHECK ((confirmed_at IS NULL) = (confirmed_by IS NULL))
-- next
ALTER TABLE papers ADD COLUMN sent_by TEXT COLLATE "C"
-- next
ALTER TABLE papers ADD COLUMN sent_on TEXT COLLATE "C"
-- next
ALTER TABLE papers ADD COLUMN sent_at BIGINT
-- next
ALTER TABLE papers ADD COLUMN deemed_at BIGINT
-- next
ALTER TABLE papers ADD COLUMN receipted_by TEXT COLLATE "C"
-- next
ALTER TABLE papers ADD COLUMN receipted_on TEXT COLLATE "C"
-- next
ALTER TABLE papers ADD COLUMN receipted_at BIGINT
-- next
ALTER TABLE papers ADD COLUMN voided_by TEXT COLLATE "C"
-- next
ALTER TABLE papers ADD COLUMN voided_at BIGINT
-- next
ALTER TABLE papers ADD COLUMN number_key TEXT COLLATE "C"
-- next
ALTER TABLE papers ADD CONSTRAINT ck_papers_status_is_known CHECK (status IN ('draft', 'signed', 'sent', 'receipted', 'void'))
-- next
ALTER TABLE papers ADD CONSTRAINT ck_papers_sent_on_and_at CHECK ((sent_on IS NULL) = (sent_at IS NULL))
-- next
ALTER TABLE papers ADD CONSTRAINT ck_papers_receipted_after_sending CHECK (receipted_at IS NULL OR sent_at IS NOT NULL)
-- next
ALTER TABLE papers ADD CONSTRAINT ck_papers_receipted_on_and_at CHECK ((receipted_on IS NULL) = (receipted_at IS NULL))
-- next
CREATE INDEX ix_papers_drafted_at ON papers (drafted_at, key) WHERE status = 'draft'
-- next
CREATE INDEX ix_papers_number_key ON papers (number_key) WHERE number_key IS NOT NULL
-- next
CREATE TABLE waiting (
	case_id TEXT COLLATE "C" NOT NULL,
	what TEXT COLLATE "C" NOT NULL,
	address TEXT COLLATE "C" NOT NULL,
	CONSTRAINT pk_waiting PRIMARY KEY (case_id, what, address),
	CONSTRAINT fk_waiting_case_id FOREIGN KEY(case_id) REFERENCES cases (id)
)
-- next
CREATE INDEX ix_waiting_address ON waiting (address, case_id)
-- next
CREATE TABLE weighed_acts (
	duty_id TEXT COLLATE "C" NOT NULL,
	case_id TEXT COLLATE "C" NOT NULL,
	seq BIGINT NOT NULL,
	CONSTRAINT pk_weighed_acts PRIMARY KEY (duty_id, case_id, seq),
	CONSTRAINT fk_weighed_acts_duty_id FOREIGN KEY(duty_id) REFERENCES cases (id) DEFERRABLE INITIALLY DEFERRED,
	CONSTRAINT fk_weighed_acts_case_id FOREIGN KEY(case_id) REFERENCES cases (id) DEFERRABLE INITIALLY DEFERRED
)
-- next
CREATE TABLE deliveries (
	key TEXT COLLATE "C" NOT NULL,
	message_key TEXT COLLATE "C",
	case_id TEXT COLLATE "C" NOT NULL,
	channel TEXT COLLATE "C" NOT NULL,
	recipient TEXT COLLATE "C" NOT NULL,
	roles TEXT NOT NULL,
	send_after BIGINT NOT NULL,
	status TEXT COLLATE "C" NOT NULL,
	attempts BIGINT NOT NULL,
	lease_until BIGINT,
	sent_at BIGINT,
	error TEXT COLLATE "C",
	error_facts TEXT,
	folded_into TEXT COLLATE "C",
	CONSTRAINT pk_deliveries PRIMARY KEY (key),
	CONSTRAINT ck_deliveries_status_is_known CHECK (status IN ('waiting', 'leased', 'sent', 'parked', 'dropped', 'folded')),
	CONSTRAINT ck_deliveries_leased_until CHECK ((status = 'leased') = (lease_until IS NOT NULL)),
	CONSTRAINT ck_deliveries_sent_when_sent CHECK ((status = 'sent') = (sent_at IS NOT NULL)),
	CONSTRAINT ck_deliveries_parked_with_a_reason CHECK (status <> 'parked' OR error IS NOT NULL),
	CONSTRAINT ck_deliveries_folded_into_a_digest CHECK ((status = 'folded') = (folded_into IS NOT NULL)),
	CONSTRAINT ck_deliveries_attempts_count_up CHECK (attempts >= 0),
	CONSTRAINT fk_deliveries_message_key FOREIGN KEY(message_key) REFERENCES outbox (key) ON DELETE CASCADE,
	CONSTRAINT fk_deliveries_case_id FOREIGN KEY(case_id) REFERENCES cases (id)
)
-- next
CREATE INDEX ix_deliveries_case_id ON deliveries (case_id)
-- next
CREATE INDEX ix_deliveries_folded_into ON deliveries (folded_into) WHERE folded_into IS NOT NULL
-- next
CREATE INDEX ix_deliveries_message_key ON deliveries (message_key)
-- next
CREATE INDEX ix_deliveries_parked ON deliveries (send_after, key) WHERE status = 'parked'
-- next
CREATE INDEX ix_deliveries_to_send ON deliveries (send_after, key) WHERE status IN ('waiting', 'leased')
-- next
CREATE TRIGGER case_spans_no_change BEFORE UPDATE OR DELETE ON case_spans FOR EACH ROW EXECUTE FUNCTION patrol_append_only()
-- next
ALTER TABLE case_spans ENABLE ALWAYS TRIGGER case_spans_no_change
-- next
CREATE TRIGGER case_spans_no_truncate BEFORE TRUNCATE ON case_spans FOR EACH STATEMENT EXECUTE FUNCTION patrol_append_only()
-- next
ALTER TABLE case_spans ENABLE ALWAYS TRIGGER case_spans_no_truncate
