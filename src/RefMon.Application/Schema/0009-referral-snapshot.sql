-- The referral as it stands, written with every append to its stream: Marten's layout of a single-stream snapshot.
create table mt_doc_referral
(
    id               uuid                     not null,
    data             jsonb                    not null,
    mt_last_modified timestamp with time zone          default transaction_timestamp(),
    mt_dotnet_type   varchar                  null,
    mt_version       bigint                   not null default 0,
    constraint pkey_mt_doc_referral_id primary key (id)
)
-- rewritten with every event: room on the page keeps those updates off the index
with (fillfactor = 70);
