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
