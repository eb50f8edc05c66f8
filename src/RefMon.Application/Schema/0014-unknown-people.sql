-- nDelius did not know the person when it was last asked: they stay hidden, and are asked about no more often than anybody.
alter table limited_access add column known boolean not null default true;
