CREATE TABLE report_templates (
	sha256 TEXT COLLATE "C" NOT NULL,
	body TEXT NOT NULL,
	CONSTRAINT pk_report_templates PRIMARY KEY (sha256)
)
-- next
CREATE TABLE reports (
	number TEXT COLLATE "C" NOT NULL,
	number_key TEXT COLLATE "C" NOT NULL,
	report TEXT COLLATE "C" NOT NULL,
	period TEXT COLLATE "C" NOT NULL,
	first TEXT COLLATE "C" NOT NULL,
	last TEXT COLLATE "C" NOT NULL,
	as_of TEXT COLLATE "C" NOT NULL,
	known_at BIGINT NOT NULL,
	made_at BIGINT NOT NULL,
	made_by TEXT COLLATE "C" NOT NULL,
	digest TEXT COLLATE "C" NOT NULL,
	data TEXT NOT NULL,
	sha256 TEXT COLLATE "C" NOT NULL,
	template TEXT COLLATE "C" NOT NULL,
	CONSTRAINT pk_reports PRIMARY KEY (number),
	CONSTRAINT ck_reports_days_in_order CHECK (first <= last),
	CONSTRAINT uq_reports_number_key UNIQUE (number_key),
	CONSTRAINT fk_reports_template FOREIGN KEY(template) REFERENCES report_templates (sha256)
)
-- next
CREATE INDEX ix_reports_made_at ON reports (made_at, number)
-- next
CREATE TRIGGER reports_no_change BEFORE UPDATE OR DELETE ON reports FOR EACH ROW EXECUTE FUNCTION patrol_append_only()
-- next
ALTER TABLE reports ENABLE ALWAYS TRIGGER reports_no_change
-- next
CREATE TRIGGER reports_no_truncate BEFORE TRUNCATE ON reports FOR EACH STATEMENT EXECUTE FUNCTION patrol_append_only()
-- next
ALTER TABLE reports ENABLE ALWAYS TRIGGER reports_no_truncate
-- next
CREATE TRIGGER report_templates_no_change BEFORE UPDATE OR DELETE ON report_templates FOR EACH ROW EXECUTE FUNCTION patrol_append_only()
-- next
ALTER TABLE report_templates ENABLE ALWAYS TRIGGER report_templates_no_change
-- next
CREATE TRIGGER report_templates_no_truncate BEFORE TRUNCATE ON report_templates FOR EACH STATEMENT EXECUTE FUNCTION patrol_append_only()
-- next
ALTER TABLE report_templates ENABLE ALWAYS TRIGGER report_templates_no_truncate
