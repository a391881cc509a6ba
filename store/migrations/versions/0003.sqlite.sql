CREATE TABLE report_templates (
	sha256 TEXT NOT NULL,
	body TEXT NOT NULL,
	CONSTRAINT pk_report_templates PRIMARY KEY (sha256)
)
-- next
CREATE TABLE reports (
	number TEXT NOT NULL,
	number_key TEXT NOT NULL,
	report TEXT NOT NULL,
	period TEXT NOT NULL,
	first TEXT NOT NULL,
	last TEXT NOT NULL,
	as_of TEXT NOT NULL,
	known_at BIGINT NOT NULL,
	made_at BIGINT NOT NULL,
	made_by TEXT NOT NULL,
	digest TEXT NOT NULL,
	data TEXT NOT NULL,
	sha256 TEXT NOT NULL,
	template TEXT NOT NULL,
	CONSTRAINT pk_reports PRIMARY KEY (number),
	CONSTRAINT ck_reports_days_in_order CHECK (first <= last),
	CONSTRAINT uq_reports_number_key UNIQUE (number_key),
	CONSTRAINT fk_reports_template FOREIGN KEY(template) REFERENCES report_templates (sha256)
)
-- next
CREATE INDEX ix_reports_made_at ON reports (made_at, number)
-- next
CREATE TRIGGER reports_no_update BEFORE UPDATE ON reports
BEGIN
  SELECT RAISE(ABORT, 'reports is only ever appended to');
END
-- next
CREATE TRIGGER reports_no_delete BEFORE DELETE ON reports
BEGIN
  SELECT RAISE(ABORT, 'reports is only ever appended to');
END
-- next
CREATE TRIGGER reports_no_replace BEFORE INSERT ON reports
WHEN EXISTS (SELECT 1 FROM reports WHERE number = NEW.number)
BEGIN
  SELECT RAISE(ABORT, 'reports is only ever appended to');
END
-- next
CREATE TRIGGER report_templates_no_update BEFORE UPDATE ON report_templates
BEGIN
  SELECT RAISE(ABORT, 'report_templates is only ever appended to');
END
-- next
CREATE TRIGGER report_templates_no_delete BEFORE DELETE ON report_templates
BEGIN
  SELECT RAISE(ABORT, 'report_templates is only ever appended to');
END
-- next
CREATE TRIGGER report_templates_no_replace BEFORE INSERT ON report_templates
WHEN EXISTS (SELECT 1 FROM report_templates WHERE sha256 = NEW.sha256)
BEGIN
  SELECT RAISE(ABORT, 'report_templates is only ever appended to');
END
