-- When somebody last looked at a referral, and when nDelius was last asked about a caseload.

-- What a person had seen of a referral before the look they are having now. A look lasts until half an hour has passed
-- without one, so that going back or reloading does not make the news disappear.
create table last_looked (
    account_id      text not null,
    referral_id     uuid not null,
    at              timestamptz not null,
    version         bigint not null,
    news_since_at   timestamptz,
    news_since      bigint not null,
    primary key (account_id, referral_id)
);

-- When nDelius last said whom a practitioner supervises: an empty caseload has no entries to say so.
create table caseload_refresh (
    user_name       text primary key,
    refreshed_at    timestamptz not null
);

-- every list asks who is restricted: few among all whom nDelius was asked about
create index limited_access_restricted on limited_access (crn) where restricted;
