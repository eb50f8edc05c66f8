-- How somebody wants to be told by e-mail; what has no row is as it comes.
create table notification_preference (
    account_id  text not null references account (id),
    topic       text not null,
    email       text not null check (email in ('Immediately', 'Daily', 'Never')),
    primary key (account_id, topic)
);
-- on London's clock; until before from means over midnight
create table quiet_hours (
    account_id  text primary key references account (id),
    quiet_from  time not null,
    quiet_until time not null check (quiet_until <> quiet_from)
);
