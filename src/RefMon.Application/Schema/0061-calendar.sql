-- The address under which a calendar program reads somebody's appointments holds a token; only its hash is kept.
create table calendar_feed (
    account_id      text primary key references account (id),
    token_hash      bytea not null unique check (length(token_hash) = 32),
    created_at      timestamptz not null,
    last_read_at    timestamptz
);

-- When an account is away, first and last day; shown where somebody assigns a referral.
create table account_leave (
    account_id      text primary key references account (id),
    first_day       date not null,
    last_day        date not null check (last_day >= first_day),
    set_by          text not null,
    set_at          timestamptz not null
);
