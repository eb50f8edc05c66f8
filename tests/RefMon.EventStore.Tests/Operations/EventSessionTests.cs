using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using RefMon.EventStore.Tests.Soak;
using Xunit;

namespace RefMon.EventStore.Tests.Operations;

[Trait("Capability", "Operations")]
public sealed class EventSessionTests(StoreFixture store) : IClassFixture<StoreFixture>
{
    private readonly StoreNode node = store.Node;

    [Fact]
    public async Task What_was_saved_is_there_at_once_in_snapshot_events_and_inline_projections()
    {
        var id = await node.Open("Élan", new TallyCounted(Guid.NewGuid(), 2));
        await node.Count(id, 3, 4);

        var (tally, version) = (await node.Reader.Load<Tally>(id, default))!.Value;
        Assert.Equal((4, 9, 3), (version, tally.Sum, tally.Tokens.Count));
        var events = await node.Reader.FetchStream(id);
        Assert.Equal([1, 2, 3, 4], events.Select(e => e.Version));
        Assert.Equal(events.Select(e => e.Sequence).Order(), events.Select(e => e.Sequence));
        Assert.Equal(new TallyOpened("Élan", new DateOnly(2026, 1, 2)), events[0].Data);
        Assert.Equal([events[3]], await node.Reader.FetchStream(id, afterVersion: 3));
        Assert.Equal(9, await node.Ask<int>("select sum from tally_row where id = $1", id));
        Assert.Equal(
            "2|2|9|9",
            await node.Ask<string>(
                "select max(saved_with) filter (where version < 3) || '|' || max(saved_with) filter (where version > 2) || '|' || max(sum_after) || '|' || sum(sum_after) filter (where version = 4) from tally_entry where stream_id = $1",
                id
            )
        );
    }

    [Fact]
    public async Task Rows_are_as_Marten_lays_them_out()
    {
        var id = Guid.NewGuid();
        await node.Save(session =>
        {
            session.Metadata = new(
                "account-1",
                "request-1",
                "command-1",
                new Dictionary<string, string> { ["a"] = "b" }
            );
            session.StartStream<Tally>(
                id,
                new TallyOpened("It's <b>", new DateOnly(1967, 8, 8)),
                new TallyClosed(null)
            );
        });

        Assert.Equal(
            $"{id}|tally|2|*DEFAULT*|false",
            await node.Ask<string>(
                "select concat_ws('|', id, type, version, tenant_id, is_archived::text) from mt_streams where id = $1",
                id
            )
        );
        var rows = await node.Rows(
            $"select concat_ws('|', version, type, mt_dotnet_type, correlation_id, causation_id, user_name, tenant_id, is_archived::text, data, headers) from mt_events where stream_id = '{id}' order by version"
        );
        Assert.Equal(
            "1|tally_opened|RefMon.EventStore.Tests.Soak.TallyOpened, RefMon.EventStore.Tests|request-1|command-1|account-1|*DEFAULT*|false|{\"on\": \"1967-08-08\", \"label\": \"It's <b>\"}|{\"a\": \"b\", \"saved_together\": \"2\"}",
            rows[0]
        );
        Assert.Equal(
            "2|tally_closed|RefMon.EventStore.Tests.Soak.TallyClosed, RefMon.EventStore.Tests|request-1|command-1|account-1|*DEFAULT*|false|{\"reason\": null}|{\"a\": \"b\"}",
            rows[1]
        );
        Assert.Equal(
            $"{id}|2|RefMon.EventStore.Tests.Soak.Tally|true",
            await node.Ask<string>(
                "select concat_ws('|', data->>'id', mt_version, mt_dotnet_type, (mt_last_modified = (select max(timestamp) from mt_events where stream_id = $1))::text) from mt_doc_tally where id = $1",
                id
            )
        );
        var stored = (await node.Reader.FetchStream(id))[0];
        Assert.Equal(
            ("account-1", "request-1", "command-1"),
            (stored.Metadata.UserName, stored.Metadata.CorrelationId, stored.Metadata.CausationId)
        );
        Assert.Equal([new("a", "b")], stored.Metadata.Headers!);
    }

    [Fact]
    public async Task The_state_can_be_seen_as_it_was_at_a_version_or_an_instant()
    {
        var id = await node.Open();
        await node.Count(id, 1);
        var between = (await node.Reader.FetchStream(id))[^1].Timestamp;
        await Task.Delay(5, TestContext.Current.CancellationToken);
        await node.Count(id, 10);

        Assert.Equal(0, (await node.Reader.AggregateStream<Tally>(id, version: 1))!.Sum);
        Assert.Equal(1, (await node.Reader.AggregateStream<Tally>(id, at: between))!.Sum);
        Assert.Equal(11, (await node.Reader.AggregateStream<Tally>(id))!.Sum);
        Assert.Null(await node.Reader.AggregateStream<Tally>(id, at: between.AddDays(-1)));
        Assert.Null(await node.Reader.Load<Tally>(Guid.NewGuid(), default));
        Assert.Empty(await node.Reader.FetchStream(Guid.NewGuid()));
    }

    [Fact]
    public async Task A_lost_race_is_a_conflict_and_writes_nothing()
    {
        var id = await node.Open();
        var before = await Everything();
        var conflict = await Assert.ThrowsAsync<StreamConflictException>(() =>
            node.Save(async session =>
            {
                var stream = await session.FetchForWriting<Tally>(id, default);
                await node.Count(id, 1);
                before = await Everything();
                stream.Append(new TallyCounted(Guid.NewGuid(), 100));
                session.Enlist(Draft("insert into draft values ($1, 1)", Guid.NewGuid()));
                session.RecordCommand(new("account", Guid.NewGuid(), "hash", "{}"));
            })
        );
        Assert.Equal((id, 1), (conflict.StreamId, conflict.ExpectedVersion));
        Assert.Equal(before, await Everything());
    }

    [Fact]
    public async Task A_lost_race_takes_no_number_from_the_sequence()
    {
        var id = await node.Open();
        await Assert.ThrowsAsync<StreamConflictException>(() =>
            node.Save(async session =>
            {
                var stream = await session.FetchForWriting<Tally>(id, default);
                await node.Count(id, 1);
                stream.Append(new TallyCounted(Guid.NewGuid(), 1));
            })
        );
        await node.Count(id, 1);
        var events = await node.Reader.FetchStream(id);
        Assert.Equal(events[0].Sequence + 2, events[2].Sequence);
    }

    [Fact]
    public async Task A_stream_is_started_once()
    {
        var id = await node.Open();
        var before = await Everything();
        await Assert.ThrowsAsync<StreamConflictException>(() =>
            node.Save(session => session.StartStream<Tally>(id, new TallyOpened("B", default)))
        );
        Assert.Equal(before, await Everything());
    }

    [Fact]
    public async Task A_stream_that_is_not_there_is_opened_empty_and_begun_by_the_first_append()
    {
        var id = Guid.NewGuid();
        await node.Save(async session =>
        {
            var stream = await session.FetchForWriting<Tally>(id, default);
            Assert.Null(stream.Aggregate);
            Assert.Equal(0, stream.Version);
            Assert.False(session.HasChanges);
            stream.Append(new TallyOpened("C", default));
            Assert.True(session.HasChanges);
            Assert.Same(stream, await session.FetchForWriting<Tally>(id, default));
        });
        Assert.Equal("C", (await node.Reader.Load<Tally>(id, default))!.Value.Aggregate.Label);
    }

    [Fact]
    public async Task A_command_seen_before_is_refused_per_actor_and_its_first_outcome_is_kept()
    {
        var id = await node.Open();
        var command = Guid.NewGuid();
        await Record("one", "first");
        var before = await Everything();
        var refused = await Assert.ThrowsAsync<DuplicateCommandException>(() => Record("one", "second"));
        Assert.Equal(command, refused.CommandId);
        Assert.Equal(before, await Everything());
        await Record("two", "theirs");

        Assert.Equal("first", (await node.Reader.FindCommand("one", command, default))!.ContentHash);
        Assert.Equal("{\"code\": 1}", (await node.Reader.FindCommand("two", command, default))!.OutcomeJson);
        Assert.Null(await node.Reader.FindCommand("three", command, default));

        Task Record(string actor, string hash) =>
            node.Save(async session =>
            {
                session.RecordCommand(new(actor, command, hash, """{"code":1}"""));
                (await session.FetchForWriting<Tally>(id, default)).Append(new TallyCounted(Guid.NewGuid(), 1));
            });
    }

    [Fact]
    public async Task Enlisted_statements_commit_with_the_events_or_not_at_all()
    {
        var id = Guid.NewGuid();
        var draft = Guid.NewGuid();
        await node.Save(session => session.Enlist(Draft("insert into draft values ($1, 1)", draft), 1));
        await node.Save(session =>
        {
            session.Enlist(Draft("update draft set version = 2 where id = $1 and version = 1", draft), expectRows: 1);
            session.Enlist(Draft("insert into draft values ($1, 7) on conflict do nothing", draft), expectRows: 0);
            session.StartStream<Tally>(id, new TallyOpened("D", default));
        });
        var before = await Everything();

        var refused = await Assert.ThrowsAsync<EnlistedRowsException>(() =>
            node.Save(session =>
            {
                session.StartStream<Tally>(Guid.NewGuid(), new TallyOpened("E", default));
                session.Enlist(Draft("insert into draft values ($1, 1)", Guid.NewGuid()));
                session.Enlist(
                    Draft("update draft set version = 2 where id = $1 and version = 1", draft),
                    expectRows: 1
                );
            })
        );

        Assert.Equal(1, refused.Statement);
        Assert.Contains("affected 0 rows where 1 were expected", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, await Everything());
        Assert.Equal(2, await node.Ask<int>("select version from draft where id = $1", draft));
    }

    [Fact]
    public async Task A_failing_enlisted_statement_keeps_its_own_failure_and_clears_the_session()
    {
        var draft = Guid.NewGuid();
        await node.Save(session => session.Enlist(Draft("insert into draft values ($1, 1)", draft)));
        await using var scope = node.Services.CreateAsyncScope();
        var session = scope.ServiceProvider.GetRequiredService<IEventSession>();
        session.Enlist(Draft("insert into draft values ($1, 1)", draft));
        var failure = await Assert.ThrowsAsync<PostgresException>(() => session.SaveChanges(default));
        Assert.Equal("draft_pkey", failure.ConstraintName);
        Assert.False(session.HasChanges);
    }

    [Fact]
    public async Task A_missing_or_old_snapshot_is_folded_from_the_events_and_mended_by_the_next_save()
    {
        var id = await node.Open();
        await node.Count(id, 5);
        await node.Ask<long>(
            "with gone as (delete from mt_doc_tally where id = $1 returning 1) select count(*) from gone",
            id
        );
        Assert.Equal(5, (await node.Reader.Load<Tally>(id, default))!.Value.Aggregate.Sum);
        await node.Count(id, 1);
        Assert.Equal(3L, await node.Ask<long>("select mt_version from mt_doc_tally where id = $1", id));
        await node.Ask<long>(
            "with old as (update mt_doc_tally set mt_version = 1, data = '{}' where id = $1 returning 1) select count(*) from old",
            id
        );
        await node.Count(id, 1);
        Assert.Equal(7, (await node.Reader.Load<Tally>(id, default))!.Value.Aggregate.Sum);
    }

    [Fact]
    public async Task Two_streams_in_one_session_are_saved_together_or_not_at_all()
    {
        var (one, two) = (await node.Open(), await node.Open());
        await Assert.ThrowsAsync<StreamConflictException>(() =>
            node.Save(async session =>
            {
                (await session.FetchForWriting<Tally>(one, default)).Append(new TallyCounted(Guid.NewGuid(), 1));
                (await session.FetchForWriting<Tally>(two, default)).Append(new TallyCounted(Guid.NewGuid(), 1));
                await node.Count(two, 10);
            })
        );
        Assert.Equal(0, (await node.Reader.Load<Tally>(one, default))!.Value.Aggregate.Sum);
        Assert.Equal(10, (await node.Reader.Load<Tally>(two, default))!.Value.Aggregate.Sum);
    }

    [Fact]
    public async Task An_event_type_nobody_registered_is_refused_before_anything_is_written()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => node.Open("F", "a text is no event"));
        Assert.Equal(0, await node.Ask<long>("select count(*) from tally_row where label = 'F'"));
    }

    private static NpgsqlBatchCommand Draft(string sql, Guid id) => new(sql) { Parameters = { new() { Value = id } } };

    private async Task<string> Everything() =>
        string.Join(
            '\n',
            await node.Rows(
                """
                select t::text from mt_streams t union all select t::text from mt_events t union all select t::text from mt_doc_tally t
                union all select t::text from tally_row t union all select t::text from tally_entry t union all select t::text from draft t
                union all select t::text from command_record t order by 1
                """
            )
        );
}
