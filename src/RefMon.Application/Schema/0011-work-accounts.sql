-- Which work account an account belongs to: the identity provider's own, unchanging name for the person. Empty until the
-- first sign-in, which is the only one that is found by an e-mail address.
alter table account
    add column identity_issuer   text,
    add column identity_subject  text,
    add column identity_bound_at timestamptz,
    add constraint account_identity_whole check (
        (identity_issuer is null) = (identity_subject is null) and (identity_issuer is null) = (identity_bound_at is null));
create unique index account_identity on account (identity_issuer, identity_subject) where identity_issuer is not null;
