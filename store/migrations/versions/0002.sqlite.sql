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
